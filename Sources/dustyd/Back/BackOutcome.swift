import DustyCore

extension BackCollector.Outcome {
    /// What did not come back, in words; nil when everything did.
    var message: String? {
        let older = dropped == 0 ? nil : Self.said(dropped: dropped)
        guard !refused.isEmpty else { return older }
        let parts = refused.sorted { $0.key < $1.key }.map { why, paths in
            guard let first = paths.first else { return why }
            let name = String(decoding: first, as: UTF8.self).debugDescription
            return "\(name)\(paths.count > 1 ? " and \(paths.count - 1) more" : "") (\(why))"
        }
        return (["stayed in the copy: \(parts.joined(separator: ", "))"] + [older].compactMap(\.self))
            .joined(separator: "; ")
    }

    /// That older conflicts went.
    static func said(dropped: Int) -> String {
        "\(dropped) older \(dropped == 1 ? "conflict" : "conflicts") went to make room for newer ones"
    }

    /// Leaves what there was no time for to the next time.
    mutating func leave(_ found: ArraySlice<CopyWalk.Found>, after time: Duration) {
        left = found.count
        refused["waits for the next time: this one took more than \(time.components.seconds) s"] = found.map(\.path)
        held += found.filter { $0.copied != nil }.map(\.path)
    }

    /// Counts what came of an earlier pass as well.
    fileprivate mutating func add(_ earlier: Self) {
        report.files += earlier.report.files
        report.bytes += earlier.report.bytes
        report.conflicts += earlier.report.conflicts
        dropped += earlier.dropped
        report.message = message
    }
}

extension BackCollector {
    /// How often a sync looks for what there was no time for.
    private static let passes = 10

    /// Brings everything back that differs in the copy, in several passes while each leaves less than the one before.
    func collectAll(
        _ repo: RepoInUse,
        by transfer: Transfer,
        mounted: @Sendable () async throws -> [String]
    ) async throws -> Outcome {
        var outcome = try await collect(repo, .everything, by: transfer, mounted: mounted)
        for _ in 1..<Self.passes where outcome.isCutOff {
            try Task.checkCancellation()
            var next = try await collect(repo, .everything, by: transfer, mounted: mounted)
            let isProgress = next.left < outcome.left
            next.add(outcome)
            outcome = next
            if !isProgress { break }
        }
        return outcome
    }
}
