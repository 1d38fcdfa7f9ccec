import CLibrary
import DustyCore
import Essentials

/// Collects diagnostics, secrets removed.
struct Dump: Sendable {
    /// How much of the daemon's log is included.
    private static let logTail = 200 << 10
    /// How many records of the audit trail.
    private static let auditTail = 2000

    let stack: Stack
    let disk: Disk
    let jobs: Jobs
    let doctor: Doctor
    /// The trail of changes; nil for those who may not read it.
    let audit: AuditLog?

    private var storage: any EngineStorage & EnginePower & EngineInformation { disk.storage }
    private var paths: Paths { stack.paths }

    /// Every document. One that cannot be read says so in its place.
    func documents() async -> [DumpDocument] {
        let settings = try? await stack.settings.current()
        var secrets = Set((settings?.envOverrides ?? [:]).values.flatMap { $0.values.map(\.revealed) })
        for file in [paths.settings, paths.variables] { secrets.formUnion(await values(in: file)) }
        secrets.formUnion(Self.passwords(in: [settings?.specsRepo].compactMap { $0 }))
        var trees: [(name: String, tree: RedactedTree)] = []
        for (name, document) in await engineDocuments() {
            let tree = RedactedTree(document)
            secrets.formUnion(tree.secrets)
            trees.append((name, tree))
        }
        let redactor = Redactor(secrets: secrets)
        let texts = await texts()
        return trees.map { name, tree in
            let (text, count) = tree.text(redactor) ?? ("not readable, left out\n", 0)
            return Self.document(name, text, tree.count + count, redactor)
        }
            + texts.map { name, text in
                // Before escaping, then everything whose name gives it away.
                let (text, count) = name.hasSuffix(".json") ? redactor.redact(json: text) : (text, 0)
                return Self.document(name, text, count, redactor)
            }
    }

    private static func document(_ name: String, _ text: String, _ count: Int, _ redactor: Redactor) -> DumpDocument {
        let (rest, more) = redactor.redact(text)
        return DumpDocument(name: name, text: rest, redactions: count + more)
    }

    /// Possible values in a settings file that cannot be read: an earlier version may have quoted it.
    private func values(in file: String) async -> [String] {
        guard await !stack.settings.faults().isEmpty, let bytes = try? stack.systems.files.contents(file) else {
            return []
        }
        return UnreadableValues.all(in: String(decoding: bytes, as: UTF8.self))
    }

    /// JSON and YAML documents whose places are known to hold secrets.
    private func engineDocuments() async -> [(name: String, text: String)] {
        var trees: [(String, String)] = []
        if let file = try? stack.systems.files.contents(paths.composeFile) {
            trees.append(("compose/docker-compose.yml", String(decoding: file, as: UTF8.self)))
        }
        for (name, path) in [("engine/version.yml", "/version"), ("engine/info.yml", "/info")] {
            guard let document = try? await storage.document(path) else { continue }
            trees.append((name, String(decoding: document, as: UTF8.self)))
        }
        let containers = (try? await storage.usage().containers.filter(disk.ownership.owns)) ?? []
        for container in containers.sorted(by: { $0.name < $1.name }) {
            guard let document = try? await storage.document("/containers/\(container.id)/json") else { continue }
            trees.append(("containers/\(container.name).yml", String(decoding: document, as: UTF8.self)))
        }
        return trees
    }

    private func texts() async -> [(name: String, text: String)] {
        var texts: [(String, String)] = []
        func add(_ name: String, _ make: () async throws -> String) async {
            do { texts.append((name, try await make())) } catch {
                texts.append((name, "not available: \((error as? DustyError)?.message ?? "\(error)")\n"))
            }
        }
        await add("versions.json") {
            let version = VersionInfo(
                version: DustyVersion.current,
                api: API.version,
                stack: stack.names.name,
                pid: await stack.observatory.current().daemon.pid
            )
            return try Self.json(version)
        }
        await add("status.json") { try Self.json(await Self.withoutJobs(stack.observatory.snapshot())) }
        await add("jobs.json") { try Self.json(await jobs.all()) }
        await add("doctor.json") { try Self.json(await doctor.examine()) }
        await add("settings.txt") { Self.describe(try await stack.settings.current()) }
        await add("specs.txt") {
            let problems = try await stack.loader.inspect(try await stack.settings.current()).problems
            return problems.isEmpty ? "no problems\n" : problems.map { "\($0)\n" }.joined()
        }
        await add("hosts.txt") { try await hostsSection() }
        await add("proxy.conf") { try await stack.systems.proxy.installedConfig() ?? "(none)\n" }
        await add("disk.json") { try Self.json(try await disk.report(repos: nil)) }
        if let audit {
            await add("audit.json") { try Self.json(try await audit.records(AuditRequest(limit: Self.auditTail))) }
        }
        await add("daemon.log") { try await daemonLog() }
        return texts
    }

    private func hostsSection() async throws -> String {
        let body = HostsSection(names: stack.names).body(in: try await stack.systems.hosts.read())
        return "Dusty's section:\n" + (body ?? ["(none)"]).map { "  \($0)\n" }.joined()
    }

    /// The end of the daemon's log: from the file of `Scripts/daemon`, or from the journal.
    private func daemonLog() async throws -> String {
        let programs = disk.programs
        let kept = "\(paths.state)/dustyd.log"
        let file = Platform.isMac && !stack.systems.files.isFile(kept) ? "/var/log/dusty.log" : kept
        let command =
            stack.systems.files.isFile(file)
            ? Command(program: "tail", arguments: ["-c", String(Self.logTail), "--", file], limit: Command.shortLimit)
            : Command(
                program: "journalctl",
                arguments: ["--unit=dustyd", "--lines=2000", "--no-pager"],
                limit: Command.shortLimit
            )
        return try await programs.run(command) { _ in }.output
    }

    private static func withoutJobs(_ snapshot: Snapshot) -> Snapshot {
        var snapshot = snapshot
        snapshot.jobs = []
        return snapshot
    }

    /// Settings with the names of variables and without their values.
    private static func describe(_ settings: Settings) -> String {
        var lines = [
            "specs repo: \(settings.specsRepo?.withoutLogins ?? "(none)")", "owner: \(settings.owner ?? "(none)")",
            "bundles: \(settings.bundles.joined(separator: " "))",
            "machine: \(settings.machine ?? MachineCatalog.local)",
        ]
        lines += settings.repoOverrides.sorted { $0.key < $1.key }.map { "override: \($0.key) -> \($0.value)" }
        for (name, variables) in settings.envOverrides.sorted(by: { $0.key < $1.key }) {
            lines.append("variables of \(name): \(variables.keys.sorted().joined(separator: " "))")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Passwords in addresses of repos, which may appear elsewhere without the rest of the address.
    private static func passwords(in addresses: [String]) -> [String] {
        addresses.flatMap { address -> [String] in
            guard let start = address.firstRange(of: "://")?.upperBound,
                let end = address[start...].firstIndex(of: "@")
            else { return [] }
            return address[start..<end].split(separator: ":").map(String.init)
        }
    }

    private static func json(_ value: some Encodable) throws -> String {
        String(decoding: try Wire.encode(value, pretty: true), as: UTF8.self) + "\n"
    }
}
