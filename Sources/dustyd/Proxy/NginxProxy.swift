import DustyCore

/// nginx in its container, with its configuration in a directory of the machine that is mounted in it.
struct NginxProxy: Proxy {
    /// Where things are.
    struct Place: Sendable, Equatable {
        /// Directory on this host that is written.
        var directory: String
        /// The same directory on the machine, mounted at `mount`.
        var machineDirectory: String
        /// Compose service of the container.
        var service: String
        /// Image the container is made from.
        var image: String
        /// Name of the configuration file.
        var file = "dustyNginx.conf"
        /// Directory in the container.
        var mount = "/etc/nginx/conf.d"
    }

    static let reloading = Script(PackageResources.reload_proxy_sh)

    private let place: Place
    private let tree: any MachineTreeWriter
    private let trees = DiskTrees()
    private let engine: any EngineController
    private let containers: StackContainers
    private let runner: any CommandRunner
    private let environment: [String: String]

    /// The proxy at a place; `environment` is the daemon's, for the `docker` program.
    init(
        place: Place,
        tree: any MachineTreeWriter,
        engine: any EngineController,
        containers: StackContainers,
        runner: any CommandRunner,
        environment: [String: String]
    ) {
        self.place = place
        self.tree = tree
        self.engine = engine
        self.containers = containers
        self.runner = runner
        self.environment = environment.filter { ["DOCKER_HOST", "DOCKER_CONFIG"].contains($0.key) }
    }

    func installedConfig() async throws -> String? {
        try await trees.contents(path(place.file), below: root).map { String(decoding: $0, as: UTF8.self) }
    }

    func install(_ config: String) async throws {
        try await trees.change([path(place.file): Array(config.utf8)], below: root)
        try await tree.publish(.proxy)
    }

    func reload() async throws {
        guard let container = try await runningContainer() else { return }
        do {
            // Until its old workers are gone it may still answer as before.
            let result = try? await engine.execute(container: container, Self.reloading.words([]))
            try Task.checkCancellation()
            if result?.status != 0 { try await engine.signal(container: container, "HUP") }
        } catch let error as DustyError where error.code == .conflict || error.code == .notFound {
            // It ended in between; the next start reads the new configuration anyway.
        }
    }

    func test(_ config: String) async throws {
        // Beside the installed file, so that the same mount shows it; nginx only ever reads the installed one.
        let name = place.file + ".candidate"
        try await trees.change([path(name): Array(config.utf8)], below: root)
        let result: (status: Int, output: String)
        do {
            try await tree.publish(.proxy)
            result = try await check(name)
            try await trees.change([path(name): nil], below: root)
        } catch {
            try? await trees.change([path(name): nil], below: root)
            throw error
        }
        guard result.status == 0 else { throw rejection(result.output, name) }
    }

    private func check(_ name: String) async throws -> (status: Int, output: String) {
        let arguments = ["-t", "-c", "\(place.mount)/\(name)"]
        if let container = try await runningContainer() {
            do {
                return try await engine.execute(container: container, ["nginx"] + arguments)
            } catch let error as DustyError where error.code == .conflict || error.code == .notFound {
                // It ended in the meantime, or a container of the test itself did.
            }
        }
        let run = [
            "run", "--rm", "--network", "none", "--volume", "\(place.machineDirectory):\(place.mount):ro",
            "--entrypoint", "nginx", place.image,
        ]
        let command = Command(program: "docker", arguments: run + arguments, environment: environment)
        let result = try await runner.run(command) { _ in }
        // These statuses are docker's own: the container never ran.
        guard !(125...127).contains(result.status) else {
            throw DustyError(
                .failed,
                "the proxy's configuration could not be tested in \(place.image): \(result.lastWords())",
                hint: "check that the image exists here or can be pulled: docker pull \(place.image)"
            )
        }
        return (Int(result.status), result.output + result.errorOutput)
    }

    private func rejection(_ output: String, _ candidate: String) -> DustyError {
        let said = output.split(whereSeparator: \.isNewline)
            .filter { !$0.contains("test failed") }
            .map { $0.replacing("\(place.mount)/\(candidate)", with: place.file) }
            .suffix(5)
        return DustyError(
            .failed,
            "nginx rejects the new configuration; the old one stays.\n" + said.joined(separator: "\n"),
            hint: "see the host_forwarding of the active apps: dusty compile shows the configuration"
        )
    }

    private func runningContainer() async throws -> String? {
        try await containers.all()
            .first { $0.service == place.service && $0.status == .running }?.id
    }

    private func path(_ name: String) -> String {
        "\(AtomicFile.name(of: place.directory))/\(name)"
    }

    /// Containers may have `/persist` mounted, and with it the directory of the configuration.
    private var root: TrustedRoot { TrustedRoot(AtomicFile.parent(of: place.directory)) }
}

/// The containerised nginx and its configuration file on the machine.
protocol Proxy: Sendable {
    /// The configuration that is installed; nil when there is none.
    func installedConfig() async throws -> String?
    /// Lets nginx itself check a configuration without touching the installed one. Throws `DustyError` with nginx' own words.
    func test(_ config: String) async throws
    /// Replaces the installed configuration atomically.
    func install(_ config: String) async throws
    /// Makes the running nginx load the installed configuration without dropping connections, and returns when new ones are answered by
    /// it; nothing to do when none runs.
    func reload() async throws
}
