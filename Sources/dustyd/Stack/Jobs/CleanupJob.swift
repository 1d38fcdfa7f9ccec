import DustyCore

/// Removes what is the stack's and not in use.
struct CleanupJob: StackJob {
    static let needs: JobNeeds = .machine

    let disk: Disk
    let loader: SpecsLoader
    let scopes: Set<CleanupScope>
    /// Names or ids of what is meant; all that may go when there are none.
    var only: [String] = []

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        let plan = try await disk.cleanupPlan(
            scopes,
            repos: scopes.contains(.repos) ? try await loader.usedRepos() : nil
        ).only(only)
        for (title, kinds) in CleanupScope.steps(scopes) {
            try await reporter.step(title) { step in
                var bytes: Int64 = 0
                var count = 0
                for item in plan.remove where kinds.contains(item.kind) {
                    try Task.checkCancellation()
                    if let reason = try await disk.remove(item) {
                        await step.output("\(item.name) stays: \(reason)")
                        continue
                    }
                    await step.output("removed \(item.name), \(ByteCount(item.bytes))")
                    bytes += item.bytes
                    count += 1
                }
                return count == 0 ? nil : "\(count) removed, \(ByteCount(bytes))"
            }
        }
    }
}

extension CleanupScope {
    /// A clean-up's steps, in an order in which earlier removals free later ones.
    fileprivate static func steps(_ scopes: Set<CleanupScope>) -> [(title: String, kinds: [DiskItem.Kind])] {
        let all: [(CleanupScope, [DiskItem.Kind])] = [
            (.containers, [.container]), (.images, [.image, .testImage]), (.volumes, [.volume]),
            (.repos, [.repo, .copy]),
        ]
        return all.filter { scopes.contains($0.0) }.map { ("remove \($0.0.rawValue)", $0.1) }
    }
}
