extension Job {
    /// What a job is to do: each kind of work with its parameters, and nothing else. No names means all active apps and
    /// services.
    public enum Operation: Sendable, Equatable {
        /// Bring the active bundles up, or these active apps and services with what they need. `pull` updates managed repos first, `recreate`
        /// replaces containers whose definition changed, and `fresh` are apps and services that may start on an empty directory where their
        /// data under `/persist` are gone.
        case up([String] = [], pull: Bool = true, recreate: Bool = true, fresh: [String] = [])
        /// Restart containers; with `sync` their code is copied first.
        case restart(RestartTargets, sync: Bool = true)
        /// Build or pull images again and recreate the containers of these apps and services.
        case rebuild([String])
        /// Stop these apps and services; `remove` their containers too.
        case stop([String], remove: Bool = false)
        /// Freeze these apps and services.
        case pause([String])
        /// Resume these apps and services.
        case unpause([String])
        /// Copy the code of these repos, apps or libs; `exact` deletes what containers made in the copies too.
        case sync([String], exact: Bool = false)
        /// Update managed clones: those of these repos, or the specs and all active ones.
        case pull([String])
        /// Stop and remove all that Dusty made; with `volumes` the data too.
        case down(volumes: Bool = false)
        /// Remove the data of this app or service, and start it on none.
        case reset(String)
        /// Make ready what a new container of this app or service needs: code, image and command files, and with `dependencies` all that it
        /// needs, started and ready. Ends when its last follower disconnects.
        case prepare(String, dependencies: Bool = true)
        /// Run suites of an app or lib; `pull` updates the specs and its repos first.
        case test(String, TestRequest, pull: Bool = true)
        /// Run a script of this app in its container, without a terminal and without input.
        case script(String, ScriptRequest)
        /// Keep containers that use these entries of `/persist` stopped while it is read.
        case backup([String])
        /// Put the staged backup of this id in place.
        case restore(String)
        /// Remove what is Dusty's and not in use; of that only what is named by name or id, where anything is.
        case cleanup([CleanupScope], only: [String] = [])
        /// Stop everything, then the machine.
        case shutdown
        /// Start this virtual machine, or create it.
        case machineStart(String)
        /// Stop this virtual machine.
        case machineStop(String)
        /// Run these shell scripts in an app's container, then send it these signals.
        case watch(String, scripts: [String], signals: [String])
    }

    /// Whose containers are restarted.
    public enum RestartTargets: Sendable, Equatable {
        /// These apps and services.
        case services([String])
        /// All apps that have one of these repos in their container.
        case apps(using: [String])
    }
}

extension Job.Operation {
    /// The kind of work.
    public var kind: Job.Kind {
        switch self {
        case .up: .up
        case .restart: .restart
        case .rebuild: .rebuild
        case .stop: .stop
        case .pause: .pause
        case .unpause: .unpause
        case .sync: .sync
        case .pull: .pull
        case .down: .down
        case .reset: .reset
        case .prepare: .prepare
        case .test: .test
        case .script: .script
        case .backup: .backup
        case .restore: .restore
        case .cleanup: .cleanup
        case .shutdown: .shutdown
        case .machineStart: .machineStart
        case .machineStop: .machineStop
        case .watch: .watch
        }
    }

    /// What it works on by name, as the job's row shows it.
    public var names: [String] {
        switch self {
        case .down, .shutdown, .restart(.apps, _): []
        case .up(let names, _, _, _), .restart(.services(let names), _), .rebuild(let names), .stop(let names, _),
            .sync(let names, _),
            .pause(let names), .unpause(let names), .pull(let names), .backup(let names):
            names
        case .test(let name, _, _), .restore(let name), .reset(let name), .prepare(let name, _),
            .machineStart(let name),
            .machineStop(let name),
            .script(let name, _),
            .watch(let name, _, _):
            [name]
        case .cleanup(let scopes, _): scopes.map(\.rawValue)
        }
    }

    /// Repos whose apps it works on.
    public var repos: [String] {
        if case .restart(.apps(let repos), _) = self { repos } else { [] }
    }
}

/// What a clean-up covers.
public enum CleanupScope: String, Codable, Sendable, CaseIterable {
    /// Containers that do not run.
    case containers
    /// Images that were built for the stack and that no container uses.
    case images
    /// Volumes that no container uses, named or anonymous.
    case volumes
    /// Clones and copies of repos that no spec names.
    case repos
}

extension CleanupScope {
    /// Scopes by name; at least one.
    public static func named(_ names: [String]) throws(DustyError) -> [CleanupScope] {
        let known = allCases.map(\.rawValue)
        var scopes: [CleanupScope] = []
        for name in names {
            guard let scope = CleanupScope(rawValue: name) else { throw .unknown(name, among: known) }
            scopes.append(scope)
        }
        guard !scopes.isEmpty else {
            throw DustyError(
                .invalid,
                "a clean-up needs one or more scopes",
                hint: "one or more of \(known.joined(separator: ", "))"
            )
        }
        return scopes
    }
}
