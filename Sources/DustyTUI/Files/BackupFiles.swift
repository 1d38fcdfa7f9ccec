import DustyCore
import Essentials

/// Names of backups in a directory.
enum BackupFiles {
    private static let prefix = "dusty-backup-"
    private static let suffix = ".tar"

    /// The file for a backup: the one that was named, or one named by the time in the named directory.
    static func target(_ destination: String, now: Timestamp) -> String {
        guard isDirectory(destination) || destination.hasSuffix("/") else { return destination }
        let time = now.description.prefix(19).filter { $0 != ":" && $0 != "-" }
        return join(destination, "\(prefix)\(time)\(suffix)")
    }

    /// The named backup, or the newest one in the named directory.
    static func source(_ path: String) throws -> String {
        guard isDirectory(path) else { return path }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        guard let newest = names.filter({ $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }).max() else {
            throw DustyError(.notFound, "there is no backup in \(path)", hint: "name the file")
        }
        return join(path, newest)
    }

    private static func join(_ directory: String, _ name: String) -> String {
        directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
    }

    private static func isDirectory(_ path: String) -> Bool {
        var directory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &directory) && directory
    }
}
