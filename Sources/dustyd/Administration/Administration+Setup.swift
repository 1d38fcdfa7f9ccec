import DustyCore

extension Administration {
    /// Brings the specs here, then keeps the first settings: what cannot work is not kept.
    func setUp(_ request: SetupRequest, for caller: Caller) async throws -> SetupReport {
        var settings = try await stack.settings.current()
        if let name = request.specsRepo {
            try RestrictedChange.specsRepo.check(caller.role)
            // A proposal that is taken lacks the login of the address that it stands for.
            if name != settings.specsRepo?.withoutLogins { settings.specsRepo = name }
        }
        let owner = request.owner ?? settings.owner ?? caller.user.name
        // Not even when there is none yet: the first to ask would be the one who says what runs as root.
        if owner != settings.owner { try RestrictedChange.owner.check(caller.role) }
        try await User.checkExists(owner)
        // The clone is the owner's, whose keys and known hosts are what git needs.
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
