import Testing

@testable import DustyCore

@Suite struct MachineTreeTests {
    private func paths(_ names: [String]) -> [String] {
        let repos = names.map(RepoReference.init)
        let tree = MachineTree(root: "/m", repos: repos)
        return repos.map(tree.path)
    }

    @Test func `a copy has its usual place unless that is in another copy`() {
        #expect(
            paths(["/src/a", "/src/b", "github.com/o/r"]) == [
                "/m/dusty_repos/src/a", "/m/dusty_repos/src/b", "/m/dusty_repos/github.com/o/r",
            ]
        )
        #expect(
            paths(["/src/outer", "/src/outer/inner", "/src/outer/in/most", "/src/outer2"]) == [
                "/m/dusty_repos/src/outer", "/m/dusty_repos/@nested/src@outer@inner",
                "/m/dusty_repos/@nested/src@outer@in@most", "/m/dusty_repos/src/outer2",
            ]
        )
    }

    @Test func `no copy ever lies in another, whatever repos there are`() {
        var generator = SystemRandomNumberGenerator()
        let words = ["a", "b", "@nested", "a@b", "c", "..", "_"]
        for _ in 0..<300 {
            let names = (0..<12).map { _ in
                "/"
                    + (0..<Int.random(in: 1...4, using: &generator)).map { _ in words.randomElement() ?? "a" }
                    .joined(separator: "/")
            }
            let repos = Set(names.map(RepoReference.init).filter { $0.fault == nil })
            let tree = MachineTree(root: "/m", repos: Array(repos))
            let places = repos.map { (repo: $0, path: tree.path(of: $0)) }
            for one in places {
                for other in places where one.repo.relativePath != other.repo.relativePath {
                    #expect(one.path != other.path && !other.path.hasPrefix(one.path + "/"), "\(one) \(other)")
                }
            }
        }
    }

    @Test func `a nested repo with an endless name has a place too`() {
        let long = String(repeating: "x/", count: 150)
        let path = paths(["/a", "/a/\(long)b"])[1]
        #expect(path.hasPrefix("/m/dusty_repos/@nested/") && path.utf8.count < 120)
    }
}
