import DustyCore

/// Requests a new stack, and prints how much of its data is copied meanwhile.
struct StackMaking {
    let daemon: any Daemon
    let console: Console

    /// Makes the stack.
    func make(_ request: StackRequest) async throws -> StackInfo {
        guard let source = request.dataFrom else { return try await daemon.call(.newStack, request) }
        return try await withThrowingTaskGroup(of: StackInfo?.self) { group in
            group.addTask { try await daemon.call(.newStack, request) }
            group.addTask {
                try await tell(of: source)
                return nil
            }
            defer { group.cancelAll() }
            while let made = try await group.next() { if let made { return made } }
            throw CancellationError()
        }
    }

    /// Prints how much of the data is copied, as the job of the other stack says.
    private func tell(of source: String) async throws {
        let daemon = daemon.about(source)
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
