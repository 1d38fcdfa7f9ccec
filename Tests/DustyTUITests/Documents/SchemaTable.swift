import DustyCore
import Foundation

/// JSON Schemas of the wire types, derived from examples: a property is what any example has, required is what all have.
struct SchemaTable {
    private struct Component {
        let name: String
        let examples: [[String: Any]]

        var properties: Set<String> { examples.reduce(into: []) { $0.formUnion($1.keys) } }
        var required: Set<String> {
            examples.dropFirst().reduce(Set(examples.first?.keys.map { $0 } ?? [])) { $0.intersection($1.keys) }
        }
    }

    private var components: [Component] = []

    init() throws {
        typealias Wire = WireExamples
        try add("VersionInfo", Wire.version)
        try add("Snapshot", Wire.snapshot)
        try add("DaemonStatus", Wire.snapshot.daemon)
        try add("EngineStatus", Wire.snapshot.engine, Wire.leastEngine)
        try add("MachineStatus", Wire.machine, Wire.leastMachine)
        try add("BundleStatus", Wire.bundle)
        var container = Wire.container
        (container.sharedBy, container.sharedWith) = ("default", ["fix-ui"])
        try add("ContainerStatus", container, Wire.leastContainer)
        try add("LibStatus", Wire.snapshot.libs[0])
        try add("SyncStatus", Wire.sync, Wire.leastSync)
        try add("CodeChange", Wire.codeChange)
        try add("FollowStatus", Wire.follow, Wire.leastFollow)
        try add("BackStatus", Wire.back, Wire.leastBack)
        try add("RepoConflict", Wire.conflict)
        try add("SyncedReport", Wire.synced)
        try add("IgnoreProposal", Wire.ignored)
        try add("IgnoredDirectory", Wire.ignored.directories[0])
        try add("CollectReport", Wire.collected, Wire.leastCollected)
        try add("Warning", Wire.snapshot.warnings[0], Wire.leastWarning)
        try add("Job", Wire.job, Wire.leastJob)
        try add("Step", Wire.step, Wire.leastStep)
        try add("Progress", Wire.progress, Wire.leastProgress)
        try add("JobEvent", eachOf: Wire.events + Wire.testEvents)
        try add("TestOutcome", Wire.testOutcome, Wire.leastTestOutcome)
        try add("TestSuiteInfo", Wire.testSuite)
        try add("DustyError", Wire.error, Wire.leastError)
        try add("SpecProblem", Wire.problem, Wire.leastProblem)
        try add("LogBatch", Wire.batch)
        var part = Wire.batch.lines[0]
        part.partial = true
        try add("LogLine", part, Wire.batch.lines[0])
        try add("RepoStatus", Wire.repo, Wire.leastRepo)
        try add("ScriptInfo", Wire.script)
        try add("ContainerProcesses", Wire.processes)
        try add("ContainerInspection", Wire.inspection)
        try add("ContainerUse", Wire.use, ContainerUse())
        try add("ExecSession", ExecSession(id: "0f", terminal: true), ExecSession(id: "0f"))
        try add("TerminalSize", TerminalSize(columns: 80, rows: 24))
        try add("ArchiveEntry", Wire.entry, Wire.leastEntry)
        try add("ArchiveReceipt", ArchiveReceipt(bytes: 1024))
        try add("PlanReport", Wire.sharingPlan, Wire.plan)
        try add("SyncPreview", Wire.syncPreviews[0])
        try add("DefinitionInfo", Wire.definition)
        try add("Variable", Wire.definition.environment[0])
        try add("Action", Wire.plan.actions[0])
        try add("FileDiff", Wire.plan.diffs[0])
        try add("ValidationReport", ValidationReport(problems: [Wire.problem]))
        try addSettings()
        try addMachines()
        try addStacks()
        try addRequests()
        try addMaintenance()
    }

