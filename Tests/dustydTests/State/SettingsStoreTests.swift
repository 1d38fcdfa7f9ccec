import DustyCore
import Testing

@testable import dustyd

@Suite struct SettingsStoreTests {
    private func store(_ text: String? = nil) throws -> (SettingsStore, MemoryFiles) {
        let files = MemoryFiles()
        if let text { try files.replace("/config.yml", with: Array(text.utf8), mode: 0o644) }
        return (SettingsStore(path: "/config.yml", files: files), files)
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
        let text = String(decoding: try files.contents("/config.yml") ?? [], as: UTF8.self)
        #expect(text.contains("vm_memory_size: '2048'"))
    }

    @Test func `a broken file is reported and left alone`() async throws {
        let (store, files) = try store("bundles: [a\n")
        let error = await #expect(throws: DustyError.self) { try await store.change { $0.bundles = [] } }
        #expect(error?.code == .conflict)
        #expect(try files.contents("/config.yml") == Array("bundles: [a\n".utf8))
    }
}
