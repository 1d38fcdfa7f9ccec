import DustyCore
import Testing

@testable import dustyd

@Suite struct SettingsStoreTests {
    private func store(_ text: String? = nil) throws -> (SettingsStore, MemoryFiles) {
        let files = MemoryFiles()
        if let text { try files.replace("/etc/config.yml", with: Array(text.utf8), mode: 0o644) }
        return (SettingsStore(path: "/etc/config.yml", files: files), files)
    }

    @Test func `A68 without a file there are defaults, and a change makes the file`() async throws {
        let (store, _) = try store()
        #expect(try await store.current() == Settings())
        _ = try await store.change { $0.bundles = ["shop"] }
        #expect(try await store.current().bundles == ["shop"])
    }

    @Test func `A68 unknown keys and hostile values survive a change`() async throws {
        let (store, files) = try store("vm_memory_size: '2048'\nspecs_repo: yes.example/x\nmac_username: tess\n")
        let path = "/home/tess/a #b: \"c\"'\n"
        _ = try await store.change { settings in
            settings.repoOverrides["/srv/ünï — 'x'"] = path
        }
        let settings = try await store.current()
        #expect(settings.repoOverrides["/srv/ünï — 'x'"] == path)
        #expect(settings.owner == "tess")
        #expect(settings.specsRepo == "yes.example/x")
        let text = String(decoding: try files.contents("/etc/config.yml") ?? [], as: UTF8.self)
        #expect(text.contains("vm_memory_size: '2048'"))
    }

    @Test func `a broken file is reported and left alone`() async throws {
        let (store, files) = try store("bundles: [a\n")
        let error = await #expect(throws: DustyError.self) { try await store.change { $0.bundles = [] } }
        #expect(error?.code == .conflict)
        #expect(try files.contents("/etc/config.yml") == Array("bundles: [a\n".utf8))
    }

    @Test func `A68 variables of old files are read, and move to a file of their own with the first change`()
        async throws
    {
        let old = "dusty_env_overrides:\n  api: {PORT: 80, GONE: null, EMPTY: ''}\nsetup_has_run: true\n"
        let (store, files) = try store(old)
        #expect(try await store.current().envOverrides == ["api": ["PORT": "80", "EMPTY": ""]])
        _ = try await store.change { $0.owner = "tess" }
        #expect(try await store.current().envOverrides == ["api": ["PORT": "80", "EMPTY": ""]])
        let config = String(decoding: try files.contents("/etc/config.yml") ?? [], as: UTF8.self)
        #expect(!config.contains("PORT"))
        #expect(config.contains("setup_has_run: true"))
        #expect(String(decoding: try files.contents("/etc/env.yml") ?? [], as: UTF8.self).contains("PORT"))
        #expect(files.mode(of: "/etc/env.yml") == 0o600)
    }

    @Test func `a change of variables leaves the other file, and its comments, alone`() async throws {
        let (store, files) = try store("# mine\nowner: tess\n")
        let hostile = ["it's": "a: \"b\"\n$(id) 😀 #", "-x": "", "null": "~", "yes": "no"]
        _ = try await store.change { $0.envOverrides["api"] = hostile }
        #expect(try await store.current().envOverrides == ["api": hostile])
        #expect(try files.contents("/etc/config.yml") == Array("# mine\nowner: tess\n".utf8))
        _ = try await store.change { $0.envOverrides = [:] }
        #expect(try await store.current().envOverrides == [:])
    }
}
