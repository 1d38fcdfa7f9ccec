import Testing

@testable import dustyd

@Suite struct ChangedCodeTests {
    private func result(_ paths: [String]?) -> TransferResult {
        TransferResult(
            files: 1,
            deleted: 0,
            bytes: 1,
            changed: true,
            paths: paths.map { Set($0.map { Array($0.utf8) }) }
        )
    }

    @Test(
        arguments: [
            (["result/app.py"], true), (["worker/app.py"], false), (["result/__pycache__/app.pyc"], false),
            (["result/__pycache__/app.pyc", "worker/app.py"], false),
            (["result/__pycache__/a.pyc", "result/b.py"], true),
            (nil, true),
        ] as [([String]?, Bool)]
    )
    func `What running the code makes is no change of it`(paths: [String]?, changes: Bool) {
        #expect(result(paths).touches(["result"]) == changes)
    }

    @Test func `A directory that was made or got another mode counts beside what does not`() {
        var both = result(["a/__pycache__/b.pyc"])
        both.directories = [Array("a/__pycache__".utf8)]
        #expect(!both.touches(nil))
        both.directories.insert(Array("a/new".utf8))
        #expect(both.touches(nil) && both.touches(["a"]) && !both.touches(["b"]))
    }

    @Test func `Of a whole repo as well`() {
        #expect(!result(["a/__pycache__/b.pyc"]).touches(nil))
        #expect(result(["a/b.py"]).touches(nil) && result([]).touches(nil) && result(nil).touches(nil))
    }
}
