import CLibrary
import Essentials

/// The directory in which a run of tests has all of its own directories. The kernel's lock on a file in it ends with the run, however that
/// ends; what a run that was killed left is removed by the next one.
enum RunDirectory {
    static let mark = "dustyt-"

    /// Its path, made when it is first asked for.
    static let path: String = {
        let base = FileManager.default.temporaryDirectory.path
        sweep(base)
        let path = make(in: base)
        // What tests failed to remove is for the next run.
        atexit {
            unlink(RunDirectory.lockFile(in: RunDirectory.path))
            rmdir(RunDirectory.path)
        }
        return path
    }()

    /// Path of a new, empty directory in it.
    static func makeDirectory() throws -> String {
        let path = "\(path)/\(UUID().uuidString.prefix(8).lowercased())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private static func make(in base: String) -> String {
        // Another run may take a new directory for one that was left, until it is locked.
        for _ in 0..<100 {
            let path = "\(base)/\(mark)\(UUID().uuidString.prefix(8).lowercased())"
            if mkdir(path, 0o755) == 0, lock(path) != nil, access(path, F_OK) == 0 { return path }
        }
        fatalError("no directory for tests can be made in \(base)")
    }

    /// Removes what runs that are gone have left.
    static func sweep(_ base: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? [] where name.hasPrefix(mark) {
            guard let lock = lock("\(base)/\(name)") else { continue }
            unmount(below: "\(base)/\(name)")
            try? FileManager.default.removeItem(atPath: "\(base)/\(name)")
            close(lock)
        }
    }

    /// The open lock of a run's directory; nil while another run has it.
    static func lock(_ path: String) -> Int32? {
        let file = open(lockFile(in: path), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { return nil }
        if flock(file, LOCK_EX | LOCK_NB) == 0 { return file }
        close(file)
        return nil
    }

    /// Lets go of a lock. Closing it is not enough: a program that another test starts has it too until it is executed.
    static func unlock(_ lock: Int32) {
        flock(lock, LOCK_UN)
        close(lock)
    }

    private static func lockFile(in path: String) -> String { "\(path)/lock" }
}
