import ArgumentParser
import DustyCore

/// What a new stack has in its data directories and volumes.
enum NewData: ExpressibleByArgument, Equatable {
    case fresh
    /// A copy of what another stack has.
    case from(String)

    private static let prefix = "from:"

    init?(argument: String) {
        if argument == "fresh" {
            self = .fresh
        } else if argument.hasPrefix(Self.prefix), argument.count > Self.prefix.count {
            self = .from(String(argument.dropFirst(Self.prefix.count)))
        } else {
            return nil
        }
    }

    var defaultValueDescription: String { source.map { "\(Self.prefix)\($0)" } ?? "fresh" }

    /// Name of the stack whose data are copied.
    var source: String? { if case .from(let name) = self { name } else { nil } }

    /// Makes a stack; while data are copied, says how far that is.
    static func make(_ request: StackRequest, _ daemon: any Daemon, _ console: Console) async throws -> StackInfo {
        guard let source = request.dataFrom else { return try await daemon.call(.newStack, request) }
        return try await withThrowingTaskGroup(of: StackInfo?.self) { group in
            group.addTask { try await daemon.call(.newStack, request) }
            group.addTask {
                try await tell(of: source, daemon.about(source), console)
                return nil
            }
            defer { group.cancelAll() }
            while let made = try await group.next() { if let made { return made } }
            throw CancellationError()
        }
    }

    /// Prints how much of the data is copied, as the job of the other stack says.
    private static func tell(of source: String, _ daemon: any Daemon, _ console: Console) async throws {
        var last: String?
        while !Task.isCancelled {
            try await Task.sleep(for: .seconds(last == nil ? 1 : 3))
            let jobs = (try? await daemon.call(.status))?.jobs ?? []
            let job = jobs.first { $0.kind == .backup && !$0.state.isFinal }
            guard let step = job?.steps.last(where: { $0.state == .running }) else { continue }
            var text = "\(step.title) (\(console.shown(source)))"
            if let bytes = step.progress?.bytes {
                let total = step.progress?.totalBytes.map { " of \(ByteCount($0))" } ?? ""
                text += ": \(ByteCount(bytes))\(total)"
            }
            guard text != last else { continue }
            last = text
            try console.print(text, to: .error)
        }
    }
}
