import DustyCore
import Testing

@testable import dustyd

@Suite struct ContainerRegistryTests {
    private let api = ObservedContainer.running("api", id: "a1")

    private func named(_ name: String, _ id: String) -> ObservedContainer {
        var container = ObservedContainer.running("api", id: id)
        container.name = name
        return container
    }

    private func own(_ registry: ContainerRegistry, _ listed: [ObservedContainer]) async -> [String] {
        await registry.sort(listed).own.map(\.id)
    }

    @Test func `without a record what an older Dusty made is taken over, and what only has the labels is not`() async {
        let files = MemoryFiles()
        var labelled = named("labelled", "x1")
        labelled.labels[StackLabel.service] = "api"
        var other = ObservedContainer.running("web", id: "x2")
        other.labels[StackLabel.stack] = "branch"
        #expect(await own(.fresh(files), [api, labelled, other]) == ["a1"])
        #expect(files.mode(of: "/state/containers.json") == 0o600)
        // The next life knows it, and nothing more.
        #expect(await own(.fresh(files), [api, named("dusty_api_1", "x3")]) == ["a1"])
    }

    @Test func `volumes without a name are the stack's when its containers had them, also after these are gone`() async
    {
        let files = MemoryFiles()
        let registry = ContainerRegistry.fresh(files)
        let (own, others) = (String(repeating: "a1", count: 32), String(repeating: "b2", count: 32))
        var container = api
        container.anonymousVolumes = [own]
        var stranger = named("dusty_api_1", "copy")
        stranger.anonymousVolumes = [others]
        _ = await registry.sort([api])
        _ = await registry.sort([container, stranger])
        _ = await registry.sort([])
        let ownership = StackOwnership(names: .standard, registry: .fresh(files))
        let volumes = [own, others, "dusty_data", "c3"].map {
            StoredVolume(name: $0, labels: ["com.docker.compose.project": "dusty"], bytes: 5)
        }
        #expect(volumes.map(ownership.owns) == [true, false, true, false])
        #expect(volumes[0].item.name == "a1a1a1a1a1a1" && volumes[0].item.reason == "without a name")
    }

    @Test func `a copy of all labels and of the name is a stranger`() async {
        let registry = ContainerRegistry.fresh()
        #expect(await own(registry, [api]) == ["a1"])
        let (own, strange) = await registry.sort([named("dusty_api_1", "copy")])
        #expect(own.isEmpty && strange.map(\.id) == ["copy"])
        #expect(!registry.owns("copy") && registry.owns("a1"))
    }

    @Test func `what Compose makes for Dusty is the stack's from then on`() async throws {
        let files = MemoryFiles()
        let registry = ContainerRegistry.fresh(files)
        #expect(await own(registry, []) == [])
        try await registry.begin()
        #expect(await own(registry, [api, named("elsewhere", "x")]) == ["a1"])
        await registry.end(isComplete: true)
        #expect(await own(registry, [api, named("dusty_api_1", "late")]) == ["a1"])
        #expect(await own(.fresh(files), [api, named("dusty_api_1", "late")]) == ["a1"])
    }

    @Test func `what the engine goes on to make after a run was cut off is the stack's`() async throws {
        let files = MemoryFiles()
        let registry = ContainerRegistry.fresh(files)
        _ = await registry.sort([])
        try await registry.begin()
        await registry.end(isComplete: false)
        #expect(await own(registry, [api]) == ["a1"])
        // The daemon was killed while Compose was at work.
        let second = MemoryFiles()
        let killed = ContainerRegistry.fresh(second)
        _ = await killed.sort([])
        try await killed.begin()
        #expect(await own(.fresh(second), [named("0123456789ab_dusty_api_1", "t")]) == ["t"])
    }

    @Test(arguments: ["{", "[]", "\u{0}", #"{"containers": 1}"#])
    func `a record that makes no sense counts as none`(text: String) async throws {
        let files = MemoryFiles()
        try files.replace("/state/containers.json", with: Array(text.utf8), mode: 0o600)
        #expect(await own(.fresh(files), [api]) == ["a1"])
    }

    @Test(
        arguments: [
            ("0123456789ab_dusty_api_1", true), ("dusty_api_1", false), ("0123456789AB_dusty_api_1", false),
            ("0123456789a_dusty_api_1", false), ("0123456789ab_dusty_web_1", false),
            ("0123456789abc_dusty_api_1", false),
        ]
    )
    func `Compose's temporary names are known`(name: String, isTemporary: Bool) {
        #expect(StackNames.standard.isTemporary(named(name, "t")) == isTemporary)
    }
}
