import CLibrary
import SystemPackage

/// A file that launchd opened for what the daemon prints, and that another program renames when it is large: the daemon opens the new one itself.
struct RotatedLog: Sendable {
    /// Where it is on a Mac.
    static let mac = "/var/log/dusty.log"

    let path: String
    /// What is printed to.
    let descriptors: [Int32]

    /// Nil when what is printed does not go there.
    init?(_ path: String, _ descriptors: [Int32] = [STDOUT_FILENO, STDERR_FILENO]) {
        self.path = path
        self.descriptors = descriptors.filter { Self.isSame($0, path) }
        if self.descriptors.isEmpty { return nil }
    }

    /// Goes on in the file that is there by now, if that is another. Returns whether it was.
    @discardableResult
    func reopen() -> Bool {
        guard let first = descriptors.first, !Self.isSame(first, path) else { return false }
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0o640)
        guard file >= 0 else { return false }
        defer { close(file) }
        guard (try? FileStatus(at: path))?.isFile == true else { return false }
        // What it prints waits for the disk, as before.
        _ = fcntl(file, F_SETFL, O_WRONLY | O_APPEND)
        return descriptors.allSatisfy { dup2(file, $0) == $0 }
    }

    /// Looks every minute, until it is cancelled.
    func follow() async {
        while (try? await Task.sleep(for: .seconds(60))) != nil { reopen() }
    }

    private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
        guard let one = try? FileStatus(of: FileDescriptor(rawValue: descriptor)), let other = try? FileStatus(at: path)
        else { return false }
        return (one.device, one.number) == (other.device, other.number)
    }
}
