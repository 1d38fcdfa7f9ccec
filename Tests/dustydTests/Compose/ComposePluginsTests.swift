import CLibrary
import DustyCore
import Testing

@testable import dustyd

/// Compose as a plugin that root's Docker client does not find: on a Mac, tried here.
@Suite(.needsRoot, .timeLimit(.minutes(5))) struct ComposePluginsTests {
    private static let script = "#!/bin/sh\ncase \"$1\" in version) echo 2.40.0 ;; *) exit 3 ;; esac\n"

    private func find(_ plugins: ComposePlugins, in directory: String) async throws -> ComposeSearch {
        try makeFile("\(directory)/bin/docker", "#!/bin/sh\necho \"unknown flag: --short\" >&2; exit 125\n")
        chmod("\(directory)/bin/docker", 0o755)
        let runner = SubprocessRunner(path: "\(directory)/bin")
        return try await ComposeSearch(runner: runner, plugins: plugins).run()
    }

    private func make(_ path: String, owner: uid_t = 0, mode: mode_t = 0o755) throws {
        try makeFile(path, Self.script)
        chmod(path, 0o755)
        let parent = AtomicFile.parent(of: path)
        chmod(parent, mode)
        chown(parent, owner, 0)
        chown(path, owner, 0)
    }

    @Test func `a plugin that root alone can change is run, by its real path`() async throws {
        try await withTrustedDirectory { directory in
            try make("\(directory)/cellar/docker-compose")
            try #require(mkdir("\(directory)/plugins", 0o755) == 0)
            try #require(symlink("../cellar/docker-compose", "\(directory)/plugins/docker-compose") == 0)
            let plugins = ComposePlugins(directories: ["\(directory)/none", "\(directory)/plugins"])
            let search = try await find(plugins, in: directory)
            let real = try #require(Platform.resolved("\(directory)/cellar/docker-compose"))
            #expect(search.program == ComposeProgram(program: real, leading: [], version: "2.40.0"))
            #expect(search.words == real)
        }
    }

    @Test(arguments: ["another's", "open", "through a link of another's"])
    func `one that others can change is not run, and what to do is said`(kind: String) async throws {
        try await withTrustedDirectory { directory in
            let program = "\(directory)/plugins/docker-compose"
            switch kind {
            case "another's": try make(program, owner: 1000)
            case "open": try make(program, mode: 0o777)
            default:
                try make("\(directory)/real/docker-compose")
                try #require(mkdir("\(directory)/plugins", 0o755) == 0)
                try #require(symlink("../real/docker-compose", program) == 0)
                chown("\(directory)/plugins", 1000, 0)
            }
            let search = try await find(ComposePlugins(directories: ["\(directory)/plugins"]), in: directory)
            #expect(search.program == nil)
            #expect(search.error.message.contains("is not run, because others than root can change"))
            #expect(search.error.hint?.contains("/usr/local/lib/docker/cli-plugins") == true)
        }
    }

    @Test func `what belongs to the owner of a trusted directory is run below it, and not elsewhere`() async throws {
        try await withTrustedDirectory { directory in
            let brew = "\(directory)/brew"
            try make("\(brew)/lib/docker-compose", owner: 1000, mode: 0o775)
            chown(brew, 1000, 0)
            let plugins = ComposePlugins(directories: ["\(brew)/lib"], trusted: brew)
            #expect(try await find(plugins, in: directory).program?.major == 2)
            let strange = ComposePlugins(directories: ["\(brew)/lib"], trusted: "\(directory)/bin")
            #expect(try await find(strange, in: directory).program == nil)
            chown("\(brew)/lib", 1001, 0)
            #expect(try await find(plugins, in: directory).program == nil)
        }
    }

    @Test func `nothing is looked for on Linux, whose packages bring it where the client looks`() {
        #expect(ComposePlugins.own.directories.isEmpty == !Platform.isMac)
    }

    /// A directory that only root can exchange: `/tmp` and what is in it are not.
    private func withTrustedDirectory(_ body: (String) async throws -> Void) async throws {
        var template = Array("/var/lib/dusty-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? TrustedRoot("/var/lib").remove(AtomicFile.name(of: path)) }
        chmod(path, 0o755)
        try await body(path)
    }
}
