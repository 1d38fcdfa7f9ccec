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

    @Test func `a time is stored as it was said, and what is none is named with its place`() async throws {
        let (store, files) = try store("idle: 90m\n")
        #expect(try await store.current().idle?.seconds == 5400)
        _ = try await store.change { $0.idle = IdleTime("7200s") }
        let written = try #require(try files.contents("/etc/config.yml"))
        #expect(String(decoding: written, as: UTF8.self).contains("idle: \"2h\""))
        #expect(try await store.current().idle?.description == "2h")
        let (wrong, _) = try self.store("idle: soon\n")
        let error = await #expect(throws: DustyError.self) { try await wrong.current() }
        #expect(error?.message.contains("config.yml:1") == true && error?.message.contains("such as `2h`") == true)
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

    @Test(arguments: [
        "api:\n  A: hunter2\n  \"B\": hunter2\n  \"B\": \"hunter2\"\n", "api: {A: *hunter2}\n", "- hunter2\n",
        "hunter2\n", "api: [hunter2]\n", "api: {A: {B: hunter2}}\n", "api:\n\tA: hunter2\n", "api: {A: \"hunter2\n",
        "a: b\n--- hunter2\n",
        "api: {A: hunter2\u{7}}\n", "? [hunter2]\n: x\n",
    ])
    func `F02 an env file that cannot be read is reported by place and key; nothing of it is quoted or changed`(
        _ text: String
    ) async throws {
        let (store, files) = try store("owner: tess\n")
        try files.replace("/etc/env.yml", with: Array(text.utf8), mode: 0o600)
        let settings = try await store.current()
        #expect(settings.owner == "tess")
        let fault = try #require(settings.envFault)
        #expect(fault.message.hasPrefix("/etc/env.yml:"), "\(fault.message)")
        #expect(!"\(fault)".contains("hunter2"), "\(fault.message)")
        #expect(throws: fault) { try settings.variables() }
        await #expect(throws: fault) { try await store.change { $0.envOverrides["api"] = ["C": "1"] } }
        #expect(try files.contents("/etc/env.yml") == Array(text.utf8))
        // What needs no variables works.
        #expect(try await store.change { $0.bundles = ["shop"] }.bundles == ["shop"])
        #expect(try files.contents("/etc/env.yml") == Array(text.utf8))
        #expect(await store.faults() == [fault])
    }

    @Test func `F02 a key that is written twice is reported with its second place`() async throws {
        let (store, files) = try store()
        let text = "# c\n\"api\":\n  \"DB_PASSWORD\": \"hunter2\"\n  \"DB_PASSWORD\": \"two\"\n"
        try files.replace("/etc/env.yml", with: Array(text.utf8), mode: 0o600)
        let message = try await store.current().envFault?.message
        #expect(message == "/etc/env.yml:4:3: `DB_PASSWORD` is written more than once in one mapping")
    }

    @Test(arguments: [
        "bundles: 5\n", "bundles: {a: b}\n", "bundles: [[a]]\n", "owner: [a]\n", "repo_overrides: [a]\n",
        "repo_overrides: {a: {b: c}}\n", "machine: {a: b}\n", "- a\n", "specs_repo: [x]\n",
        "dusty_env_overrides: [x]\n",
    ])
    func `a setting of a wrong type makes the file unreadable, and is not dropped by the next change`(
        _ text: String
    ) async throws {
        let (store, files) = try store(text)
        let error = await #expect(throws: DustyError.self) { try await store.change { $0.owner = "ann" } }
        #expect(error?.message.hasPrefix("/etc/config.yml:1:") == true, "\(error?.message ?? "")")
        #expect(try files.contents("/etc/config.yml") == Array(text.utf8))
    }

    @Test func `settings that are not UTF-8 are reported, and a byte order mark does no harm`() async throws {
        let (store, files) = try store("\u{FEFF}owner: tess\r\nbundles: [a]\r\n")
        #expect(try await store.current().bundles == ["a"])
        try files.replace("/etc/config.yml", with: [0x6F, 0x3A, 0x20, 0xFF, 0x0A], mode: 0o644)
        let error = await #expect(throws: DustyError.self) { try await store.current() }
        #expect(error?.message == "/etc/config.yml is not UTF-8 text")
        #expect(await store.essentials().owner == "tess")
    }

    @Test func `owner and machine stay known while the settings cannot be read, also to the next daemon`() async throws
    {
        let files = MemoryFiles()
        let path = "/etc/config.yml"
        try files.replace(path, with: Array("owner: tess\nmachine: box\n".utf8), mode: 0o644)
        _ = try await SettingsStore(path: path, files: files, memory: "/var/settings.json").current()
        try files.replace(path, with: Array("owner: [\n".utf8), mode: 0o644)
        let essentials = await SettingsStore(path: path, files: files, memory: "/var/settings.json").essentials()
        #expect(essentials.owner == "tess")
        #expect(essentials.machine == "box")
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
        let hostile: [String: Secret] = ["it's": "a: \"b\"\n$(id) 😀 #", "-x": "", "null": "~", "yes": "no"]
        _ = try await store.change { $0.envOverrides["api"] = hostile }
        #expect(try await store.current().envOverrides == ["api": hostile])
        #expect(try files.contents("/etc/config.yml") == Array("# mine\nowner: tess\n".utf8))
        _ = try await store.change { $0.envOverrides = [:] }
        #expect(try await store.current().envOverrides == [:])
    }
}
