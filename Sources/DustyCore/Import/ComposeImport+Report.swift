extension ComposeImport {
    /// The report of an import into a directory.
    ///
    /// - Parameters:
    ///   - directory: where the specs were written, as the user named it.
    ///   - written: files that were written, relative to the directory.
    ///   - warnings: what Compose warned of.
    ///   - problems: what is wrong with the specs in that directory.
    ///   - isRepo: whether the directory is in a git repo already.
    ///   - isIgnored: whether a `.gitignore` keeps `.env` out of it.
    public func report(
        directory: String,
        written: [String],
        warnings: [String],
        problems: [SpecProblem],
        isRepo: Bool,
        isIgnored: Bool = false
    ) -> ImportReport {
        ImportReport(
            project: project,
            directory: directory,
            files: written,
            bundles: bundles,
            fields: fields,
            warnings: warnings,
            problems: problems,
            next: NextSteps(
                directory: directory,
                isRepo: isRepo,
                bundles: firstBundles,
                repos: repos,
                envFiles: Set(written).filter { $0.hasPrefix("env/") && $0.hasSuffix(".env") }.sorted(),
                environment: environment.map { EnvFile.project($0.revealed).variables.map(\.name) },
                isIgnored: isIgnored
            ).commands
        )
    }

    /// Text of a file for `dusty env set NAME --file` by path below the directory of the specs.
    public var envFiles: [String: String] {
        Dictionary(
            variables.map { name, variables in
                ("env/\(name).env", variables.map { "\($0.name)=\($0.value)\n" }.joined())
            }
        ) { $1 }
    }
}
