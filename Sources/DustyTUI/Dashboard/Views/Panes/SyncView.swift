import DustyCore
import DustyTerminal

/// The rows of Sync: a bar for every repo while rsync runs, and afterwards what it did.
enum SyncView {
    /// Draws the rows.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        let all = model.shownRepos
        guard !all.isEmpty else {
            frame.write("   \(Wording.emptiness(of: .sync, in: model))", in: rect, style: Style(.dim))
            return
        }
        let longest = all.map { TextWidth.columns(of: $0.shortName) }.max() ?? 8
        let nameWidth = min(longest, max(8, rect.width / 3))
        let cursor = model.cursor(in: .sync)
        let stateWidth = all.filter { $0.state == .ok }.map { TextWidth.columns(of: state(of: $0)) }.max() ?? 0
        defer { RowView.markRest(of: all.count, from: cursor.top, into: &frame, in: rect) }
        for (offset, repo) in all.dropFirst(cursor.top).prefix(rect.height).enumerated() {
            let row = rect.row(offset)
            RowView.state(repo.mark(in: model), into: &frame, in: row)
            RowView.mark(model.selection.marks.contains(repo.repo, in: .sync), into: &frame, in: row)
            let isStale = model.link.staleSince != nil
            let name = TextWidth.padded(repo.shortName, to: nameWidth)
            frame.write(name, x: row.x + 3, y: row.y, width: nameWidth, style: Style(isStale ? .dim : .normal))
            RowView.highlight(repo.shortName, model, x: row.x + 3, row: row, into: &frame)
            var rest = row
            _ = rest.takeLeft(nameWidth + 5)
            let text = text(of: repo, in: model, width: rest.width, stateWidth: min(stateWidth, rest.width / 2))
            frame.write(text, in: rest, style: Style(isStale ? .dim : role(of: repo)))
            if repo.repo == cursor.id {
                let isActive = model.hasKeys(.sync)
                RowView.select(row, isMarked: model.list == .sync, isActive: isActive, at: 1, into: &frame)
            }
        }
    }

    private static func role(of repo: SyncStatus) -> Style.Role {
        guard repo.state == .ok else { return repo.state.role }
        return repo.follow?.isWell == false || repo.back?.text != nil ? .warning : .normal
    }

    /// How a copy that is as it should be is kept so.
    private static func state(of repo: SyncStatus) -> String { repo.follow?.brief ?? "ok   " }

    /// The text about one repo; what has no room at the end is left out, since half a figure is another one.
    static func text(of repo: SyncStatus, in model: Model, width: Int, stateWidth: Int = 0) -> String {
        switch repo.state {
        case .syncing: return progress(of: repo, width: width)
        case .ok:
            let age = repo.syncedAt.map { "\(Amount.age(model.now.seconds(since: $0))) ago" } ?? ""
            let state = state(of: repo)
            let blanks = String(repeating: " ", count: max(0, stateWidth - TextWidth.columns(of: state)))
            let back = repo.back?.text.map { "\($0)  " } ?? ""
            let known = "\(state)\(blanks)  \(back)\(TextWidth.padded(age, to: 9))"
            let rest = [repo.follow?.lastChange?.text, summary(of: repo)].compactMap(\.self)
            return known + (rest.first { !$0.isEmpty && TextWidth.columns(of: known + $0) <= width } ?? "")
        case .stale: return "stale  \(repo.syncedAt == nil ? "never synced  " : "")\(model.key(.sync)) syncs"
        case .failed: return "failed \(repo.message ?? "")"
        }
    }

    private static func progress(of repo: SyncStatus, width: Int) -> String {
        let percent = repo.percent.map { "\(Amount.whole($0))%" } ?? ""
        let rate = repo.bytesPerSecond.map { "\(Amount.bytes(Int64(Amount.whole($0))))/s" } ?? ""
        let figures = " \(TextWidth.padded(percent, to: 4, right: true))  \(rate)"
        let bar = max(6, min(24, width - TextWidth.columns(of: figures) - 1))
        return Amount.bar(repo.percent ?? 0, width: bar) + figures
    }

    private static func summary(of repo: SyncStatus) -> String {
        if repo.files == 0, repo.deleted == 0 { return repo.overridden ? "override" : "" }
        var parts: [String] = []
        if repo.files > 0 { parts.append("\(Amount.things(repo.files, "file")) \(Amount.bytes(repo.bytes))") }
        if repo.deleted > 0 { parts.append("\(Amount.count(repo.deleted)) deleted") }
        return parts.joined(separator: ", ")
    }
}
