import FoundationEssentials

/// The text of every spec file, before anything is made of it.
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

    /// Largest file that is read.
    static let sizeLimit = 1 << 20

    /// Text by path relative to the specs directory, such as `apps/api.yml`.
    public var files: [String: String]
    /// Files that could not be read, each with the reason.
    public var problems: [SpecProblem]

    /// Sources from text by relative path.
    public init(files: [String: String]) {
        self.files = files
        problems = []
    }

    /// Reads `apps|libs|services|bundles/*.yml` of a directory. A missing folder is not an error, a missing directory is; a file that cannot
    /// be read becomes one of `problems`.
    public init(directory: String) throws(DustyError) {
        guard FileManager.default.isDirectory(directory) else {
            throw DustyError(
                .notFound,
                "There is no specs directory at \(directory).",
                hint: "Give the directory that holds apps/, libs/, services/ and bundles/."
            )
        }
        self.init(files: [:])
        for kind in Kind.allCases {
            let folder = "\(directory)/\(kind.rawValue)"
            for name in try Self.names(in: folder) {
                read("\(folder)/\(name)", as: "\(kind.rawValue)/\(name)")
            }
        }
    }

    private static func names(in folder: String) throws(DustyError) -> [String] {
        guard FileManager.default.isDirectory(folder) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(".yml") && $0 != ".yml" }
                .sorted()
        } catch {
            throw DustyError(.failed, "The folder \(folder) cannot be read.", hint: "Check its permissions.")
        }
    }

    private mutating func read(_ path: String, as file: String) {
        func refuse(_ message: String, _ hint: String) {
            problems.append(SpecProblem(file: file, line: 1, column: 1, key: "", message: message, hint: hint))
        }
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let facts = try? FileManager.default.attributesOfItem(atPath: resolved),
            facts[.type] as? FileAttributeType == .typeRegular
        else {
            return refuse("this is not a file that can be read", "Replace it by a regular file.")
        }
        guard let size = facts[.size] as? Int, size <= Self.sizeLimit else {
            return refuse("the file is larger than 1 MiB", "Split it; a spec describes one thing.")
        }
        guard let data = FileManager.default.contents(atPath: resolved) else {
            return refuse("the file cannot be read", "Check its permissions.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            return refuse("the file is not UTF-8 text", "Save it as UTF-8.")
        }
        files[file] = text
    }
}

extension FileManager {
    fileprivate func isDirectory(_ path: String) -> Bool {
        var directory = false
        return fileExists(atPath: path, isDirectory: &directory) && directory
    }
}
