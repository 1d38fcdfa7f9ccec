import DustyCore
import Testing

@testable import dustyd

@Suite struct ConnectionGateTests {
    private var limits: ServerLimits {
        var limits = ServerLimits.standard
        limits.connections = 6
        limits.connectionsPerUser = 4
        limits.refusals = 3
        limits.refusalsPerUser = 2
        return limits
    }

    private func code(_ admission: ConnectionGate.Admission) -> DustyError.Code? {
        if case .refused(let error, _) = admission { error.code } else { nil }
    }

    @Test func `one user has so many connections, all together have so many, and root has its own`() {
        let gate = ConnectionGate(limits)
        for _ in 0..<4 { #expect(gate.enter(1001) == .admitted) }
        #expect(code(gate.enter(1001)) == .tooMany)
        for _ in 0..<2 { #expect(gate.enter(1002) == .admitted) }
        #expect(code(gate.enter(1002)) == .unavailable)
        for _ in 0..<4 { #expect(gate.enter(0) == .admitted) }
        #expect(code(gate.enter(0)) == .tooMany)
    }

    @Test func `a connection that ends makes room for another`() {
        let gate = ConnectionGate(limits)
        let admissions = (0..<5).map { _ in gate.enter(1001) }
        for admission in admissions { gate.leave(1001, admission) }
        #expect(gate.admitted == 0)
        #expect((0..<4).map { _ in gate.enter(1001) } == Array(repeating: .admitted, count: 4))
    }

    @Test func `only a few refused connections are kept, so that they do not become a load of their own`() {
        let gate = ConnectionGate(limits)
        for _ in 0..<4 { _ = gate.enter(1001) }
        let lingering = (0..<5).map { _ in
            if case .refused(_, let lingers) = gate.enter(1001) { lingers } else { false }
        }
        #expect(lingering == [true, true, false, false, false])
    }

    @Test(arguments: [256, 1024, 4096, 65536])
    func `clients leave descriptors alone for the engine, whatever the system grants`(granted: Int) {
        let limits = ServerLimits.standard.fitting(descriptors: granted)
        #expect(limits.openConnections < granted - granted / 4)
        #expect(limits.connectionsPerUser < limits.connections)
        if granted > 4000 { #expect(limits.openConnections <= granted - limits.reserve) }
    }

    @Test func `streams and costly requests of a user are limited, and a place that is let go is free`() throws {
        var limits = ServerLimits.standard
        limits.streamsPerUser = 2
        let gate = CallGate(limits)
        var places = [try gate.place(for: .stream, 1001), try gate.place(for: .stream, 1001)]
        #expect(throws: DustyError.self) { try gate.place(for: .stream, 1001) }
        _ = try gate.place(for: .stream, 1002)
        _ = try gate.place(for: .costly, 1001)
        places.removeLast()
        _ = try gate.place(for: .stream, 1001)
    }

    @Test func `bodies that a user sends at once are limited together`() throws {
        var limits = ServerLimits.standard
        limits.bodyBytesPerUser = 100
        let gate = CallGate(limits)
        try gate.take(bytes: 90, of: 1001)
        #expect(throws: DustyError.self) { try gate.take(bytes: 20, of: 1001) }
        try gate.take(bytes: 20, of: 1002)
        gate.giveBack(bytes: 90, of: 1001)
        try gate.take(bytes: 100, of: 1001)
    }

    @Test func `every endpoint that streams or runs a program has a cost`() {
        let streams = API.endpoints.filter { if case .stream = $0.response { true } else { false } }
        #expect(streams.allSatisfy { $0.cost == .stream })
        let bytes = API.endpoints.filter { if case .bytes = $0.response { true } else { false } }
        #expect(bytes.allSatisfy { $0.cost != .small })
        let uploads = API.endpoints.filter { $0.request?.contains("/") ?? false }
        #expect(uploads.allSatisfy { $0.cost != .small })
    }
}
