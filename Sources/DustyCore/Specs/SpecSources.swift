/// The text of every spec file, before parsing.
public struct SpecSources: Sendable, Equatable {
    /// The four kinds of specs, named as their folders.
    public enum Kind: String, Sendable, CaseIterable {
        /// Programs of ours.
        case apps
        /// Code that apps mount.
        case libs
        /// Programs of others.
        case services
        /// What is switched on together.
        case bundles
    }

    /// Name of the file of variables, beside the folders.
    public static let environmentFile = SpecVariables.file
    /// Largest file that is read.
    static let sizeLimit = 1 << 20

    /// Text by path relative to the specs directory, such as `apps/api.yml`.
    public var files: [String: String]
    /// Files that could not be read, each with the reason.
    public var problems: [SpecProblem]
    /// Text of the file `.env` beside the folders; nil where there is none, and a dollar in specs is a dollar.
    public var environment: Secret?
    /// Other files of the directory that specs mount in containers, by their paths.
    public var mounted: [String: MountedFile]
    /// What is wrong with those that could not be read, by their paths.
    var faults: [String: String] = [:]

    /// Sources from text by relative path.
    public init(files: [String: String], mounted: [String: MountedFile] = [:], environment: Secret? = nil) {
        self.files = files
        self.environment = environment
        self.mounted = mounted
        problems = []
    }

    /// Reads `apps|libs|services|bundles/*.yml` of a directory. A missing folder is not an error, a missing directory is; a file that cannot
    /// be read becomes one of `problems`.
    public init(directory: String) throws(DustyError) {
        self.init(reading: try SpecDirectory(directory))
    }

    /// Reads the four folders of specs, and `.env` beside them. A file or folder that cannot be read becomes one of `problems`.
    public init(reading directory: some SpecFiles) {
        self.init(files: [:])
        for kind in Kind.allCases {
            do {
                for name in (try directory.names(in: kind.rawValue, limit: .max) ?? []).sorted()
                where name.hasSuffix(".yml") && name != ".yml" {
                    read("\(kind.rawValue)/\(name)", from: directory)
                }
            } catch {
                note(error.isOfFolder, kind.rawValue)
            }
        }
        readEnvironment(from: directory)
        readMounted(from: directory)
    }

    private mutating func readEnvironment(from directory: some SpecFiles) {
        let file = SpecVariables.file
        do {
            let bytes = try directory.read(file, limit: EnvFile.sizeLimit).bytes
            let text = String(validating: bytes, as: UTF8.self)
            if text == nil { note(("the file is not UTF-8 text", "Save it as UTF-8."), file) }
            environment = Secret(text ?? "")
        } catch {
            if error == .missing { return }
            let large = (message: "the file is larger than 128 KiB", hint: "remove what no spec uses")
            note(error == .large ? large : error.isOfFile, file)
            // The others mean what they mean with such a file.
            environment = ""
        }
    }

    private mutating func read(_ file: String, from directory: some SpecFiles) {
        do {
            let bytes = try directory.read(file, limit: Self.sizeLimit).bytes
            guard let text = String(validating: bytes, as: UTF8.self) else {
                return note(("the file is not UTF-8 text", "Save it as UTF-8."), file)
            }
            files[file] = text
        } catch {
            note(error.isOfFile, file)
        }
    }

    private mutating func note(_ fault: (message: String, hint: String), _ file: String) {
        problems.append(
            SpecProblem(file: file, line: 1, column: 1, key: "", message: fault.message, hint: fault.hint)
        )
    }
}

extension SpecFileFault {
    fileprivate var isOfFile: (message: String, hint: String) {
        switch self {
        case .outside: ("this link leads out of the specs repo", "Replace the link by the file itself.")
        case .missing, .special: ("this is not a file that can be read", "Replace it by a regular file.")
        case .large: ("the file is larger than 1 MiB", "Split it; a spec describes one thing.")
        case .unreadable: ("the file cannot be read", "Check its permissions.")
        }
    }

    fileprivate var isOfFolder: (message: String, hint: String) {
        switch self {
        case .outside:
            ("this folder is a link that leads out of the specs repo", "Replace the link by the folder itself.")
        case .missing, .special, .large, .unreadable: ("the folder cannot be read", "Check its permissions.")
        }
    }
}
