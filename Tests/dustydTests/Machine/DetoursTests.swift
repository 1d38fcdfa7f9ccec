import CLibrary
import DustyCore
import Testing

@testable import dustyd

@Suite struct DetoursTests {
    @Test func `an address further on is used until all is as usual again`() async throws {
        let files = MemoryFiles()
        let detours = Detours.none(files)
        #expect(detours.address(insteadOf: "127.65.0.1") == "127.65.0.1" && detours.words == nil)
        #expect(try await detours.moveOn())
        try await detours.avoid([65_000])
        #expect(Detours.none(files).address(insteadOf: "127.65.0.1") == "127.66.0.1")
        #expect(Detours.none(files).ports == [65_000])
        try await detours.clear()
        #expect(Detours.none(files).address(insteadOf: "127.65.0.1") == "127.65.0.1")
        #expect(Detours.none(files).ports.isEmpty)
    }

    @Test func `it stays a loopback address`() async throws {
        let detours = Detours.none()
        while try await detours.moveOn() {}
        #expect(detours.address(insteadOf: "127.65.0.1") == "127.215.0.1")
    }

    private func machine(_ published: [PublishedPort], _ detours: Detours) -> LocalMachine {
        let engine = InMemoryEngine()
        engine.change { $0.published = published }
        let place = LocalMachine.Place(address: "127.65.0.1", root: "/var/lib/none/machine", project: "dusty")
        return LocalMachine(place: place, engine: engine, registry: .fresh(), detours: detours)
    }

    @Test func `ports that the engine refuses are gone around`() async throws {
        let detours = Detours.none()
        let machine = machine([], detours)
        #expect(try await machine.goAround([65_000], address: "172.17.0.1", refused: true))
        let blocked = try await machine.facts().blockedPorts
        #expect(blocked == [65_000])
        #expect(try await machine.goAround([80], address: "127.65.0.1", refused: true))
        let facts = try await machine.facts()
        #expect(facts.address == "127.66.0.1" && facts.publishAddress == "127.66.0.1")
        #expect(try await machine.open([80]) == "127.66.0.1")
    }

    @Test func `ports that can be had and those of the stack's own containers stay`() async throws {
        let own = PublishedPort(
            address: "172.17.0.1",
            port: 65_000,
            id: "a",
            container: "dusty_api_1",
            project: "dusty"
        )
        let detours = Detours.none()
        let machine = machine([own], detours)
        let own65000 = try await machine.goAround([65_000], address: "172.17.0.1", refused: true)
        let free = try await machine.goAround([65_001], address: "127.0.0.1", refused: false)
        #expect(!own65000 && !free)
        #expect(detours.words == nil)
    }

    @Test func `another's container that has a port is named`() async throws {
        let other = PublishedPort(address: "0.0.0.0", port: 65_000, container: "theirs", project: "else")
        let error = await #expect(throws: DustyError.self) {
            _ = try await machine([other], .none()).goAround([65_000], address: "172.17.0.1", refused: true)
        }
        #expect(error?.code == .conflict && error?.message.contains("theirs") == true)
    }
}
