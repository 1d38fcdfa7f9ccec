import DustyCore
import Foundation
import Testing

@testable import dustyd

@Suite struct StatsReplyTests {
    private func stats(_ json: String, hostMemory: Int64? = 1000) throws -> ContainerStats? {
        try JSONDecoder().decode(StatsReply.self, from: Data(json.utf8)).stats(hostMemory: hostMemory)
    }

    @Test func `version 1 of control groups`() throws {
        let json = """
            {"cpu_stats":{"cpu_usage":{"total_usage":300,"percpu_usage":[1,2]},"system_cpu_usage":2000,"online_cpus":2},
            "precpu_stats":{"cpu_usage":{"total_usage":100},"system_cpu_usage":1000,"online_cpus":2},
            "memory_stats":{"usage":500,"limit":1000,"stats":{"total_inactive_file":100,"inactive_file":7}}}
            """
        #expect(try stats(json) == ContainerStats(cpuPercent: 40, memoryBytes: 400, memoryLimitBytes: nil))
    }

    @Test func `version 2 of control groups, with a limit`() throws {
        let json = """
            {"cpu_stats":{"cpu_usage":{"total_usage":1100},"system_cpu_usage":2000,"online_cpus":4},
            "precpu_stats":{"cpu_usage":{"total_usage":100},"system_cpu_usage":1000,"online_cpus":4},
            "memory_stats":{"usage":500,"limit":600,"stats":{"inactive_file":50}}}
            """
        #expect(try stats(json) == ContainerStats(cpuPercent: 400, memoryBytes: 450, memoryLimitBytes: 600))
    }

    @Test(arguments: [
        #"{"cpu_stats":{"cpu_usage":{"total_usage":1},"system_cpu_usage":9},"precpu_stats":{"cpu_usage":{"total_usage":0}},"memory_stats":{"usage":1}}"#,
        #"{"cpu_stats":{"cpu_usage":{"total_usage":0}},"precpu_stats":{"cpu_usage":{"total_usage":0}},"memory_stats":{}}"#,
    ])
    func `the first reply and a stopped container say nothing`(json: String) throws {
        #expect(try stats(json) == nil)
    }
}
