/// What one spec says about the branch of its repo.
struct BranchClaim {
    var file: String
    var repo: RepoReference
    var branch: String
}

extension Specs {
    /// The branch that the managed clone of a repo follows; nil for the default of its remote. References that share a clone share it.
    public func branch(of repo: RepoReference) -> String? {
        let path = repo.relativePath
        return branchClaims.first { $0.repo.relativePath == path }?.branch
    }

    /// What specs say about branches, in the order of their files.
    var branchClaims: [BranchClaim] {
        let apps = apps.values.sorted { $0.name < $1.name }.map { ("apps/\($0.name).yml", $0.repo, $0.branch) }
        let libs = libs.values.sorted { $0.name < $1.name }.map {
            ("libs/\($0.name).yml", Optional($0.repo), $0.branch)
        }
        return (apps + libs).compactMap { file, repo, branch in
            guard let repo, let branch else { return nil }
            return BranchClaim(file: file, repo: repo, branch: branch)
        }
    }
}
