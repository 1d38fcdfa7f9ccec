import DustyCore
import Testing

@testable import dustyd

@Suite struct SyncIndexTests {
    private func status(_ repo: String, _ state: SyncStatus.State) -> SyncStatus {
        SyncStatus(repo: repo, shortName: repo, path: "/src/\(repo)", overridden: false, state: state)
    }

    @Test func `syncs that end side by side are all there after a restart`() async throws {
        let files = MemoryFiles()
        let index = SyncIndex(path: "/sync.json", files: files)
        let repos = (0..<50).map { "repo\($0)" }
        for repo in repos { await index.put(status(repo, .syncing)) }
        await withTaskGroup(of: Void.self) { group in
            for repo in repos { group.addTask { await index.put(status(repo, .ok)) } }
        }
        let after = await SyncIndex(path: "/sync.json", files: files).all()
        #expect(Set(after.keys) == Set(repos))
        #expect(after.values.filter { $0.state != .ok }.isEmpty)
    }

    @Test func `no password of an address is in it, also where an earlier version left one for everybody`() async throws
    {
        let files = MemoryFiles()
        var old = status("x", .ok)
        old.repo = "https://u:password@h/o/x"
        try files.writeState([old], at: "/sync.json", mode: 0o644)
        let index = SyncIndex(path: "/sync.json", files: files)
        #expect(await index.all()["https://h/o/x"]?.state == .ok)
        #expect(files.mode(of: "/sync.json") == 0o600)
        #expect(String(decoding: try files.contents("/sync.json") ?? [], as: UTF8.self).contains("password") == false)
    }

    @Test func `a sync that the daemon did not live to see the end of is stale`() async throws {
        let files = MemoryFiles()
        await SyncIndex(path: "/sync.json", files: files).put(status("api", .syncing))
        let after = await SyncIndex(path: "/sync.json", files: files).all()["api"]
        #expect(after?.state == .stale)
        #expect(after?.message == "the last sync was interrupted")
    }
}
