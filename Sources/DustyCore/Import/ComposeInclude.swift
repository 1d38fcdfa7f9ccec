/// One entry of `include` in a Compose file: another project, with variables of its own.
public struct ComposeInclude: Sendable, Equatable {
    /// Absolute paths of its Compose files.
    public var files: [String]
    /// Absolute paths of its files of variables.
    public var envFiles: [String]

    /// The entries of a Compose file that lies in a directory; what is no plain path of this host is left out.
    public static func all(in text: String, of directory: String) -> [ComposeInclude] {
        guard let document = try? SpecDocument.read(text, file: "compose").value else { return [] }
        return (document["include"]?.items ?? []).compactMap { ComposeInclude($0, directory) }
    }

    private init?(_ entry: YAMLValue, _ directory: String) {
        files = Self.texts(entry["path"] ?? entry).filter { !$0.contains("://") && !$0.contains("$") }
            .map { Self.path($0, directory) }
        guard let first = files.first else { return nil }
        let own = entry["project_directory"]?.text.map { Self.path($0, directory) } ?? Self.path("..", first)
        let named = Self.texts(entry["env_file"] ?? .null).map { Self.path($0, directory) }
        envFiles = named.isEmpty ? [Self.path(".env", own)] : named
    }

    private static func texts(_ value: YAMLValue) -> [String] {
        value.items?.compactMap(\.text) ?? [value.text].compactMap { $0 }
    }

    /// A path beside a directory's, without `.` and `..`.
    private static func path(_ path: String, _ directory: String) -> String {
        var parts: [String] = []
        for part in (path.hasPrefix("/") ? path : "\(directory)/\(path)").parts(at: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
