import DustyCore
import Testing

@testable import dustyd

@Suite struct DeadbandTests {
    @Test(
        arguments: [
            (0.1, 0.2, 0.2), (0.0, 0.2, 0.0), (0.3, 0.1, 0.3), (12.0, 12.3, 12.3), (13.0, 12.3, 13.0), (0.4, nil, 0.4),
            (100, 98, 98), (95, 98, 95),
        ] as [(Double, Double?, Double)]
    )
    func `what a processor does is told when it differs by what one would see`(
        new: Double,
        told: Double?,
        result: Double
    ) {
        let told = told.map { ContainerStats(cpuPercent: $0, memoryBytes: 1 << 20) }
        #expect(ContainerStats(cpuPercent: new, memoryBytes: 1 << 20).steadied(after: told).cpuPercent == result)
    }

    @Test(
        arguments: [
            (100_000, 50_000, 50_000), (1 << 20, 1 << 19, 1 << 20), (1_000_000_000, 1_001_000_000, 1_001_000_000),
            (900_000_000, 1_000_000_000, 900_000_000), (.max, 0, .max), (0, .max, 0), (.min, .max, .min),
        ] as [(Int64, Int64, Int64)]
    )
    func `so is memory, whatever the engine answers`(new: Int64, told: Int64, result: Int64) {
        let before = ContainerStats(cpuPercent: 0, memoryBytes: told)
        #expect(ContainerStats(cpuPercent: 0, memoryBytes: new).steadied(after: before).memoryBytes == result)
    }

    @Test func `steps that are small each are told once they have become large together`() {
        var told = ContainerStats(cpuPercent: 1, memoryBytes: 100 << 20)
        for step in 1...20 {
            told = ContainerStats(cpuPercent: 1, memoryBytes: (100 << 20) + Int64(step) * (200 << 10)).steadied(
                after: told
            )
        }
        #expect(abs(told.memoryBytes - (104 << 20)) < 1 << 20)
    }

    @Test func `a machine's status keeps what is not a figure`() {
        var told = MachineStatus(kind: .local, state: .running)
        (told.cpuPercent, told.memoryBytes, told.diskBytes) = (3, 1 << 30, 1 << 40)
        var new = told
        (new.cpuPercent, new.memoryBytes, new.diskBytes) = (4, (1 << 30) + 4096, (1 << 40) + (1 << 20))
        new.address = "127.65.0.9"
        var expected = told
        expected.address = "127.65.0.9"
        #expect(new.steadied(after: told) == expected)
        (new.cpuPercent, new.memoryBytes) = (nil, nil)
        #expect(new.steadied(after: told).cpuPercent == nil && new.steadied(after: told).memoryBytes == nil)
    }
}
