import DustyCore

/// A snapshot as a page of text.
struct StatusReport: Sendable {
    let snapshot: Snapshot

    init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
    }

    /// Prints the machine, the rows, what is wrong, and the running jobs.
    func print(on console: Console) throws {
        try console.print(machine.lines(for: console).joined(separator: "\n") + "\n")
        let rows = table.lines(for: console)
        if rows.isEmpty {
            let option = snapshot.stack == StackNames.standardName ? "" : " -s \(snapshot.stack)"
            let fault = snapshot.warnings.contains { [.specs, .settings].contains($0.subject) }
            try console.print(
                fault
                    ? "it is not known what is active, because the specs or settings cannot be used: see below"
                    : "nothing is active; see `dusty bundles list\(option)`, then `dusty bundles activate NAME\(option)`"
            )
        }
        for line in rows { try console.print(line) }
        let code = sync.lines(for: console)
        if !code.isEmpty { try console.print("\n" + code.joined(separator: "\n")) }
        try printNotes(on: console)
    }

    private var machine: Table {
        var table = Table(columns: [
            .text("STACK"), .text("MACHINE"), .text("STATE"), .text("ADDRESS"), .text("ENGINE"), .text("BUNDLES"),
        ])
        let machine = snapshot.machine
        let engine = snapshot.engine
        let active = snapshot.bundles.filter(\.active).map(\.name)
        table.rows = [
            [
                Table.Cell(snapshot.stack, .strong), Table.Cell(machine.name ?? machine.kind.rawValue),
                Table.Cell(machine.state.rawValue, machine.tone), Table.Cell(machine.address ?? ""),
                engine.reachable ? Table.Cell(engine.version ?? "reachable") : Table.Cell("does not answer", .bad),
                Table.Cell(active.isEmpty ? "none active" : active.joined(separator: " ")),
            ]
        ]
        return table
    }

    private var table: Table {
        var table = Table(columns: [
            .text(""), .text("NAME"), .text("TYPE"), .text("STATE"), .number("FOR"), .number("CPU"), .number("MEM"),
            .number("RESTARTS"), .text("ADDRESS"), .text("NOTE"),
        ])
        table.rows =
            snapshot.apps.map { row($0, "app") } + snapshot.services.map { row($0, "service") }
            + snapshot.libs.map(row)
        return table
    }

    private func row(_ container: ContainerStatus, _ type: String) -> [Table.Cell] {
        let isStale = container.staleSince != nil
        let state = isStale ? ContainerState.stale : container.state
        let since = container.staleSince ?? container.since
        let last = isStale ? "was \(container.state)" : ""
        let older = container.olderCode.map { "older code: \($0.map(shortName).joined(separator: " "))" }
        let words = container.message ?? (container.wanted ? older ?? last : "no active bundle needs it")
        let note = [container.sharing ?? "", words].filter { !$0.isEmpty }.joined(separator: "; ")
        let isBad = !isStale && container.isFailing
        return [
            Table.Cell(isBad ? "!" : "", .bad), Table.Cell(container.name, .strong), Table.Cell(type),
            Table.Cell(isStale ? state.description : container.stateWords, isBad ? .bad : state.tone),
            Table.Cell(since.map { Measure.age(snapshot.time.seconds(since: $0)) } ?? ""),
            Table.Cell(container.cpuPercent.map(Measure.percent) ?? ""),
            Table.Cell(container.memoryBytes.map(Measure.bytes) ?? ""),
            Table.Cell(container.restarts > 0 ? String(container.restarts) : "", .busy),
            Table.Cell(
                (container.urls + container.ports.filter { _ in container.urls.isEmpty }).joined(separator: " ")
            ),
            Table.Cell(note),
        ]
    }

    private func shortName(_ repo: String) -> String {
        snapshot.sync.first { $0.repo == repo }?.shortName ?? repo
    }

    private func row(_ lib: LibStatus) -> [Table.Cell] {
        [
            "", Table.Cell(lib.name, .strong), "lib", "", "", "", "", "", "",
            "used by \(lib.usedBy.joined(separator: " "))",
        ]
    }

    private var sync: Table {
        var table = Table(columns: [
            .text(""), .text("REPO"), .text("SYNC"), .number("DONE"), .number("FILES"), .number("SENT"), .number("AGO"),
            .text("FROM"), .text("NOTE"),
        ])
        table.rows = snapshot.sync.map { repo in
            [
                Table.Cell(repo.state == .failed ? "!" : "", .bad), Table.Cell(repo.shortName, .strong),
                Table.Cell(repo.state.rawValue, repo.state.tone), Table.Cell(repo.percent.map(Measure.percent) ?? ""),
                "\(repo.files)", Table.Cell(Measure.bytes(repo.bytes)),
                Table.Cell(repo.syncedAt.map { Measure.age(snapshot.time.seconds(since: $0)) } ?? ""),
                Table.Cell(repo.overridden ? repo.path : "managed clone"),
                Table.Cell(
                    repo.message ?? [repo.follow?.text, repo.back?.text].compactMap(\.self).joined(separator: " · ")
                ),
            ]
        }
        return table
    }

    private func printNotes(on console: Console) throws {
        let running = snapshot.jobs.filter { !$0.state.isFinal }
        if !running.isEmpty || !snapshot.warnings.isEmpty || snapshot.idleSince != nil { try console.print() }
        if let since = snapshot.idleSince {
            try console.print("\(StackInfo.idleText(since)); `dusty up -s \(snapshot.stack)` brings it back")
        }
        for job in running {
            let names = job.names.isEmpty ? "" : " " + job.names.joined(separator: " ")
            let doing = job.steps.last { $0.state == .running }.map { ", " + $0.title } ?? ""
            let what = job.kind.words + names
            try console.print("job \(job.id): \(what) \(console.paint(job.state.rawValue, job.state.tone))\(doing)")
        }
        for warning in snapshot.warnings {
            let text = "\(warning.subject): \(warning.message)"
            try console.print(console.paint("warning:", .busy) + " " + text)
            if let hint = warning.hint { try console.print("  " + hint) }
        }
    }
}

extension BackStatus {
    /// What deserves attention about the files that came back, or did not; nil when nothing does.
    var text: String? {
        let count = conflicts == 1 ? "1 conflict" : "\(conflicts) conflicts"
        let parts = [conflicts > 0 ? count : nil, message].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " · ")
    }
}

extension FollowStatus {
    /// On one line: `following · 3 ms · 41`, or why not.
    var text: String {
        var parts = [state.rawValue]
        if let message {
            parts.append(message)
        } else if state != .reconciling {
            if let latencyMilliseconds { parts.append(Measure.short(milliseconds: latencyMilliseconds)) }
            if sequence > 0 { parts.append("\(sequence)") }
            if let lastChange { parts.append(lastChange.text) }
        }
        return parts.joined(separator: " · ")
    }

    /// In a few words: `following  3 ms`, or why not.
    var brief: String {
        let latency = state == .reconciling ? nil : latencyMilliseconds.map { Measure.short(milliseconds: $0) }
        return [state.rawValue, message ?? latency].compactMap(\.self).joined(separator: "  ")
    }

    /// Whether the repo is followed.
    var isWell: Bool {
        switch state {
        case .reconciling, .following, .settling, .scanning: true
        case .lost, .unreachable, .failed: false
        }
    }
}
