import SystemPackage

/// Looks for an entry in the environment of a process, piece by piece: a process may say that its environment is any part
/// of its memory, with any bytes.
struct EnvironmentSearch {
    /// How much of an environment is read. What a program is started with is never longer where the limit of stacks is 8 MiB.
    static let limit = 2 << 20
    private static let piece = 64 << 10

    let entry: [UInt8]

    init(for entry: [UInt8]) {
        self.entry = entry
    }

    /// Whether the file has the entry; false for one that cannot be read.
    func finds(inFile path: String) -> Bool {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
        else { return false }
        return (try? file.closeAfter { try finds { try file.read(into: $0) } }) ?? false
    }

    /// Whether what `read` gives, until it gives nothing, has the entry between two zero bytes, or at an end.
    func finds(_ read: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows -> Bool {
        var piece = [UInt8](repeating: 0, count: Self.piece)
        var total = 0
        // How much of the entry the present one begins with; nil once it differs.
        var matched: Int? = 0
        while total < Self.limit {
            let count = try piece.withUnsafeMutableBytes(read)
            guard count > 0 else { return matched == entry.count }
            total += count
            for byte in piece[..<count] {
                if byte == 0 {
                    if matched == entry.count { return true }
                    matched = 0
                } else if let known = matched {
                    matched = known < entry.count && entry[known] == byte ? known + 1 : nil
                }
            }
        }
        return false
    }
}