    /// Bodies that callers send; the daemon fills in what they leave out.
    private mutating func addRequests() throws {
        let agent = "/run/user/1000/agent"
        let jobs = [
            JobRequest(.test("api", WireExamples.testRequest), sshAuthSock: agent),
            JobRequest(.restart(.apps(using: ["shopkit"]))), JobRequest(.up(fresh: ["redis"])),
            JobRequest(.cleanup([.images], only: ["shop-api"])),
            JobRequest(.script("api", WireExamples.scriptRequest)),
        ]
        components.append(
            Component(name: "JobRequest", examples: try jobs.map { try Self.object($0) } + [["kind": "up"]])
        )
        components.append(
            Component(name: "TestRequest", examples: [try Self.object(WireExamples.testRequest), ["suite": "unit"]])
        )
        components.append(
            Component(name: "ScriptRequest", examples: [try Self.object(WireExamples.scriptRequest), ["name": "seed"]])
        )
        components.append(
            Component(name: "ExecRequest", examples: [try Self.object(WireExamples.exec), ["name": "api"]])
        )
        let bundles = BundleRequest(names: ["shop"], active: true)
        components.append(
            Component(
                name: "BundleRequest",
                examples: [try Self.object(bundles), ["names": ["shop"], "active": true]]
            )
        )
        try add("RepoRequest", RepoRequest(name: "api", path: "/src/api"), RepoRequest(name: "api", path: nil))
        let changes = [RepoRequest(name: "api", path: "/src/api")]
        try add("RepoChanges", RepoChanges(changes, sshAuthSock: "/run/agent"), RepoChanges(changes))
        try add("CollectRequest", CollectRequest(names: ["api"]))
        try add("IgnoreRequest", IgnoreRequest(name: "api", write: true))
        let synced = SyncedRequest(names: ["api"], sequence: 41, timeout: 10)
        try add("SyncedRequest", synced, SyncedRequest(names: []))
    }

    /// Assets, variables and settings, and the bodies that change them.
    private mutating func addSettings() throws {
        typealias Wire = WireExamples
        try add("AssetStatus", Wire.asset, Wire.leastAsset)
        try add("AssetUse", Wire.asset.uses[0])
        try add("AssetContent", Wire.content)
        try add("EnvStatus", Wire.env)
        try add("EnvVariable", Wire.env.variables[0])
        try add("SettingStatus", Wire.setting, Wire.leastSetting)
        try add("SetupReport", Wire.setup)
        try add(
            "AssetRequest",
            AssetRequest(name: "key", content: Wire.content.content),
            AssetRequest(name: "key", content: nil)
        )
        let env = EnvRequest(name: "api", set: Wire.env.variables, unset: ["OLD"])
        components.append(Component(name: "EnvRequest", examples: [try Self.object(env), ["name": "api"]]))
        let specs = SettingRequest(key: "specs_repo", value: "/src/specs", sameProject: true)
        try add("SettingRequest", specs, SettingRequest(key: "owner", value: nil))
        try add(
            "SetupRequest",
            SetupRequest(
                specsRepo: "/src/specs",
                owner: "ann",
                bundles: ["shop"],
                sshAuthSock: "/run/agent",
                sameProject: true
            ),
            SetupRequest()
        )
    }

