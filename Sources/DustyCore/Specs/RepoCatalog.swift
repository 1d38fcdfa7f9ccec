/// The repos of the specs, found by full or short name.
public struct RepoCatalog: Sendable, Equatable {
    /// The repos, sorted by name.
    public var repos: [RepoReference]

    /// A catalog of these repos; one that is given twice counts once.
    public init(_ repos: [RepoReference]) {
        self.repos = Set(repos).sorted { $0.name < $1.name }
    }

    /// The repo of this full name, else the only one of this short name. Throws `.conflict` when several have the short
    /// name, `.notFound` when none has.
    public func resolve(_ name: String) throws(DustyError) -> RepoReference {
        let name = name.withoutLogins
        if let exact = repos.first(where: { $0.name == name }) { return exact }
        let short = repos.filter { $0.shortName == name }
        if let only = short.first, short.count == 1 { return only }
        guard short.isEmpty else {
            throw DustyError(
                .conflict,
                "`\(name)` is the short name of \(short.count) repos",
                hint: "give the full name: " + short.map(\.name).joined(separator: ", ")
            )
        }
        let known = repos.map(\.shortName) + repos.map(\.name)
        throw DustyError(
            .notFound,
            "no spec uses a repo called `\(name)`",
            hint: Suggestion.hint(for: name, among: known) ?? "run `dusty repos list` for the known ones"
        )
    }
}
