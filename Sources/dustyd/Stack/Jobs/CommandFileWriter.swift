import DustyCore

/// Writes the command files of a plan to the machine.
struct CommandFileWriter: Sendable {
    let stack: Stack

    private var root: TrustedRoot { TrustedRoot(stack.paths.commandFiles) }

    /// Writes command files and removes those of apps that are gone.
    func write(_ plan: Plan, _ compiled: CompiledStack) async throws -> String? {
        let systems = stack.systems
        try await writeRevisions(compiled)
        var changes: [String: [UInt8]?] = plan.scripts.mapValues { Array($0.utf8) }
        for path in plan.staleScripts { changes.updateValue(nil, forKey: path) }
        let executables = Set(compiled.blueprint.scripts.filter(\.isExecutable).map(\.path))
        try await systems.trees.change(changes, executable: executables, below: root)
        try await systems.tree.publish(.commandFiles)
        try await systems.tree.publish(.assets)
        let count = plan.scripts.count + plan.staleScripts.count
        return count == 0 ? nil : count.counting("file")
    }

    /// Writes the revision of each lib beside the command files of the apps that use it, so that they install it again
    /// at a start after it changed.
    private func writeRevisions(_ compiled: CompiledStack) async throws {
        let synced = await stack.observatory.current().sync
        var wanted: [String: String] = [:]
        for app in compiled.assembled.apps {
            for lib in compiled.assembled.libs(of: app) where !lib.install.isEmpty {
                let path = CommandScript.revisionFile(of: lib.name, in: app.name)
                wanted[path] = "\(synced[lib.repo.name]?.revision(of: lib.part.map { [$0] }) ?? 0)\n"
            }
        }
        let trees = stack.systems.trees
        let present = try await trees.files(below: root).filter { CommandScript.isRevision($0.key) }
        var changes: [String: [UInt8]?] = [:]
        for path in present.keys where wanted[path] == nil { changes.updateValue(nil, forKey: path) }
        for (path, text) in wanted where present[path] != Array(text.utf8) { changes[path] = Array(text.utf8) }
        try await trees.change(changes, below: root)
    }
}
