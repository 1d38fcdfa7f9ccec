import DustyCore

/// Compose projects of test runs: made for one run and always removed afterwards.
///
/// Before anything of a project exists its directory does, below `Paths.testRuns`; so what a crash leaves behind is
/// found again. That directory is the record of what is Dusty's: labels are only a claim, and its name cannot be known
/// in advance.
struct SuiteProjects: Sendable {
    private static let composeFile = "docker-compose.yml"
    private static let keptMarker = "kept"

    let names: StackNames
    let paths: Paths
    let systems: StackSystems

    /// Runs `body` with a project made from a Compose file and command files. Afterwards all of it is removed, even
    /// when the calling task is cancelled; with `keep` it stays unless `body` throws.
    func using<Value: Sendable>(
        _ composition: SuiteComposition,
        text: Secret,
        scripts: [CommandScript],
        _ body: (ComposeProject) async throws -> Value
    ) async throws -> Value {
        let project = project(composition.project)
        await systems.suites.registry.begin(project: project.name)
        do {
            try systems.files.replace(project.file, with: Array(text.revealed.utf8), mode: 0o600)
            try await systems.trees.change(
                Dictionary(
                    scripts.map { ("\(project.name)/command_files/\($0.path)", Array($0.text.utf8)) },
                    uniquingKeysWith: { first, _ in first }
                ),
                executable: Set(scripts.filter(\.isExecutable).map { "\(project.name)/command_files/\($0.path)" }),
                below: TrustedRoot(written.testRuns)
            )
            try await systems.tree.publish(.assets)
            if !scripts.isEmpty { try await systems.tree.publish(.testRun(project.name)) }
            let value = try await body(project)
            if composition.keep {
                try systems.files.replace(marker(of: project.name), with: [], mode: 0o600)
                await systems.suites.registry.end(project: project.name)
            } else {
                try await end(project)
            }
            return value
        } catch {
            // What could not be removed now is removed by the next sweep.
            try? await end(project)
            throw error
        }
    }

    /// Removes what earlier daemons left behind, and the remains of kept runs whose containers were removed by hand.
    func sweep() async throws {
        let records = Set(await systems.suites.directories.names(in: paths.testRuns))
        let data = Set(await systems.suites.directories.names(in: written.testRuns))
        let withContainers = try await systems.suites.containers.testProjects(ofStack: names.name)
        // Asked last: what starts from here on is in none of the three.
        let atWork = await systems.suites.registry.projects
        for name in records.union(data).subtracting(atWork).filter(names.isTestProject).sorted() {
            guard records.contains(name) else {
                try await removeData(of: name)
                continue
            }
            if systems.files.isFile(marker(of: name)), withContainers.contains(name) { continue }
            try await remove(project(name))
        }
    }

    /// Removes every run that is not running, kept or not.
    func clear() async throws {
        let atWork = await systems.suites.registry.projects
        let records = await systems.suites.directories.names(in: paths.testRuns)
        for name in records where names.isTestProject(name) && !atWork.contains(name) {
            try await remove(project(name))
        }
    }

    /// The machine's tree where it is written on this host.
    private var written: MachineTree { MachineTree(root: paths.machine) }

    /// Where a project of this name has its file.
    private func project(_ name: String) -> ComposeProject {
        ComposeProject(name: name, file: "\(paths.testRuns)/\(name)/\(Self.composeFile)")
    }

    private func marker(of project: String) -> String {
        "\(paths.testRuns)/\(project)/\(Self.keptMarker)"
    }

    /// Removes a project in a task of its own, which no cancellation reaches.
    private func end(_ project: ComposeProject) async throws {
        let result = await Task { try await remove(project) }.result
        await systems.suites.registry.end(project: project.name)
        try result.get()
    }

    private func remove(_ project: ComposeProject) async throws {
        try await systems.suites.compose.dispose(project)
        try await removeData(of: project.name)
        try await systems.suites.directories.remove(AtomicFile.parent(of: project.file))
    }

    private func removeData(of project: String) async throws {
        try await systems.tree.removeTestRun(project)
        try await systems.suites.directories.remove(written.testRun(project))
    }
}
