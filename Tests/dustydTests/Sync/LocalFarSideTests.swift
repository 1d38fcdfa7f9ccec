import CLibrary
import DustyCore
import Testing

@testable import dustyd

@Suite struct LocalFarSideTests {
    @Test func `a copy that is gone, another one or was tampered with is told from the one that was left`() async throws
    {
        try await withTemporaryDirectory { directory in
            let far = LocalFarSide(runner: SubprocessRunner(), root: directory)
            let copy = directory + "/copy"
            #expect(far.generation(of: copy) == 0)
            try makeFile(copy + "/a", "1")
            let left = far.generation(of: copy)
            #expect(left != 0)
            #expect(far.generation(of: copy) == left)
            try makeFile(copy + "/b", "2")
            #expect(far.generation(of: copy) != left)
        }
    }

    @Test func `an rsync that says nothing, as one that opens a pipe, is ended`() async throws {
        try await withTemporaryDirectory { directory in
            let far = LocalFarSide(runner: SubprocessRunner(), root: directory, silence: .milliseconds(300))
            let error = await #expect(throws: DustyError.self) {
                try await far.run(on: directory + "/repos/copy", rehearsing: false) { _ in
                    Command(program: "sleep", arguments: ["600"])
                } onLine: { _ in
                }
            }
            #expect(error?.message.contains("rsync was ended") == true)
        }
    }

    @Test(arguments: [("other/copy", "repo"), ("other/copy/not/yet", "repo"), ("repo", "other"), ("other", "repo")])
    func `a copy within its source or around it is refused, whatever names lead to them`(
        _ target: String,
        _ source: String
    ) async throws {
        try await withTemporaryDirectory { directory in
            try makeFile("\(directory)/repo/copy/a", "1")
            // Another name of the same directory, as another case is on a Mac.
            #expect(symlink("repo", "\(directory)/other") == 0)
            let syncer = Rsync(to: LocalFarSide(runner: SubprocessRunner(), root: directory))
            let transfer = Transfer(source: "\(directory)/\(source)", target: "\(directory)/\(target)", manner: .mirror)
            let error = await #expect(throws: DustyError.self) { try await syncer.sync(transfer) { _ in } }
            #expect(error?.message.contains("one lies inside the other") == true)
        }
    }
}
