import DustyCore
import FoundationEssentials

/// The daemon's own files on this host's disk.
struct DiskFiles: FileStore {
    func contents(_ path: String) throws -> [UInt8]? {
        try AtomicFile(path).read()
    }

    func replace(_ path: String, with bytes: [UInt8], mode: UInt16) throws {
        try AtomicFile(path).write(bytes, mode: mode)
    }

    func files(below directory: String) throws -> [String] {
        guard isDirectory(directory) else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: directory).filter { isFile("\(directory)/\($0)") }
    }

    func remove(_ path: String) throws {
        try AtomicFile(path).remove()
    }

    func isDirectory(_ path: String) -> Bool {
        var directory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &directory) && directory
    }

    func isFile(_ path: String) -> Bool {
        var directory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &directory) && !directory
    }
}
