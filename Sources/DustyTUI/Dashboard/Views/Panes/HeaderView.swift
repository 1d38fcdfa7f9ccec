import DustyCore
import DustyTerminal

/// The first row: the overall state, in words.
enum HeaderView {
    private struct Piece {
        var text: String
        var role: Style.Role = .normal
        /// Pieces of the lowest rank go first when the row is too short.
        var rank: Int
    }

    /// Draws the row.
    static func draw(_ model: Model, into frame: inout Frame, in row: Rect) {
        let pieces = fitting(pieces(of: model, isWide: row.width >= 100), width: row.width)
        let gap = width(of: pieces) + pieces.count < row.width ? 3 : 2
        var x = row.x + 1
        for piece in pieces {
            x += frame.write(piece.text, x: x, y: row.y, width: row.maxX - x, style: Style(piece.role)) + gap
        }
    }

    /// The pieces there is room for, the higher ranks first, in their order.
    private static func fitting(_ pieces: [Piece], width: Int) -> [Piece] {
        var kept: Set<Int> = []
        for index in pieces.indices.sorted(by: { pieces[$0].rank > pieces[$1].rank }) {
            let all = kept.union([index]).sorted().map { pieces[$0] }
            if Self.width(of: all) <= width { kept.insert(index) }
        }
        return kept.sorted().map { pieces[$0] }
    }

    private static func width(of pieces: [Piece]) -> Int {
        pieces.reduce(1) { $0 + TextWidth.columns(of: $1.text) + 2 }
    }

    /// One sentence for a screen that has no room for more.
    static func sentence(of model: Model) -> String {
        let quit = model.key(.quit)
        guard let snapshot = model.snapshot, model.link == .connected else { return "Dusty: no daemon. \(quit) quits" }
        let all = snapshot.apps + snapshot.services
        let failed = all.filter(model.isFailing).count
        let up = all.filter { $0.state == .up }.count
        return "Dusty: \(up)/\(all.count) up" + (failed > 0 ? ", \(failed) failed" : "") + ". Enlarge, or \(quit)"
    }

    private static func pieces(of model: Model, isWide: Bool) -> [Piece] {
        let name = Piece(text: "Dusty", role: .title, rank: 9)
        guard let snapshot = model.snapshot else {
            if case .connecting(let since, _) = model.link {
                let seconds = Amount.tenths(max(0, model.now.seconds(since: since)))
                return [name, Piece(text: "connecting \(seconds)s", role: .busy, rank: 8)]
            }
            return [name, Piece(text: "daemon:no answer", role: .failure, rank: 8)]
        }
        var pieces = [name] + [model.access.word].compactMap(\.self).map { Piece(text: $0, role: .warning, rank: 8) }
        if snapshot.stack != "default" { pieces.append(Piece(text: "stack:\(snapshot.stack)", rank: 6)) }
        pieces += machine(snapshot, model)
        let active = snapshot.bundles.filter(\.active).map(\.name)
        let names = active.isEmpty ? "none" : active.joined(separator: ",")
        let bundles = isWide && names.count < 40 ? "bundles:\(names)" : "bundles:\(active.count)"
        pieces.append(Piece(text: bundles, rank: 4))
        if !snapshot.sync.isEmpty {
            let ok = snapshot.sync.filter { $0.state == .ok }.count
            let role: Style.Role = snapshot.sync.contains { $0.state == .failed } ? .failure : .normal
            pieces.append(Piece(text: "sync:\(ok)/\(snapshot.sync.count)", role: role, rank: 5))
        }
        return pieces + alarms(snapshot, model)
    }

    private static func machine(_ snapshot: Snapshot, _ model: Model) -> [Piece] {
        let isStale = model.link.staleSince != nil
        let isAsked = if case .connecting = model.link { true } else { false }
        // No more than what was last known.
        let mark = isStale ? " (stale)" : ""
        let machine = snapshot.machine.state
        let engine = snapshot.engine
        return [
            Piece(
                text: "machine:\(machine)\(mark)",
                role: isStale ? .dim : snapshot.machine.isWell ? .good : .warning,
                rank: 3
            ),
            Piece(
                text: "engine:\(engine.reachable ? engine.version ?? "ok" : "down")\(mark)",
                role: isStale ? .dim : engine.reachable ? .normal : .failure,
                rank: engine.reachable ? 1 : 7
            ),
            Piece(
                text: "daemon:\(isStale ? isAsked ? "connecting" : "down" : snapshot.daemon.version)",
                role: isAsked ? .busy : isStale ? .failure : .normal,
                rank: 2
            ),
        ]
    }

    private static func alarms(_ snapshot: Snapshot, _ model: Model) -> [Piece] {
        let failures = FailureItems(model).failures.count
        let key = model.key(.warnings)
        var pieces: [Piece] = []
        if failures > 0 { pieces.append(Piece(text: "! \(failures) failed (\(key))", role: .failure, rank: 8)) }
        if !snapshot.warnings.isEmpty {
            let text = "! \(Amount.things(snapshot.warnings.count, "warning")) (\(key))"
            pieces.append(Piece(text: text, role: .warning, rank: 7))
        }
        return pieces
    }
}
