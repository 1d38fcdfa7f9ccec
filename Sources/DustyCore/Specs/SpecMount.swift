/// A volume with a source, as a file or directory of this host is mounted, in either form of Compose.
public struct BindVolume: Sendable, Equatable {
    /// What is mounted, as written.
    public var source: String
    /// Where it is in the container; nil where that is not said.
    public var target: String?

    /// The mount that a volume is; nil for one of another kind. The short form does not tell a named volume from a path.
    public init?(_ volume: YAMLValue) {
        if volume["type"]?.text == "bind" {
            guard let source = volume["source"]?.text else { return nil }
            (self.source, target) = (source, volume["target"]?.text)
        } else {
            guard let (source, rest) = volume.text?.cut(at: ":") else { return nil }
            (self.source, target) = (source, rest.cut(at: ":")?.0 ?? rest)
        }
    }

    /// Where it puts a directory of this host; nil where it mounts another.
    public func place(of directory: String) -> String? {
        guard let target, RepoPart.isPath(directory, in: source) else { return nil }
        return target + directory.dropFirst(source.count)
    }
}

/// A volume whose source is beside the specs, such as `./nginx.conf:/etc/nginx/nginx.conf`: it is copied to where command files are, and
/// mounted from there, so that no container has the specs repo.
struct SpecMount: Equatable {
    /// The file or directory below the specs directory.
    var path: String

    /// The mount that a volume is; nil for one of another kind, and for a path that leads out of the specs.
    init?(_ volume: YAMLValue) {
        guard let source = BindVolume(volume)?.source, source.hasPrefix("./") else { return nil }
        let parts = source.parts(at: "/").filter { $0 != "." }
        guard !parts.isEmpty, !parts.contains(".."), !Naming.hasControlCharacters(source) else { return nil }
        guard !parts.contains(where: { $0.lowercased() == ".git" }) else { return nil }
        path = parts.joined(separator: "/")
    }

    /// All of a service, or of the Compose keys of an app, with the number of the volume.
    static func all(in compose: YAMLValue?) -> [(index: Int, mount: SpecMount)] {
        (compose?["volumes"]?.items ?? []).enumerated().compactMap { index, volume in
            SpecMount(volume).map { (index, $0) }
        }
    }

    /// The volume with another source. It is read-only: what containers write is not the specs'.
    func volume(_ volume: YAMLValue, from source: String) -> YAMLValue {
        guard let (_, rest) = volume.text?.cut(at: ":") else {
            var volume = volume
            volume["source"] = .string(source)
            volume["read_only"] = true
            return volume
        }
        let (target, options) = rest.cut(at: ":") ?? (rest, "")
        let kept = options.parts(at: ",").filter { !["rw", "ro"].contains($0) }
        return .string("\(source):\(target):\((["ro"] + kept).joined(separator: ","))")
    }
}

/// A file beside the specs that containers have mounted. Of its mode only one bit counts: whether its owner may run it.
public struct MountedFile: Sendable, Equatable {
    /// What is in it.
    public var text: String
    /// Whether it is a program or a script.
    public var isExecutable: Bool

    /// A file with its text.
    public init(_ text: String, isExecutable: Bool = false) {
        self.text = text
        self.isExecutable = isExecutable
    }
}

extension MountedFile: ExpressibleByStringLiteral {
    /// A file that is no program.
    public init(stringLiteral text: String) {
        self.init(text)
    }
}
