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
        isCutOff = true
        refused["waits for the next time: this one took more than \(time.components.seconds) s"] = found.map(\.path)
        held += found.filter { $0.copied != nil }.map(\.path)
    }
}
