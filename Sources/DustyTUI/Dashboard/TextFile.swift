import DustyCore
import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Files that the person asked for.
enum TextFile {
    /// Writes a new file, which belongs to the person; returns what to say. One that exists is never overwritten.
    static func create(_ path: String, with text: String) throws -> String {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let hint = errno == EEXIST ? "Choose another name: nothing was overwritten." : "Choose another directory."
            throw DustyError(.failed, "\(path) cannot be made: \(String(cString: strerror(errno)))", hint: hint)
        }
        defer { close(descriptor) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Int(write(descriptor, $0.baseAddress, $0.count)) }
            guard count > 0 else {
                let reason = String(cString: strerror(errno))
                unlink(path)
                throw DustyError(.failed, "\(path) cannot be written: \(reason)", hint: "Nothing is left of it.")
            }
            bytes = bytes.dropFirst(count)
        }
        let lines = text.utf8.count { $0 == UInt8(ascii: "\n") }
        return "Wrote \(Amount.things(lines, "line")), \(Amount.bytes(Int64(text.utf8.count))), to \(path)."
    }
}
