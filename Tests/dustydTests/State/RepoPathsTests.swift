import CLibrary
import DustyCore
import Testing

@testable import dustyd

@Suite struct RepoPathsTests {
    @Test(arguments: ["github.com/org/x", "/src/x", "ssh://git@h:2222/o/x.git", "git@h:o/x"])
    func `A61 A62 a repo lies in its override, else in its managed clone`(name: String) {
        let repo = RepoReference(name)
        var settings = Settings()
        let managed = RepoPaths(settings: settings, paths: Paths())
        #expect(managed.path(of: repo) == "/var/lib/dusty/repos/\(repo.relativePath)")
        #expect(!managed.isOverridden(repo))
        settings.repoOverrides[name] = "/home/ann/my x"
        let overridden = RepoPaths(settings: settings, paths: Paths())
        #expect(overridden.path(of: repo) == "/home/ann/my x")
        #expect(overridden.managedPath(of: repo) == managed.path(of: repo))
        #expect(overridden.isOverridden(repo))
    }

    @Test func `no clone lies in another, whichever came first`() async throws {
        try await withTemporaryDirectory { directory in
            let paths = RepoPaths(settings: Settings(), paths: Paths(environment: ["DUSTY_STATE_DIR": directory]))
            let outer = RepoReference("/src/outer")
            let inner = RepoReference("/src/outer/inner")
            #expect(paths.managedPath(of: inner) == "\(directory)/repos/src/outer/inner")
            try makeFile("\(directory)/repos/src/outer/.git/HEAD")
            let nested = "\(directory)/repos/@nested/src@outer@inner"
            #expect(paths.managedPath(of: outer) == "\(directory)/repos/src/outer")
            #expect(paths.managedPath(of: inner) == nested)
            // Whatever the outer one holds.
            symlink("/etc", "\(directory)/repos/src/outer/inner")
            #expect(paths.managedPath(of: inner) == nested)
            // It stays where it is.
            try makeFile("\(nested)/.git/HEAD")
            rename("\(directory)/repos/src/outer", "\(directory)/gone")
            #expect(paths.managedPath(of: inner) == nested)
            rename(nested, "\(directory)/inner")
            try makeFile("\(directory)/repos/src/outer/inner/.git/HEAD")
            #expect(paths.managedPath(of: inner) == "\(directory)/repos/src/outer/inner")
            #expect(paths.managedPath(of: outer) == "\(directory)/repos/@nested/src@outer")
        }
    }

    @Test func `A63 on the machine local and remote repos have their place below one directory`() {
        let tree = MachineTree(root: "/m")
        #expect(tree.path(of: RepoReference("github.com/org/x")) == "/m/dusty_repos/github.com/org/x")
        #expect(tree.path(of: RepoReference("/src/x.git")) == "/m/dusty_repos/src/x")
    }

    @Test(arguments: zip(["/a/b", "/a/b.txt", "/a", "/", "name"], ["/a", "/a", "/", "/", "."]))
    func `A69 every path has a parent`(path: String, parent: String) {
        #expect(AtomicFile.parent(of: path) == parent)
    }
}
