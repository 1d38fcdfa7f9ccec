import DustyCore
import Essentials
import Logging

/// What a new stack must not take from others.
extension Stacks {
    /// The request with its directories in their stored form. Throws when no stack can be made from it.
    nonisolated func checked(_ request: StackRequest) throws -> StackRequest {
        _ = try StackNames(request.name, slot: 1)
        guard !isOwn(request.name) else {
            let message = "the daemon's own stack is called `\(request.name)`"
            throw DustyError(.conflict, message, hint: "choose another name")
        }
        var request = request
        request.directories = try StackRecord.directories(request.directories ?? [])
        return request
    }

    /// Throws when something already has the names of the new stack: another daemon's stack, or one that this daemon
    /// has forgotten. It would be mistaken for the new stack's, and removed with it.
    func checkFree(_ name: String) async throws {
        var found = try await traces(of: StackNames(name, slot: 1))
        let directory = shared.paths.beside(name).state
        if try FileStatus(at: directory) != nil, try !FileManager.default.contentsOfDirectory(atPath: directory).isEmpty
        {
            found.append("the directory \(directory)")
        }
        guard !found.isEmpty else { return }
        let shown = found.prefix(5).joined(separator: ", ") + (found.count > 5 ? ", …" : "")
        throw DustyError(
            .conflict,
            "something already uses the name `\(name)` that this daemon does not know: \(shown)",
            hint: "choose another name, or remove that first if you no longer need it"
        )
    }

    func unknown(_ name: String) -> DustyError {
        if let fault = registry.fault { return fault }
        let known = [own.names.name] + registry.all.map(\.name)
        let shown = String(name.prefix(80))
        let make = StackNames.isValid(name) ? ", or make it: `dusty stack new \(name)`" : ""
        let hint = DustyError.unknown(shown, among: known).hint ?? "see `dusty stack list`"
        return DustyError(.notFound, "there is no stack `\(shown)`", hint: hint + make)
    }

    /// What this host's engine and hosts file have under a stack's names, in words.
    func traces(of names: StackNames) async throws -> [String] {
        let engine = try MachineAccess.local.engine(shared.environment)
        guard var found = try await withDeadline(.seconds(30), { try await engine.traces(of: names) }) else {
            throw DustyError(.unavailable, "the engine does not say whether it has anything of a stack `\(names.name)`")
        }
        let hosts = try await own.systems.hosts.read()
        if HostsSection(names: names).removed(from: hosts) != hosts { found.append("lines in \(shared.paths.hosts)") }
        return found
    }

    /// Slots whose addresses another daemon's stacks use on this host.
    func takenPlaces() async -> Set<Int> {
        let hosts = (try? await own.systems.hosts.read()) ?? []
        let environment = shared.environment
        let document = try? await withDeadline(.seconds(5)) {
            try await MachineAccess.local.engine(environment).document("/networks")
        }
        return Self.slots(takenIn: hosts, document ?? [])
    }

    /// Slots whose addresses are in a hosts file, or whose subnets are in an engine's list of networks.
    static func slots(takenIn hosts: [UInt8], _ networks: [UInt8]) -> Set<Int> {
        let (hosts, networks) = (String(decoding: hosts, as: UTF8.self), String(decoding: networks, as: UTF8.self))
        return Set(
            StackNames.slots.filter {
                hosts.contains("127.65.\($0).1 ") || networks.contains("\"10.213.\($0).")
            }
        )
    }
}

extension Stacks {
    /// Finishes what an earlier daemon had begun to remove.
    func finishRemovals() async {
        for record in registry.all where record.phase == .removing {
            let caller = Caller(user: SubprocessRunner.currentUser, sshAuthSock: nil)
            do {
                let left = try await remove(record.name, force: true, for: caller).left
                shared.logger.notice(
                    "the removal of a stack is finished",
                    metadata: ["stack": "\(record.name)", "left": "\(left)"]
                )
            } catch {
                let words = (error as? DustyError)?.message ?? "\(error)"
                shared.logger.warning(
                    "a stack cannot be removed",
                    metadata: ["stack": "\(record.name)", "reason": "\(words)"]
                )
            }
        }
    }
}

extension DockerEngine {
    /// Volumes of a stack: they have its names, and its label.
    func volumes(of names: StackNames) async throws -> [String] {
        let listed: ListedVolumes = try await api.value("/volumes")
        return (listed.volumes ?? []).filter { volume in
            volume.labels?[ComposeLabel.project] == names.project && volume.name?.hasPrefix(names.project + "_") == true
        }.compactMap(\.name)
    }

    /// Containers, volumes and networks that have a stack's names or claim to belong to it, in words.
    fileprivate func traces(of names: StackNames) async throws -> [String] {
        let volumes: ListedVolumes = try await api.value("/volumes")
        let lists = [
            ("container", try await api.value("/containers/json", [("all", "1")]) as [Listed]),
            ("volume", volumes.volumes ?? []),
            ("network", try await api.value("/networks") as [Listed]),
        ]
        return lists.flatMap { kind, list in list.filter { $0.belongs(to: names) }.map { "\(kind) \($0.shown)" } }
    }
}

/// An entry in the engine's lists.
private struct Listed: Decodable {
    let name: String?
    let names: [String]?
    let labels: [String: String]?

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case names = "Names"
        case labels = "Labels"
    }

    var shown: String {
        let shown = name ?? names?.first ?? "without a name"
        return shown.hasPrefix("/") ? String(shown.dropFirst()) : shown
    }

    func belongs(to names: StackNames) -> Bool {
        let project = labels?[ComposeLabel.project]
        return project == names.project || project.map(names.isTestProject) == true
            || labels?[StackLabel.stack] == names.name
            || shown.hasPrefix(names.project + "_") || shown == names.proxyNetwork
    }
}

private struct ListedVolumes: Decodable {
    let volumes: [Listed]?

    private enum CodingKeys: String, CodingKey {
        case volumes = "Volumes"
    }
}
