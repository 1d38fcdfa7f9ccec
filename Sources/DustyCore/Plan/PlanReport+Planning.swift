extension PlanReport {
    /// Where the files of a plan lie.
    public struct Places: Sendable, Equatable {
        /// The hosts file.
        public var hosts: String
        /// The proxy's configuration.
        public var proxyConfig: String
        /// The Compose file.
        public var composeFile: String
        /// Directory of the command files.
        public var commandFiles: String

        /// Places of a plan's files.
        public init(hosts: String, proxyConfig: String, composeFile: String, commandFiles: String) {
            self.hosts = hosts
            self.proxyConfig = proxyConfig
            self.composeFile = composeFile
            self.commandFiles = commandFiles
        }
    }

    /// What `up` does about code: it is cloned and copied first, and apps that run older code restart at the end.
    public struct Code: Sendable, Equatable {
        /// Repos whose managed clone is not on this host yet.
        public var missing: [String]
        /// Repos whose code changed since it was copied, each with how much.
        public var changed: [(repo: String, amount: String)]
        /// Apps that restart for code that is newer than their process, each with the repos.
        public var restarts: [(app: String, repos: [String])]

        /// What is to be done about code.
        public init(
            missing: [String] = [],
            changed: [(repo: String, amount: String)] = [],
            restarts: [(app: String, repos: [String])] = []
        ) {
            self.missing = missing
            self.changed = changed
            self.restarts = restarts
        }

        /// Whether the same is to be done.
        public static func == (one: Code, other: Code) -> Bool {
            one.missing == other.missing && one.changed.elementsEqual(other.changed, by: ==)
                && one.restarts.elementsEqual(other.restarts, by: ==)
        }

        var first: [Action] {
            missing.map { Action(kind: .clone, subject: $0, text: "clone \($0)") }
                + changed.map {
                    Action(kind: .write, subject: $0.repo, text: "copy the code of \($0.repo)", reasons: [$0.amount])
                }
        }

        var last: [Action] {
            restarts.map { app, repos in
                let reason = "code of \(repos.joined(separator: ", ")) changed"
                return Action(kind: .start, subject: app, text: "restart \(app)", reasons: [reason])
            }
        }
    }

    /// Puts a plan into words.
    public init(
        _ plan: Plan,
        to blueprint: Blueprint,
        from observed: Observed,
        code: Code = Code(),
        places: Places,
        sharing: Sharing = Sharing()
    ) {
        let wording = PlanWording(
            plan: plan,
            blueprint: blueprint,
            observed: observed,
            places: places,
            sharing: sharing
        )
        self.init(actions: code.first + wording.actions + code.last, diffs: wording.diffs, notes: wording.notes)
    }
}

/// Finds words for a plan.
struct PlanWording {
    let plan: Plan
    let blueprint: Blueprint
    let observed: Observed
    let places: PlanReport.Places
    var sharing = PlanReport.Sharing()

    private typealias Action = PlanReport.Action

    /// What is done, in the order of `up`.
    var actions: [PlanReport.Action] {
        var actions = scriptPaths.map { path in
            let verb = plan.scripts[path] == nil ? "remove" : "write"
            guard let (service, file) = CommandScript.specFile(path) else {
                return write(path, "\(verb) the command file \(path)")
            }
            return write(path, "\(verb) \(file) of the specs for \(service)")
        }
        actions = lending + actions
        if plan.proxyConfig != nil { actions.append(write(places.proxyConfig, "write the proxy's configuration")) }
        if plan.composeFile != nil { actions.append(write(places.composeFile, "write the Compose file")) }
        actions += plan.build.map { Action(kind: .write, subject: $0, text: "build the image of \($0)") }
        actions += plan.remove.map { Action(kind: .remove, subject: $0, text: "remove the container of \($0)") }
        actions += plan.replace.map {
            Action(kind: .replace, subject: $0, text: "replace the container of \($0)", reasons: ["it is half created"])
        }
        let former = formerDefinitions
        actions += plan.create.map { creation(of: $0, former: former[$0]) }
        actions += plan.follow.map { name in
            Action(
                kind: .replace,
                subject: name,
                text: "replace the container of \(name)",
                reasons: [sharing(of: name)]
            )
        }
        actions += plan.start.map { Action(kind: .start, subject: $0, text: "start \($0)") }
        actions += plan.restart.map { name in
            Action(kind: .start, subject: name, text: "restart \(name)", reasons: [sharing(of: name)])
        }
        actions += plan.join.map {
            let reason = "its container is no longer on that network"
            return Action(
                kind: .connect,
                subject: $0,
                text: "connect \($0) with the stack's network",
                reasons: [reason]
            )
        }
        actions += plan.borrow.map {
            Action(
                kind: .connect,
                subject: $0,
                text: "connect \($0) of the stack \(sharing.lender) with this one's containers"
            )
        }
        actions += plan.attach.map {
            Action(kind: .connect, subject: $0, text: "connect \($0) with services of the stack \(sharing.lender)")
        }
        if plan.endsSharing {
            actions.append(
                Action(
                    kind: .remove,
                    subject: "network of shared services",
                    text: "remove the network of shared services",
                    reasons: ["nothing is shared"]
                )
            )
        }
        if let names = plan.proxyNames {
            let list = names.isEmpty ? "no names" : names.joined(separator: ", ")
            actions.append(write("names inside containers", "let the proxy answer to \(list) inside containers"))
        }
        if plan.hosts != nil { actions.append(write(places.hosts, "write Dusty's section of the hosts file")) }
        return actions.map(sharing.completing)
    }

