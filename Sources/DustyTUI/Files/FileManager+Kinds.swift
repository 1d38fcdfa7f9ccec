import Essentials

extension FileManager {
    /// Whether there is a directory at a path, or a link to one.
    func isDirectory(_ path: String) -> Bool {
        var isDirectory = false
        return fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
    }

    /// Whether there is something else at a path, or a link to it.
    func isFile(_ path: String) -> Bool { fileExists(atPath: path) && !isDirectory(path) }
}
