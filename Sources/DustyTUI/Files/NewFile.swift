import CLibrary
import DustyCore

/// A file that is created, never overwritten, and readable by the user alone.
final class NewFile {
    /// Where it is.
    let path: String
    private var descriptor: Int32

    /// Creates the file. Throws `.invalid` when it already exists or cannot be created.
    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let hint = errno == EEXIST ? "Choose another name: nothing was overwritten." : "Choose another directory."
            throw DustyError(.invalid, "\(path) cannot be made: \(String(cString: strerror(errno)))", hint: hint)
        }
    }

    /// Takes over a file that was created and is still empty.
    init(made descriptor: Int32, _ path: String) {
        (self.descriptor, self.path) = (descriptor, path)
    }

    /// Writes bytes at its end. Throws when not all of them could be written.
    func append(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Int(write(descriptor, $0.baseAddress, $0.count)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw DustyError(.failed, "\(path) cannot be written: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Takes the file away again.
    func remove() {
        unlink(path)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}