    /// How the files change.
    var diffs: [PlanReport.FileDiff] {
        var changes: [(path: String, old: String?, new: String?)] = []
        if let hosts = plan.hosts {
            changes.append((places.hosts, Self.text(observed.hosts), Self.text(hosts.applied(to: observed.hosts))))
        }
        if let config = plan.proxyConfig { changes.append((places.proxyConfig, observed.proxyConfig, config)) }
        if plan.composeFile != nil {
            let shown = ShownComposeFiles(from: observed.composeFile, to: blueprint.compose)
            changes.append((places.composeFile, shown.old, shown.new))
        }
        for path in scriptPaths {
            var (old, new) = (observed.scripts[path], plan.scripts[path])
            if CommandScript.specFile(path) != nil {
                let redactor = Redactor(secrets: [])
                (old, new) = (old.map { redactor.redact($0).text }, new.map { redactor.redact($0).text })
            }
            changes.append(("\(places.commandFiles)/\(path)", old, new))
        }
        return changes.map {
            PlanReport.FileDiff(path: $0.path, diff: UnifiedDiff.text(from: $0.old, to: $0.new, path: $0.path))
        }
    }

    private var scriptPaths: [String] { (Array(plan.scripts.keys) + plan.staleScripts).sorted() }

    private func write(_ subject: String, _ text: String) -> Action {
        Action(kind: .write, subject: subject, text: text)
    }

    private func creation(of name: String, former: YAMLValue?) -> Action {
        guard plan.changed.contains(name) else {
            return Action(kind: .create, subject: name, text: "create the container of \(name)")
        }
        return Action(
            kind: .replace,
            subject: name,
            text: "replace the container of \(name)",
            reasons: reasons(for: name, former: former)
        )
    }

    private func sharing(of name: String) -> String {
        "it shares the network of \((blueprint.compose[name]?.hosts ?? []).joined(separator: ", "))"
    }

    /// Keys of a definition that differ from those of the last Compose file; where none does, it is the commands.
    private func reasons(for name: String, former old: YAMLValue?) -> [String] {
        guard let new = blueprint.compose[name]?.definition, let old else { return [] }
        let keys = Set(old.entries.map(\.key) + new.entries.map(\.key))
        let changed = keys.filter { key in
            guard key == "labels" else { return Self.comparable(old[key]) != Self.comparable(new[key]) }
            return withoutFingerprint(old[key]) != withoutFingerprint(new[key])
        }.sorted()
        let onlyFiles = withoutMark(old["build"]) == withoutMark(new["build"])
        let hasFile = scriptPaths.contains { CommandScript.specFile($0)?.service == name }
        return changed.isEmpty
            ? [hasFile ? "files of the specs changed" : "commands changed"]
            : changed.map { $0 == "build" && onlyFiles ? "what its image is built from changed" : "\($0) changed" }
    }

    /// A value as it is read back from the file: secrets are texts there, and the order of keys means nothing.
    private static func comparable(_ value: YAMLValue?) -> YAMLValue? {
        switch value {
        case .secret(let secret): .string(secret.revealed)
        case .list(let items): .list(items.map { comparable($0) ?? .null })
        case .map(let entries):
            YAMLValue.map(entries.map { YAMLEntry($0.key, comparable($0.value) ?? .null) }).sortedByKey
        default: value
        }
    }

    private func withoutMark(_ build: YAMLValue?) -> YAMLValue? {
        var build = build.flatMap { $0.text.map { ["context": .string($0)] } ?? $0 }
        var labels = build?["labels"] ?? [:]
        labels[StackLabel.build] = nil
        build?["labels"] = labels.entries.isEmpty ? nil : labels
        return build?.sortedByKey
    }

    private func withoutFingerprint(_ labels: YAMLValue?) -> YAMLValue? {
        var labels = labels
        labels?[StackLabel.spec] = nil
        return labels?.sortedByKey
    }

    /// Definitions of the last Compose file.
    private var formerDefinitions: YAMLValue {
        guard let text = observed.composeFile, let node = try? SpecDocument.read(text.revealed, file: "") else {
            return [:]
        }
        return node.value["services"] ?? [:]
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
