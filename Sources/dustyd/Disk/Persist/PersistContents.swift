import DustyCore

/// What is in `/persist`.
struct PersistContents: Sendable, Equatable {
    /// What Dusty writes there with every `up`; it is not data.
    static let generated: Set<String> = ["dustyNginx"]

    /// Everything at the top of it except the place where restores are prepared, sorted.
    let names: [String]
    /// What earlier restores replaced, as paths.
    let replaced: [String]

    init(names: [String], replaced: [String]) {
        self.names = names.sorted()
        self.replaced = replaced.sorted()
    }

    /// What there is to save, sorted. The name that volumes have in a backup is none.
    var data: [String] { names.filter { !Self.generated.contains($0) && $0 != BackupManifest.volumesDirectory } }

    /// These names if all of them are data, or everything when none is given.
    func select(_ wanted: [String], in path: String) throws(DustyError) -> [String] {
        let known = data
        for name in wanted where !known.contains(name) { throw DustyError.unknown(name, among: known) }
        let chosen = wanted.isEmpty ? known : Set(wanted).sorted()
        guard !chosen.isEmpty else {
            throw DustyError(.conflict, "there is nothing in \(path) to save", hint: "apps that mount /persist make it")
        }
        return chosen
    }
}
