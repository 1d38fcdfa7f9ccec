internal import CHost
import DustyCore
import Logging
import ServiceLifecycle

/// Returns memory to the system after a load. The allocator would keep forever the most that was ever needed.
struct MemoryReclaimer: Service {
    /// How often it looks.
    var interval = Duration.seconds(10)
    /// How much must have been freed since the last time to be worth the work.
    var worthwhile = 4 << 20
    let logger: Logger

    /// Keeps the allocator from spreading over many arenas. Call before threads start.
    static func prepare() {
        chost_share_arenas()
    }

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            /// What was free after the last time: the allocator counts it although it was returned to the system.
            var known = 0
            while true {
                try await Task.sleep(for: interval)
                known = try await keep(known)
            }
        }
    }

    /// Returns freed memory when it is worth it; returns how much is known to be free now.
    private func keep(_ known: Int) async throws -> Int {
        let worthwhile = worthwhile
        let free = chost_free_memory()
        guard let left = try await UserThread.run({ Self.trim(unless: known, worthwhile) }) else {
            return min(known, free)
        }
        logger.debug("released memory", metadata: ["free": "\(free >> 20) MiB"])
        return left
    }

    /// Trims when enough was freed; returns what is free afterwards then.
    private static func trim(unless known: Int, _ worthwhile: Int) -> Int? {
        guard chost_free_memory() >= known + worthwhile else { return nil }
        chost_trim_memory()
        return chost_free_memory()
    }
}
