import DustyCore

extension Administration {
    /// Clones the specs, then stores the first settings: what cannot work is not stored.
    func setUp(_ request: SetupRequest, for caller: Caller) async throws -> SetupReport {
        var settings = try await stack.settings.current()
        if stack.names.isBeside, let owner = request.owner, owner != settings.owner {
            throw DustyError(.invalid, "all stacks have one owner", hint: "leave out the stack")
        }
        if let name = request.specsRepo {
            try RestrictedChange.specsRepo.check(caller.role)
            if request.sameProject != true { try await checkProject(of: name, instead: settings) }
            // A suggestion that the user accepted lacks the login of the address.
            if name != settings.specsRepo?.withoutLogins { settings.specsRepo = name }
        }
        let owner = request.owner ?? settings.owner ?? caller.user.name
        // Not even if there is none yet: the first to ask would decide what runs as root.
        if owner != settings.owner { try RestrictedChange.owner.check(caller.role) }
        try await User.checkExists(owner)
        // The clone is the owner's: git needs their keys and known hosts.
        settings.owner = owner
        let repo = try stack.loader.specsRepo(settings)
        _ = try GitRemote(repo)
        try await stack.loader.fetch(repo, settings, for: caller, update: true)
        let (specs, problems) = try await stack.loader.inspect(settings)
        for bundle in request.bundles ?? [] where specs.bundles[bundle] == nil {
            throw DustyError.unknown(bundle, among: specs.bundles.keys.sorted())
        }
        let kept = try await stack.settings.change { settings in
            settings.specsRepo = repo.written.revealed
            settings.owner = owner
            if let bundles = request.bundles { settings.bundles = Set(bundles).sorted() }
        }
        await stack.refreshWanted()
        return SetupReport(
            specsRepo: repo.name,
            specsPath: RepoPaths(settings: kept, paths: stack.paths).path(of: repo),
            owner: owner,
            bundles: specs.bundleRows(active: kept.bundles),
            problems: problems
        )
    }
}

extension Administration {
    /// Throws when other specs would inherit what the stack has: the database of one project would start in the
    /// directory of the other's.
    func checkProject(of name: String?, instead settings: Settings) async throws {
        guard let disk, let present = settings.specsRepo else { return }
        if let name {
            if RepoReference(name) == RepoReference(present) { return }
            _ = try GitRemote(RepoReference(name))
        }
        let shown = present.withoutLogins
        let specs = name.map { ShellWord.quote($0.withoutLogins) } ?? "REPO"
        let hint =
            "another project is another stack: `dusty stack new NAME --specs \(specs)`; the same project at another place: "
            + "`dusty config set specs_repo \(specs) --same-project`"
        let found: [String]
        do {
            found = try await belongings(disk)
        } catch let error as DustyError {
            throw DustyError(.conflict, "it is not known what the stack has of \(shown): \(error.message)", hint: hint)
        }
        guard !found.isEmpty else { return }
        throw DustyError(
            .conflict,
            "refused, because other specs would find what the stack has of \(shown): \(found.joined(separator: ", "))",
            hint: hint
        )
    }

    /// What specs left behind that other specs would find, in words.
    private func belongings(_ disk: Disk) async throws -> [String] {
        let assets = AtomicFile.name(of: MachineTree().assets)
        let data = try await disk.persist.contents().data.filter { $0 != assets }
        let usage = try await disk.storage.usage()
        let volumes = usage.volumes.filter { disk.ownership.owns($0) }.map(\.name)
        let found = [
            ("container", "containers", usage.containers.filter { disk.ownership.owns($0) }.map(\.name)),
            ("volume", "volumes", volumes.filter { !Self.isAnonymous($0) }),
            ("directory in /persist", "directories in /persist", data),
        ]
        return found.filter { !$0.2.isEmpty }.map { one, many, names in
            let shown = names.sorted().prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
            return "\(names.count) \(names.count == 1 ? one : many) (\(shown))"
        } + Self.unnamed(volumes.count(where: Self.isAnonymous))
    }

    private static func unnamed(_ count: Int) -> [String] {
        count == 0 ? [] : ["\(count) \(count == 1 ? "volume without a name" : "volumes without names")"]
    }

    /// Whether the engine made up a volume's name.
    private static func isAnonymous(_ name: String) -> Bool {
        name.utf8.count == 64 && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
