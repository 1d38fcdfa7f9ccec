import CLibrary
import DustyCore

/// Every path the daemon reads or writes, so that a whole Dusty can live in a temporary root.
struct Paths: Sendable, Equatable {
    /// Directory of the settings.
    var config = "/etc/dusty"
    /// Directory of everything the daemon keeps. A Mac's engine may know it only by the path behind the link `/var`.
    var state = Platform.isMac ? "/private/var/lib/dusty" : "/var/lib/dusty"
    /// The file that maps host names to addresses.
    var hosts = "/etc/hosts"
    /// The socket that clients connect to.
    var socket = "/var/run/dusty/dusty.sock"
    /// The machine that the stack lives on; nil for this host.
    var machineName: String?
    /// What the stacks of the daemon share is below this; nil when it is `state`, as for the daemon's own stack.
    private var daemonState: String?
    /// Directory of the Docker client's settings, in which logins are kept.
    var dockerClient = "\(Platform.rootHome)/.docker"

    /// The defaults, moved by the documented variables.
    init(environment: [String: String] = [:]) {
        func take(_ variable: String, _ path: WritableKeyPath<Paths, String>) {
            if let value = environment[variable], !value.isEmpty { self[keyPath: path] = value }
        }
        take("DUSTY_CONFIG_DIR", \.config)
        take("DUSTY_STATE_DIR", \.state)
        take("DUSTY_HOSTS_FILE", \.hosts)
        take("DUSTY_SOCKET_PATH", \.socket)
        take("DOCKER_CONFIG", \.dockerClient)
    }

    /// The paths of a stack other than the daemon's own: a directory contains its settings and everything else. It
    /// lives on this host.
    func beside(_ name: String) -> Paths {
        var paths = self
        paths.daemonState = shared
        paths.state = "\(stacks)/\(name)"
        paths.config = paths.state
        paths.machineName = nil
        return paths
    }

    /// Whether they belong to a stack other than the daemon's own.
    var isBeside: Bool { daemonState != nil }
    /// Directory of what the stacks of the daemon share.
    private var shared: String { daemonState ?? state }
    /// Directories of the other stacks.
    var stacks: String { "\(shared)/stacks" }
    /// Which stacks there are.
    var stackRegistry: String { "\(shared)/stacks.json" }
    /// The settings.
    var settings: String { "\(config)/config.yml" }
    /// Variables that override the specs.
    var variables: String { "\(config)/env.yml" }
    /// The Docker client's settings.
    var dockerConfig: String { "\(dockerClient)/config.json" }
    /// Managed clones.
    var repos: String { "\(state)/repos" }
    /// The machine's own tree for the kind `local`; for other machines the mirror of what is written for them.
    var machine: String { machineName.map { "\(directory(ofMachine: $0))/tree" } ?? localMachine }
    /// The tree of this host, whatever machine the stack lives on. Only root may enter it.
    var localMachine: String { "\(state)/machine" }
    /// Assets; they go with the stack from machine to machine.
    var assets: String { MachineTree(root: localMachine).assets }
    /// Machines that people added.
    var machines: String { "\(shared)/machines" }
    /// Everything stored about a machine.
    func directory(ofMachine name: String) -> String { "\(machines)/\(name)" }
    /// Images that virtual machines boot from, built once.
    var images: String { "\(shared)/images" }
    /// Where command files are written.
    var commandFiles: String { "\(machine)/command_files" }
    /// The Compose file.
    var composeFile: String { "\(state)/compose/docker-compose.yml" }
    /// The same with one service more, while it is found out what a container is made from.
    var lendingFile: String { "\(state)/compose/docker-compose.run.yml" }
    /// Compose files of test runs that are running or were kept, one directory for each.
    var testRuns: String { "\(state)/test_runs" }
    /// What the last sync of each repo did.
    var syncIndex: String { "\(machineName.map(directory(ofMachine:)) ?? state)/sync.json" }
    /// Which code the containers' processes started with.
    var codeRuns: String { "\(machineName.map(directory(ofMachine:)) ?? state)/runs.json" }
    /// What was put into each copy of a repo, so that nothing else is deleted from it.
    var manifests: String { "\(machineName.map(directory(ofMachine:)) ?? state)/manifests" }
    /// Containers' versions of files where the user's own version won.
    var conflicts: String { "\(state)/conflicts" }
    /// Ids of the stack's containers.
    var containers: String { "\(machineName.map(directory(ofMachine:)) ?? state)/containers.json" }
    /// Names of containers that run one program and go.
    var oneOffs: String { "\(machineName.map(directory(ofMachine:)) ?? state)/oneoffs.json" }
    /// The replacements for ports that the engine does not release.
    var detours: String { "\(machineName.map(directory(ofMachine:)) ?? state)/detours.json" }
    /// Which way the proxy reaches apps.
    var proxyPath: String { "\(machineName.map(directory(ofMachine:)) ?? state)/proxy.json" }
    /// Settings that must be known even when they cannot be read.
    var knownSettings: String { "\(state)/settings.json" }
    /// Recent jobs, and how far the running one is.
    var journal: String { "\(state)/jobs.json" }
    /// What jobs printed.
    var jobOutput: String { "\(state)/jobs" }
    /// The last lines of containers that were replaced.
    var previousLogs: String { "\(state)/logs" }
    /// Is there once data of another stack were copied into this one.
    var copied: String { "\(state)/copied" }
    /// How much memory the apps and services used when they last ran.
    var memory: String { "\(machineName.map(directory(ofMachine:)) ?? state)/memory.json" }
    /// Private copies of what users prepared, for programs that read as root.
    var staging: String { "\(state)/staging" }
    /// Who asked for which change.
    var audit: String { "\(shared)/audit.log" }
    /// Held while the hosts file is written.
    var hostsLock: String { "\(shared)/hosts.lock" }
    /// Held while a daemon serves the socket.
    var lock: String { "\(socket).lock" }
    /// Which programs run for the daemon that serves the socket, where that is written down.
    var children: String { "\(socket).children" }
}
