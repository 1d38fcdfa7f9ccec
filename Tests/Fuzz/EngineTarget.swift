import DustyCore
import Foundation

@testable import dustyd

/// What the engine answers and streams. It may be another machine's.
enum EngineTarget: FuzzTarget {
    @Sendable static func read(_ bytes: [UInt8]) {
        for isTerminal in [true, false] {
            var decoder = LogDecoder(terminal: isTerminal, limit: 4096)
            var lines: [ContainerLogLine] = []
            for piece in bytes.pieces { lines += decoder.append(piece) }
            lines += decoder.finish()
            require(lines.allSatisfy { $0.text.utf8.count <= 3 * 4096 + 64 }, "lines are cut")
        }
        var frames = StreamFrames()
        for piece in bytes.pieces { _ = frames.append(piece) }
        clean(bytes)
        replies(Data(bytes))
    }

    private static func clean(_ bytes: [UInt8]) {
        let line = EngineText.cleaned(line: bytes.text)
        require(EngineText.cleaned(line: line) == line, "what is clean stays as it is: \(line.debugDescription)")
        require(!line.unicodeScalars.contains("\u{1B}"), "no control sequence")
        let json = EngineText.cleaned(json: bytes)
        if let texts = try? JSONDecoder().decode([String].self, from: Data(json)) {
            for scalar in texts.joined().unicodeScalars where scalar != "\n" && scalar != "\t" {
                require(
                    scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value),
                    "no control character in \(texts)"
                )
            }
        }
    }

    private static func replies(_ data: Data) {
        let decoder = JSONDecoder()
        _ = try? decoder.decode([ListedContainer].self, from: data)
        _ = try? decoder.decode(InspectedContainer.self, from: data).observed
        if let event = try? decoder.decode(EngineEventReply.self, from: data).event {
            require((try? Wire.encode([event.time])) != nil, "a time that can be sent")
        }
        if let usage = try? decoder.decode(StorageReply.self, from: data).usage {
            let all = usage.images.map(\.bytes) + usage.containers.map(\.layerBytes) + usage.volumes.map(\.bytes)
            require((all + [usage.buildCacheBytes]).reduce(0, +) >= 0, "sizes that can be added up")
        }
        if let stats = try? decoder.decode(StatsReply.self, from: data).stats(hostMemory: 1 << 34) {
            require(stats.cpuPercent.isFinite && stats.memoryBytes >= 0, "figures can be sent: \(stats)")
        }
    }
}
