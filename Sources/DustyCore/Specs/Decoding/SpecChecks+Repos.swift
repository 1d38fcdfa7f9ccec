extension SpecChecks {
    /// A repo has one clone, which follows one branch.
    func branches() -> [SpecProblem] {
        var first: [String: BranchClaim] = [:]
        var problems: [SpecProblem] = []
        for claim in specs.branchClaims {
            guard let other = first[claim.repo.relativePath] else {
                first[claim.repo.relativePath] = claim
                continue
            }
            guard other.branch != claim.branch else { continue }
            let line = specs.places[other.file, "branch"].line
            problems.append(
                specs.places.problem(
                    claim.file,
                    "branch",
                    "the branch of repo `\(claim.repo)` is set to `\(other.branch)` in \(other.file), line \(line)",
                    hint: "use one branch in all specs of a repo"
                )
            )
        }
        return problems
    }

    /// A directory of a container holds one repo.
    func mounts() -> [SpecProblem] {
        let apps = specs.apps.values.flatMap { app in
            let own = app.mount.map { [Mount(file: "apps/\(app.name).yml", key: "mount", path: $0)] } ?? []
            return clashes(own + mounts(of: app.depends.libs))
        }
        // What an app mounts with a lib, the lib's tests mount too; a clash among libs is reported once for all of
        // them.
        let libs = specs.libs.keys.flatMap { clashes(mounts(of: [$0])) }
        return apps + libs
    }

    /// No container can exchange what another has mounted, since none has a directory around it.
    func parts() -> [SpecProblem] {
        let claims = Dictionary(grouping: specs.mountClaims, by: \.repo.relativePath).values
        return claims.flatMap { claims in
            claims.compactMap { claim in
                guard let outer = claims.first(where: { $0.encloses(claim) }) else { return nil }
                let key = "mount\(outer.part == nil ? "" : ".from")"
                let what = outer.part.map { "`\($0)`, which holds it," } ?? "the whole repo"
                return specs.places.problem(
                    claim.file,
                    "mount.from",
                    "`\(claim.part ?? "")` cannot be mounted for itself: \(what) is the mount in \(outer.file), line "
                        + "\(specs.places[outer.file, key].line)",
                    hint: "use the same directory in both, or directories that lie apart"
                )
            }
        }
    }

    private struct Mount {
        var file: String
        var key: String
        var path: String

        var normal: String { path.parts(at: "/").filter { $0 != "." }.joined(separator: "/") }
    }

    private static let taken: Set<String> = ["", "cp", "command_files", "dusty_assets"]

    private func mounts(of libs: [String]) -> [Mount] {
        NameGraph.reachable(from: libs) { specs.libs[$0]?.libs ?? [] }.sorted().compactMap { specs.libs[$0] }
            .filter { !$0.mount.isEmpty }
            .map { Mount(file: "libs/\($0.name).yml", key: "mount", path: $0.mount) }
    }

    private func clashes(_ mounts: [Mount]) -> [SpecProblem] {
        var first: [String: Mount] = [:]
        return mounts.compactMap { mount in
            if Self.taken.contains(mount.normal) {
                return problem(mount, "`\(mount.path)` is a directory that Dusty or the image needs itself")
            }
            guard let other = first.updateValue(mount, forKey: mount.normal) else { return nil }
            let line = specs.places[other.file, other.key].line
            return problem(mount, "`\(mount.path)` is already the mount in \(other.file), line \(line)")
        }
    }

    private func problem(_ mount: Mount, _ message: String) -> SpecProblem {
        specs.places.problem(mount.file, mount.key, message, hint: "choose another directory")
    }
}
