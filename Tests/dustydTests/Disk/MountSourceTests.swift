import DustyCore
import Testing

@testable import dustyd

@Suite struct MountSourceTests {
    private typealias Mount = StoredContainer.Mount

    @Test func `A volume without a directory on this host is in no directory of it`() throws {
        let ownership = StackOwnership(
            names: .standard,
            registry: ContainerRegistry(path: "/none", files: MemoryFiles(), names: .standard)
        )
        let volume = Mount(source: "", volume: String(repeating: "a", count: 64), writable: true)
        let own = Mount(source: "/v/persist/db", volume: nil, writable: true)
        var usage = EngineUsage()
        usage.containers = [.running("redis") { $0.mounts = [volume] }, .running("db") { $0.mounts = [own, volume] }]
        let writers = ownership.writers(of: "/v/persist", ["db"], in: usage)
        #expect(writers.map(\.name) == ["dusty_db_1"])
    }

    @Test(arguments: [
        ("/a", "/a", true), ("/a/b", "/a", true), ("/a", "/a/b", true), ("/ab", "/a", false), ("", "/a", false),
        ("/a", "", false), ("", "", false),
    ])
    func `Paths touch when one is in the other`(one: String, other: String, touches: Bool) {
        #expect(StackOwnership.touches(one, other) == touches)
    }
}
