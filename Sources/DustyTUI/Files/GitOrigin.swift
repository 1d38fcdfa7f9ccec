import DustyCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where a clone or a worktree of the user comes from.
enum GitOrigin {
    /// The address of a directory's remote; nil for a directory that is no clone.
    static func address(of directory: String) -> String? {
        let command = "git -C \(ShellWord.quote(directory)) config --get remote.origin.url 2>/dev/null"
        guard let pipe = popen(command, "r") else { return nil }
        defer { pclose(pipe) }
        var line = [CChar](repeating: 0, count: 4096)
        guard fgets(&line, Int32(line.count), pipe) != nil else { return nil }
        let text = String(decoding: line.prefix { $0 != 0 && $0 != 0x0A }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return text.isEmpty ? nil : text
    }
}