    /// Stacks, and the bodies that make and remove them.
    private mutating func addStacks() throws {
        var stack = StackInfo(
            name: "fix-ui",
            slot: 3,
            owner: "ann",
            specsRepo: "github.com/acme/specs",
            bundles: ["shop"],
            directories: ["/home/ann/src/api-fix-ui"],
            createdAt: Timestamp(milliseconds: 0),
            address: "127.65.3.1",
            running: 4,
            active: 5,
            up: 3,
            failing: 1,
            cpuPercent: 1.5,
            memoryBytes: 1 << 27,
            persistBytes: 1 << 26,
            isFront: true,
            idleSince: Timestamp(milliseconds: 0)
        )
        (stack.shares, stack.lends) = (["postgres"], ["redis": ["blog"]])
        try add("StackInfo", stack, StackInfo(name: "other", slot: nil, address: "127.65.7.9"))
        let agent = "/run/agent"
        let request = StackRequest(
            name: "blog",
            specsRepo: "/src/blog-specs",
            bundles: ["blog"],
            directories: ["/src/blog"],
            dataFrom: "default",
            share: ["postgres"],
            sshAuthSock: agent
        )
        try add("StackRequest", request, StackRequest(name: "blog"))
        let names = StackHostNames(
            stack: "fix-ui",
            entries: [StackHostNames.Entry(name: "api.shop.test", address: "127.65.1.1")],
            plainNames: ["api.shop.test", "web.shop.test"],
            pages: [StackHostNames.Page(app: "api", url: "http://api.shop.test/")]
        )
        try add("StackHostNames", names)
        try add("StackHostNames.Entry", names.entries[0])
        try add("StackHostNames.Page", names.pages[0])
        try add("StackChoice", StackChoice(name: "blog", force: true), StackChoice(name: "blog"))
        try add("StackRemoval", StackRemoval(name: "blog", removed: ["volume dusty-blog_data"], left: ["network x"]))
    }

    /// Machines, and the bodies that add, choose and remove them.
    private mutating func addMachines() throws {
        typealias Wire = WireExamples
        try add("MachineInfo", Wire.machineInfo, Wire.leastMachineInfo)
        try add("MachineLogin", Wire.machineInfo.login)
        try add("MachineReport", Wire.machineReport)
        try add("MachineHardware", Wire.machineInfo.hardware, Wire.leastHardware)
        try add("MachineCreation", Wire.machineCreation, MachineCreation(name: "vm", kind: .qemu))
        try add(
            "MachineChange",
            MachineChange(name: "vm", memory: 8192, processors: 8, disk: 80, idleMinutes: 0),
            MachineChange(name: "vm")
        )
        try add(
            "MachineRequest",
            MachineRequest(
                name: "big",
                ssh: "ann@big.example.org",
                identity: "/home/ann/.ssh/id_ed25519",
                fingerprint: "SHA256:uNiVztksCsDhcc0u9e8BrrJXVGDIEvjN1Yn4fbEvJqs",
                sshAuthSock: "/run/agent"
            ),
            MachineRequest(name: "big", ssh: "ann@big.example.org")
        )
        try add("MachineChoice", MachineChoice(name: "big"))
    }

    /// Examples of a type, as JSON objects.
    func examples(of type: String) -> [[String: Any]] { components.first { $0.name == type }?.examples ?? [] }

    /// The schemas by name, in the order in which they were added.
    func schemas() throws -> Markup {
        .map(try components.map { ($0.name, try schema(of: $0)) })
    }

    mutating func add(_ name: String, _ examples: any Encodable...) throws {
        components.append(Component(name: name, examples: try examples.map(Self.object)))
    }

    private mutating func add(_ name: String, eachOf examples: [some Encodable]) throws {
        components.append(Component(name: name, examples: try examples.map(Self.object)))
    }

