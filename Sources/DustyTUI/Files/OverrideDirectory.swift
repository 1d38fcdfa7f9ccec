import CLibrary
import DustyCore
import Essentials

/// Directories that are used instead of managed clones, inspected with the rights of the user who runs the command.
enum OverrideDirectory {
    /// The directory's real path. The daemon has another working directory, so a relative path would mean nothing to it.
    static func absolute(_ path: String) throws -> String {
        guard let absolute = Platform.resolved(path) else {
            throw DustyError(
                .invalid,
                "\(path) cannot be used: \(String(cString: strerror(errno)))",
                hint: "give the directory that holds the repo's code"
            )
        }
        try check(absolute) { try? FileManager.default.contentsOfDirectory(atPath: $0) }
        return absolute
    }

    /// Refuses a path that is spelled differently on the disk: a file system that does not distinguish `App` from `app`
    /// would find it, and the one inside the machine would not. A level that cannot be listed counts as right.
    static func check(_ path: String, listing: (String) -> [String]?) throws {
        guard !path.contains(":") else {
            throw DustyError(
                .invalid,
                "\(path) cannot be used: it has a colon, which separates the parts of a volume",
                hint: "rename the directory, or make a link to it whose real path has none"
            )
        }
        var parent = ""
        for component in path.split(separator: "/").map(String.init) {
            if let names = listing(parent.isEmpty ? "/" : parent), !names.contains(component),
                let other = names.first(where: { $0.lowercased() == component.lowercased() })
            {
                throw DustyError(
                    .invalid,
                    "\(path) is spelled differently on the disk: \(parent)/\(component) is called `\(other)` there",
                    hint: "give the path as it is on the disk"
                )
            }
            parent += "/\(component)"
        }
    }
}
