import DustyCore

/// A list over the panes, of things from the daemon that can be acted on.
struct ListPicker: Equatable {
    /// What is listed.
    enum Kind: Equatable {
        /// Scripts of an app.
        case scripts(String)
        /// Test suites of an app or a lib.
        case suites(String)
        case assets
        case repos
        /// The daemon's stacks; the one that is shown now.
        case stacks(current: String)
        /// Addresses, each with whose it is.
        case addresses([Row])
    }

    /// One row.
    struct Row: Equatable {
        /// What it is known by.
        var id: String
        /// Its columns.
        var cells: [String]
        /// Whether it deserves attention.
        var isLacking = false
    }

    var kind: Kind
    var cursor = Cursor()

    /// Whether it is the list of stacks.
    var showsStacks: Bool { if case .stacks = kind { true } else { false } }

    /// What the daemon is asked for it; nil for what is known.
    var query: Query? {
        switch kind {
        case .scripts(let app): .scripts(app)
        case .suites(let name): .suites(name)
        case .assets: .assets
        case .repos: .repos
        case .stacks: .stacks
        case .addresses: nil
        }
    }

    /// Its title.
    var title: String {
        switch kind {
        case .scripts(let app): "Scripts of \(app)"
        case .suites(let name): "Test suites of \(name)"
        case .assets: "Assets"
        case .repos: "Repos"
        case .stacks: "Stacks"
        case .addresses: "Addresses"
        }
    }

    /// The message when there are no rows.
    var emptiness: String {
        switch kind {
        case .scripts(let app): "\(app) has no scripts in its spec."
        case .suites(let name): "\(name) has no test suites in its spec."
        case .assets: "The specs name no assets."
        case .repos: "The specs name no repos."
        case .stacks: "There is no stack."
        case .addresses: "There is no address."
        }
    }

    /// Its rows in an answer of the daemon.
    func rows(in answer: Answer?, now: Timestamp) -> [Row] {
        if case .addresses(let rows) = kind { return rows }
        return switch answer {
        case .scripts(let scripts): scripts.map { Row(id: $0.name, cells: [$0.name, $0.description]) }
        case .suites(let suites):
            suites.map { Row(id: $0.name, cells: [$0.name, $0.defaultArgs, $0.description]) }
        case .assets(let assets): assets.map { Self.row(of: $0, now: now) }
        case .repos(let repos): repos.map(Self.row)
        case .stacks(let stacks): stacks.map { Self.row(of: $0, isCurrent: kind == .stacks(current: $0.info.name)) }
        default: []
        }
    }

    private static func row(of asset: AssetStatus, now: Timestamp) -> Row {
        let needed = asset.uses.filter { $0.active && $0.required }.map(\.name)
        let isLacking = asset.setAt == nil && !needed.isEmpty
        let state: String =
            if let time = asset.setAt {
                "set \(Amount.age(now.seconds(since: time))) ago"
            } else if isLacking {
                "MISSING, required by \(needed.joined(separator: ", "))"
            } else {
                "not set"
            }
        let users = asset.uses.map(\.name).joined(separator: ", ")
        return Row(id: asset.name, cells: [asset.name, state, users], isLacking: isLacking)
    }

    private static func row(of stack: LocatedStack, isCurrent: Bool) -> Row {
        let info = stack.info
        let places = stack.places.map { $0.isGone ? "\($0.path) GONE" : $0.path }.joined(separator: ", ")
        let cells = [
            info.name + (isCurrent ? " (shown)" : "") + (info.isFront == true ? " front" : ""),
            info.stateText,
            info.cpuPercent.map { "cpu \(Amount.tenths($0))%" } ?? "",
            info.memoryBytes.map { "mem \(Amount.bytes($0))" } ?? "",
            info.persistBytes.map { "disk \(Amount.bytes($0))" } ?? "",
            info.address,
            stack.branches,
            places,
        ]
        return Row(
            id: info.name,
            cells: cells,
            isLacking: stack.places.contains(where: \.isGone) || (info.failing ?? 0) > 0
        )
    }

    private static func row(of repo: RepoStatus) -> Row {
        let kind = repo.overridden ? "override" : repo.present ? "managed" : "not here"
        return Row(id: repo.name, cells: [repo.shortName, kind, repo.branchText, repo.path])
    }
}

extension RepoStatus {
    /// Its branch, and how far it is from its upstream and from what was committed.
    var branchText: String {
        var parts = [branch ?? "-"]
        if let ahead, ahead > 0 { parts.append("+\(ahead)") }
        if let behind, behind > 0 { parts.append("-\(behind)") }
        if let changed, changed > 0 { parts.append("\(changed) changed") }
        return parts.joined(separator: " ")
    }
}