    private static func object(_ value: any Encodable) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: try DustyCore.Wire.encode(value))
        return object as? [String: Any] ?? [:]
    }

    private func schema(of component: Component) throws -> Markup {
        let properties = component.properties.sorted().map { name in
            let value = component.examples.lazy.compactMap { $0[name] }.first { !(($0 as? [Any])?.isEmpty ?? false) }
            return (name, Self.words["\(component.name).\(name)"] ?? schema(of: value ?? [Any]()))
        }
        var parts: [(String, Markup)] = [("type", .text("object")), ("properties", .map(properties))]
        if !component.required.isEmpty {
            parts.append(("required", .list(component.required.sorted().map { .text($0) })))
        }
        return .map(parts)
    }

    private func schema(of value: Any) -> Markup {
        switch value {
        case let object as [String: Any]:
            let keys = Set(object.keys)
            let match = components.first { $0.required.isSubset(of: keys) && keys.isSubset(of: $0.properties) }
            return .map([("$ref", .text("#/components/schemas/\(match?.name ?? "?")"))])
        case let items as [Any]:
            return .map([("type", .text("array")), ("items", items.first.map(schema) ?? .map([]))])
        case let text as String:
            let type = ("type", Markup.text("string"))
            return .map(Timestamp(text) == nil ? [type] : [type, ("format", .text("date-time"))])
        case let number as NSNumber:
            if isTruthValue(number) { return .map([("type", .text("boolean"))]) }
            return .map([("type", .text(number.doubleValue == number.doubleValue.rounded() ? "integer" : "number"))])
        default: return .map([])
        }
    }

    /// JSON's truth values come as numbers too, told apart by their encoding.
    private func isTruthValue(_ number: NSNumber) -> Bool {
        String(cString: number.objCType) == "c"
    }

    private static let words: [String: Markup] = [
        "Job.kind": list(Job.Kind.allCases), "JobRequest.kind": list(Job.Kind.requestable),
        "Job.state": list(Job.State.allCases), "Step.state": list(Job.State.allCases),
        "JobEvent.state": list(Job.State.allCases), "SyncStatus.state": list(SyncStatus.State.allCases),
        "FollowStatus.state": list(FollowStatus.State.allCases),
        "ContainerStatus.sync": list(SyncStatus.State.allCases), "DustyError.code": list(DustyError.Code.allCases),
        "TestOutcome.result": list(TestOutcome.Result.allCases), "JobEvent.stream": list([LogLine.Stream.out, .err]),
        "DiskItem.kind": list(DiskItem.Kind.allCases), "DoctorCheck.state": list(DoctorCheck.State.allCases),
        "StagedProgram.program": list(UpgradeProgram.allCases),
        "ArchiveEntry.kind": list(ArchiveEntry.Kind.allCases),
        "Action.kind": list(PlanReport.Action.Kind.allCases),
        "LogLine.stream": list([LogLine.Stream.out, .err, .dusty]), "MachineStatus.kind": open(MachineKind.self),
        "MachineInfo.kind": open(MachineKind.self), "MachineCreation.kind": open(MachineKind.self),
        "MachineStatus.state": open(MachineStatus.State.self), "Warning.subject": open(Warning.Subject.self),
        "ContainerStatus.health": open(ContainerHealth.self), "SettingStatus.type": open(SettingStatus.Kind.self),
        "StackInfo.lends": .map([
            ("type", .text("object")),
            ("additionalProperties", .map([("type", .text("array")), ("items", .map([("type", .text("string"))]))])),
        ]),
        "SyncStatus.parts": .map([
            ("type", .text("object")), ("additionalProperties", .map([("type", .text("integer"))])),
        ]),
        "ContainerStatus.state": .map([
            ("type", .text("string")),
            (
                "pattern",
                .text(
                    "^(up|starting|building|restarting|stopping|stopped|paused|exited [0-9]+|unhealthy|missing|stale)$"
                )
            ),
        ]),
        "JobEvent.type": .map([
            ("type", .text("string")),
            (
                "enum",
                .list(
                    [
                        "started", "planned", "step_started", "step_progressed", "output", "step_finished", "finished",
                        "suite_output", "suite_finished",
                    ].map { .text($0) }
                )
            ),
        ]),
    ]

    /// Words that more may be added to, so that a client must take others too.
    private static func open<Word: ExtensibleWord>(_ type: Word.Type) -> Markup {
        .map([("type", .text("string")), ("examples", .list(type.known.map { .text($0.rawValue) }))])
    }

    private static func list(_ values: [some RawRepresentable<String>]) -> Markup {
        .map([("type", .text("string")), ("enum", .list(values.map { .text($0.rawValue) }))])
    }
}
