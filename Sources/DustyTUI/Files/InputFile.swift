import CLibrary
import DustyCore
import Essentials

/// A file that a command reads for the daemon, with the rights of the user who runs the command; `-` is standard input.
struct InputFile: Sendable {
    let path: String

    /// Its bytes. Throws when it cannot be read, or is larger than `limit`.
    func read(limit: Int) throws -> Data {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var data = Data()
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = systemRead(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(String(cString: strerror(errno))) }
            if count == 0 { return data }
            data.append(contentsOf: chunk.prefix(count))
            guard data.count <= limit else {
                throw DustyError(.invalid, "\(shown) is larger than the \(limit >> 20) MiB that can be sent")
            }
        }
    }

    /// Its text. Throws when it is not UTF-8.
    func readText(limit: Int = 1 << 20) throws -> String {
        let data = try read(limit: limit)
        guard let text = String(validating: data, as: UTF8.self) else {
            throw DustyError(.invalid, "\(shown) is not UTF-8 text")
        }
        return text
    }

    /// Its name in messages.
    var shown: String { path == "-" ? "standard input" : path }

    private func failure(_ reason: String) -> DustyError {
        DustyError(
            .invalid,
            "\(shown) cannot be read: \(reason)",
            hint: "give a file that you may read, or - for standard input"
        )
    }

    private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
        CLibrary.read(descriptor, buffer, count)
    }
}
