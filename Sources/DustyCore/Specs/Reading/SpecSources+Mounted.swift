extension SpecSources {
    /// What the system takes for a path.
    static let longestPath = 4096
    /// What a volume has at most with such paths on both sides.
    private static let longestVolume = 3 * longestPath

    /// Reads what services and apps mount of the directory.
    mutating func readMounted(from directory: some SpecFiles) {
        var paths: Set<String> = []
        let variables = environment.map { SpecVariables($0) }
        for (file, text) in files where variables != nil || text.contains("./") {
            guard let value = try? SpecDocument.read(text, file: file).value else { continue }
            let compose = file.hasPrefix("\(Kind.services.rawValue)/") ? value : value["compose"]
            guard let volumes = compose?["volumes"] else { continue }
            // What goes beyond this is reported where the file is decoded.
            var left = Self.sizeLimit
            let known = variables?.replacing(volumes, limit: Self.longestVolume, left: &left) ?? volumes
            let mounts = SpecMount.all(in: ["volumes": known]).map(\.mount.path)
            paths.formUnion(mounts.filter { $0.utf8.count <= Self.longestPath })
        }
        var reading = MountedReading(directory: directory)
        for path in paths.sorted() { reading.read(path) }
        (mounted, faults) = (reading.found, reading.faults)
    }
}

/// Reads files and directories that are mounted, within fixed bounds: those who write to the specs repo decide how much there is.
private struct MountedReading<Directory: SpecFiles> {
    let directory: Directory
    private(set) var found: [String: MountedFile] = [:]
    /// What is wrong, by path.
    private(set) var faults: [String: String] = [:]
    /// What may still be read, and how many names may still be looked at.
    private var left = (files: 1000, bytes: 16 << 20, names: 10_000)

    private static var depth: Int { 8 }
    private static var tooMany: String { "is one of too many: 1000 files and 16 MiB in all can be mounted" }

    init(directory: Directory) {
        self.directory = directory
    }

    mutating func read(_ path: String) {
        // Another mount has it.
        guard found[path] == nil else { return }
        _ = read(path, Self.depth)
    }

    /// Reads a file, or all that is in a directory. False once nothing more may be read.
    private mutating func read(_ path: String, _ depth: Int) -> Bool {
        let names: [String]?
        do { names = try directory.names(in: path, limit: left.names + 1) } catch {
            faults[path] = error.ofMounted
            return true
        }
        guard let names else { return readFile(path) }
        guard depth > 0 else {
            faults[path] = "is nested too deeply: \(Self.depth) levels can be mounted"
            return true
        }
        guard names.count <= left.names else {
            left.names = 0
            faults[path] = "has too many names in it: 10000 can be mounted"
            return false
        }
        left.names -= names.count
        for name in names.sorted() where ![".", "..", ".git"].contains(name.lowercased()) {
            if let fault = Self.fault(ofName: name) {
                faults[path] = fault
                continue
            }
            guard read("\(path)/\(name)", depth - 1) else { return false }
        }
        return true
    }

    private mutating func readFile(_ path: String) -> Bool {
        // A mount of what is around it has it.
        guard found[path] == nil else { return true }
        guard left.files > 0, left.bytes > 0 else {
            faults[path] = Self.tooMany
            return false
        }
        do {
            let file = try directory.read(path, limit: min(SpecSources.sizeLimit, left.bytes))
            left.files -= 1
            left.bytes -= file.bytes.count
            guard let text = String(validating: file.bytes, as: UTF8.self) else {
                faults[path] = "is not UTF-8 text"
                return true
            }
            found[path] = MountedFile(text, isExecutable: file.isExecutable)
        } catch {
            let isFull = error == .large && left.bytes < SpecSources.sizeLimit
            if isFull { left.bytes = 0 }
            faults[path] = isFull ? Self.tooMany : error.ofMounted
        }
        return true
    }

    /// Names become names of files on the machine, and are shown.
    private static func fault(ofName name: String) -> String? {
        if Naming.hasControlCharacters(name) {
            return "has a file in it whose name has control characters, `\(CleanText.line(name))`; rename it"
        }
        // Invalid UTF-8 was repaired when it was read, so the name no longer matches a file.
        return name.unicodeScalars.contains("\u{FFFD}")
            ? "has a file in it whose name is not UTF-8, `\(name)`; rename it" : nil
    }
}

extension SpecFileFault {
    /// What is wrong with something that is mounted.
    fileprivate var ofMounted: String {
        switch self {
        case .outside: "is a link that leads out of the specs repo"
        case .missing, .special: "is not there"
        case .large: "is larger than 1 MiB"
        case .unreadable: "cannot be read"
        }
    }
}
