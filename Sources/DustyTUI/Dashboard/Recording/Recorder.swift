import DustyCore
import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes what the daemon says to a file, a JSON document a line.
final class Recorder {
    private let path: String
    private var descriptor: Int32

    /// Makes the file, which only this person can read. Throws when it cannot be made; one that exists is never overwritten.
    init(file path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let hint = errno == EEXIST ? "Choose another name: nothing is overwritten." : "Choose another directory."
            throw DustyError(.invalid, "\(path) cannot be made: \(String(cString: strerror(errno)))", hint: hint)
        }
    }

    /// Writes a message down; returns what is to be said when that fails, once.
    func note(_ message: Message, at time: Timestamp) -> DustyError? {
        guard descriptor >= 0, let recorded = RecordedMessage(message, at: time),
            let line = try? Wire.encodeLine(recorded)
        else { return nil }
        var bytes = [UInt8](line)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                let reason = String(cString: strerror(errno))
                close(descriptor)
                descriptor = -1
                return DustyError(.failed, "\(path) cannot be written: \(reason)", hint: "The recording ends here.")
            }
            bytes = bytes.dropFirst(count)
        }
        return nil
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}
