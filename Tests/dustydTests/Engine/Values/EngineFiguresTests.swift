import DustyCore
import Foundation
import Testing

@testable import dustyd

/// The engine, and the kernel behind `/proc`, may be those of another machine: no figure that they give ends the daemon.
@Suite struct EngineFiguresTests {
    private static let figures = [Int64.max, .min, -1]

    private func read<Reply: Decodable>(_ json: String) throws -> Reply {
        try JSONDecoder().decode(Reply.self, from: Data(json.utf8))
    }

    @Test(arguments: figures)
    func `a time of an event is a time`(_ figure: Int64) throws {
        let reply: EngineEventReply = try read(#"{"Action":"die","Actor":{"ID":"a"},"time":\#(figure)}"#)
        #expect(reply.event.time.milliseconds >= 0)
    }

    @Test(arguments: figures)
    func `sizes can be added up`(_ figure: Int64) throws {
        let reply: StorageReply = try read(
            """
            {"Images":[{"Id":"a","Size":\(figure)},{"Id":"b","Size":\(figure)}],
            "Volumes":[{"Name":"v","UsageData":{"Size":\(figure)}}],
            "BuildCache":[{"Size":\(figure)},{"Size":\(figure)}],
            "Containers":[{"Id":"c","Image":"i","ImageID":"a","SizeRw":\(figure)}]}
            """
        )
        let usage = reply.usage
        let sizes = usage.images.map(\.bytes) + usage.volumes.map(\.bytes) + usage.containers.map(\.layerBytes)
        #expect((sizes + [usage.buildCacheBytes]).allSatisfy { (0...1 << 50).contains($0) })
    }

    @Test(arguments: figures)
    func `so can memory`(_ figure: Int64) throws {
        let reply: StatsReply = try read(
            """
            {"cpu_stats":{"cpu_usage":{"total_usage":300},"system_cpu_usage":2000},
            "precpu_stats":{"cpu_usage":{"total_usage":100},"system_cpu_usage":1000},
            "memory_stats":{"usage":7,"stats":{"inactive_file":\(figure)}}}
            """
        )
        let stats = try #require(reply.stats(hostMemory: nil))
        #expect(stats.memoryBytes >= 0)
    }

    @Test(arguments: figures)
    func `what a machine says of itself is a figure`(_ figure: Int64) {
        let vitals = RemoteVitals(
            """
            ==> /proc/stat
            cpu \(UInt64.max) \(UInt64.max) 3 4 5
            btime \(figure)
            ==> /proc/meminfo
            MemTotal: \(figure) kB
            MemAvailable: \(figure) kB
            ==> time
            \(figure)
            """
        )
        let moments = [vitals.time, vitals.kernel.startedAt()].compactMap(\.self)
        #expect(moments.allSatisfy { $0.seconds(since: Timestamp(milliseconds: .min)).isFinite })
        #expect((vitals.kernel.memory()?.total ?? 0) >= 0)
        #expect(vitals.kernel.processorLoad() != nil)
    }
}
