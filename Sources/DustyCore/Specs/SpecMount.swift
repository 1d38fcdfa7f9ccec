/// A volume whose source is beside the specs, such as `./nginx.conf:/etc/nginx/nginx.conf`: it is copied to where command files are, and
/// mounted from there, so that no container has the specs repo.
struct SpecMount: Equatable {
    /// The file or directory below the specs directory.
    var path: String

    /// The mount that a volume is; nil for one of another kind, and for a path that leads out of the specs.
    init?(_ volume: YAMLValue) {
        let isBind = volume["type"]?.text == "bind"
        guard let source = isBind ? volume["source"]?.text : volume.text?.cut(at: ":")?.0, source.hasPrefix("./") else {
            return nil
        }
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

    /// The files that it stands for, by their paths, among all that were read.
    func files(among read: [String: String]) -> [String: String] {
        read.filter { RepoPart.isPath($0.key, in: path) }
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

extension CommandScript {
    private static let specs = "specs"

    /// Path below the directory of command files of what a service has mounted of the specs.
    static func specPath(_ path: String, of service: String) -> String { "\(service)/\(specs)/\(path)" }

    /// The service and the path of such a file; nil for other command files.
    static func specFile(_ path: String) -> (service: String, file: String)? {
        let parts = path.parts(at: "/")
        guard parts.count > 2, parts[1] == specs else { return nil }
        return (parts[0], parts.dropFirst(2).joined(separator: "/"))
    }

    /// The copies of what a service has mounted of the specs.
    static func copies(of files: [String: String], for service: String) -> [CommandScript] {
        files.sorted { $0.key < $1.key }.map { CommandScript(path: specPath($0.key, of: service), text: $0.value) }
    }
}

extension SpecSources {
    /// How much is read of what specs mount.
    private static let most = (files: 1000, bytes: 16 << 20, depth: 8)

    /// Reads what services and apps mount of the directory.
    mutating func readMounted(from directory: some SpecFiles) {
        var paths: Set<String> = []
        for (file, text) in files where text.contains("./") {
            guard let value = try? SpecDocument.read(text, file: file).value else { continue }
            let compose = file.hasPrefix("\(Kind.services.rawValue)/") ? value : value["compose"]
            paths.formUnion(SpecMount.all(in: compose).map(\.mount.path))
        }
        for path in paths.sorted() { read(mounted: path, from: directory, Self.most.depth) }
    }

    private mutating func read(mounted path: String, from directory: some SpecFiles, _ depth: Int) {
        let names = (try? directory.names(in: path)) ?? []
        guard names.allSatisfy({ [".", ".."].contains($0) }) else {
            guard depth > 0 else { return faults[path] = "is nested too deeply" }
            for name in names.sorted() where ![".", "..", ".git"].contains(name) {
                read(mounted: "\(path)/\(name)", from: directory, depth - 1)
            }
            return
        }
        do {
            let bytes = try directory.read(path, limit: Self.sizeLimit)
            guard let text = String(validating: bytes, as: UTF8.self) else { return faults[path] = "is not UTF-8 text" }
            let size = mounted.values.reduce(text.utf8.count) { $0 + $1.utf8.count }
            guard mounted.count < Self.most.files, size <= Self.most.bytes else {
                return faults[path] = "is one of too many: 1000 files and 16 MiB in all can be mounted"
            }
            mounted[path] = text
        } catch {
            faults[path] =
                switch error {
                case .outside: "is a link that leads out of the specs repo"
                case .special: "is not there"
                case .large: "is larger than 1 MiB"
                case .unreadable: "cannot be read"
                }
        }
    }

    /// What a service, or the Compose keys of an app, has mounted of the specs.
    func mounted(by compose: YAMLValue) -> [String: String] {
        SpecMount.all(in: compose).reduce(into: [:]) { found, item in
            found.merge(item.mount.files(among: mounted)) { first, _ in first }
        }
    }

    /// Problems of what a service, or the Compose keys of an app, mounts of the specs: each with the number of the volume.
    func faults(in compose: YAMLValue) -> [(index: Int, message: String)] {
        SpecMount.all(in: compose).compactMap { index, mount in
            let wrong = faults.filter { RepoPart.isPath($0.key, in: mount.path) }.min { $0.key < $1.key }
            if let wrong { return (index, "`\(wrong.key)` of the specs repo \(wrong.value)") }
            return mount.files(among: mounted).isEmpty ? (index, "`\(mount.path)` of the specs repo is not there") : nil
        }
    }
}
