import FoundationEssentials

/// The clones of repos below a directory: `host/org/name`, at any depth.
struct RepoDirectories: Sendable {
    /// How deep a repo may lie.
    private static let depth = 8

    let root: String
    /// Where clones are that are being removed.
    var removed: String { "\(root)/.removed" }

    /// Paths of clones below the root, sorted.
    func found() -> [String] {
        var clones: [String] = []
        search("", Self.depth, &clones)
        return clones.sorted()
    }

    private func search(_ path: String, _ depth: Int, _ clones: inout [String]) {
        let directory = path.isEmpty ? root : "\(root)/\(path)"
        guard depth > 0, let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else { return }
        if names.contains(".git") {
            clones.append(path)
            return
        }
        // A clone in the making begins with a point.
        for name in names where !name.hasPrefix(".") && isDirectory("\(directory)/\(name)") {
            search(path.isEmpty ? name : "\(path)/\(name)", depth - 1, &clones)
        }
    }

    private func isDirectory(_ path: String) -> Bool {
        // A link leads somewhere else, to what is not ours.
        let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        return type == .typeDirectory
    }
}
