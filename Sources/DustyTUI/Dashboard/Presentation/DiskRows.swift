import DustyCore

/// What takes space, one thing a row, made of the daemon's report and of what it would remove.
enum DiskRows {
    /// Whether something is in use.
    enum Use: Equatable {
        /// By a container that runs.
        case running
        /// By containers that do not run.
        case stopped
        case unused
        /// Nothing says so, as for what belongs to the whole engine.
        case unknown
    }

    /// One row.
    struct Row: Equatable {
        var id: String
        /// What it is, in a word or two.
        var kind: String
        var name: String
        /// Nil for what takes no space.
        var bytes: Int64?
        var users: [String] = []
        var use = Use.unknown
        /// Why it may go, or why it stays.
        var note = ""
        /// What goes with it when it is removed; nothing when it stays.
        var goes: [DiskItem] = []
    }

    /// The rows of an answer, the same kinds together: what takes most space first.
    static func rows(of answer: Answer?) -> [Row] {
        guard case .disk(let report, let plan) = answer else { return [] }
        let known = Set(report.items.map(\.id))
        let items = report.items + plan.remove.filter { !known.contains($0.id) && $0.kind != .container }
        func rows(_ kinds: [DiskItem.Kind]) -> [Row] {
            kinds.flatMap { kind in items.filter { $0.kind == kind }.map { row(of: $0, in: plan) } }
        }
        let all =
            containers(report, plan) + rows([.image, .testImage]) + pulled(report) + rows([.volume])
            + networks(report) + cache(report) + rows([.repo, .copy, .persist, .replaced])
        return ordered(all)
    }

    private static func ordered(_ rows: [Row]) -> [Row] {
        let sums = Dictionary(rows.map { ($0.kind, Double($0.bytes ?? 0)) }, uniquingKeysWith: +)
        return rows.enumerated().sorted { left, right in
            let (first, second) = (left.element, right.element)
            if first.kind != second.kind {
                return (sums[first.kind] ?? 0, second.kind) > (sums[second.kind] ?? 0, first.kind)
            }
            return (first.bytes ?? 0, right.offset) > (second.bytes ?? 0, left.offset)
        }.map(\.element)
    }

    /// Everything that may go, each once.
    static func removable(of answer: Answer?) -> [DiskItem] {
        guard case .disk(_, let plan) = answer else { return [] }
        return plan.remove
    }

    private static func row(of item: DiskItem, in plan: CleanupPlan) -> Row {
        let going = plan.remove.first { $0.id == item.id }
        // A copy is of no use without its repo.
        let with = item.kind == .repo ? plan.remove.filter { $0.kind == .copy && $0.name == item.name } : []
        let use: Use =
            switch item.inUse {
            case true?: .running
            case false?: item.users?.isEmpty == false ? .stopped : .unused
            case nil: going == nil ? .unknown : .unused
            }
        let kept = plan.keep.first { $0.id == item.id }?.reason
        return Row(
            id: item.id,
            kind: word(for: item.kind),
            name: item.name,
            bytes: item.bytes,
            users: item.users ?? [],
            use: use,
            note: going?.reason ?? item.reason ?? kept ?? usual(item),
            goes: going.map { [$0] + with } ?? []
        )
    }

    private static func usual(_ item: DiskItem) -> String {
        switch item.kind {
        case .persist: "data of the stack; no clean-up takes it"
        case .repo: "managed clone"
        case .copy: "what containers see of a repo"
        default: ""
        }
    }

    private static func containers(_ report: DiskReport, _ plan: CleanupPlan) -> [Row] {
        report.services.map { service in
            let going = plan.remove.first { $0.kind == .container && $0.name == service.container }
            let parts = [("layer", service.layerBytes), ("log", service.logBytes), ("volumes", service.volumeBytes)]
            let sizes = parts.filter { $0.1 > 0 }.map { "\($0.0) \(Amount.bytes($0.1))" }
            return Row(
                id: "container \(service.container)",
                kind: word(for: .container),
                name: service.container,
                bytes: service.layerBytes + service.logBytes,
                users: [service.name],
                use: going == nil ? .running : .stopped,
                note: ([going?.reason].compactMap(\.self) + sizes).joined(separator: ", "),
                goes: going.map { [$0] } ?? []
            )
        }
    }

    /// Images of containers that were not built here.
    private static func pulled(_ report: DiskReport) -> [Row] {
        let built = report.items.filter { $0.kind == .image || $0.kind == .testImage }
        let served = Set(built.flatMap { $0.users ?? [] })
        let others = report.services.filter { !served.contains($0.name) }
        return Dictionary(grouping: others, by: \.image).sorted { $0.key < $1.key }.map { image, services in
            Row(
                id: "pulled \(image)",
                kind: word(for: .image),
                name: image,
                bytes: services.map(\.imageBytes).max(),
                users: Set(services.map(\.name)).sorted(),
                use: .running,
                note: "pulled; it may serve others too"
            )
        }
    }

    private static func networks(_ report: DiskReport) -> [Row] {
        (report.networks ?? []).map { network in
            Row(
                id: "network \(network.name)",
                kind: "network",
                name: network.name,
                use: network.containers > 0 ? .running : .unused,
                note: "\(Amount.things(network.containers, "container")) connected; goes with the stack"
            )
        }
    }

    private static func cache(_ report: DiskReport) -> [Row] {
        guard report.buildCacheBytes > 0 else { return [] }
        let note = "of all builds of the engine, so no clean-up takes it; `docker builder prune` does"
        return [Row(id: "cache", kind: "cache", name: "build cache", bytes: report.buildCacheBytes, note: note)]
    }

    private static func word(for kind: DiskItem.Kind) -> String {
        switch kind {
        case .container: "container"
        case .image: "image"
        case .testImage: "test image"
        case .volume: "volume"
        case .repo: "repo"
        case .copy: "copy"
        case .persist: "/persist"
        case .replaced: "replaced"
        }
    }
}

extension CleanupScope {
    /// The scopes of a clean-up that takes these.
    static func of(_ items: [DiskItem]) -> [CleanupScope] {
        let scopes = items.compactMap { item -> CleanupScope? in
            switch item.kind {
            case .container: .containers
            case .image, .testImage: .images
            case .volume: .volumes
            case .repo, .copy: .repos
            case .persist, .replaced: nil
            }
        }
        return allCases.filter(scopes.contains)
    }
}
