/// What a Mac's kernel says of a process when it is asked for `kern.procargs2`: how many arguments there are, the path of the program, the
/// arguments and the environment.
struct ProcessArguments: Sendable, Equatable {
    /// The arguments, the program's own name among them.
    var arguments: [[UInt8]] = []
    /// The environment's entries, such as `HOME=/var/root`.
    var environment: [[UInt8]] = []

    /// Reads what the kernel gave; nil when it cannot be that.
    init?(_ bytes: [UInt8]) {
        // The number, in the order of bytes of every Mac.
        guard bytes.count > 4 else { return nil }
        let count = bytes[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count <= 1 << 20 else { return nil }
        // After the path come zeros up to the next word, and an argument may be empty.
        guard let end = bytes[4...].firstIndex(of: 0), let start = bytes[end...].firstIndex(where: { $0 != 0 }) else {
            return nil
        }
        let texts = bytes[start...].split(separator: 0, omittingEmptySubsequences: false).map(Array.init)
        guard texts.count >= count else { return nil }
        arguments = Array(texts.prefix(count))
        // An empty text ends it; what follows is the kernel's word to the loader.
        environment = Array(texts.dropFirst(count).prefix { !$0.isEmpty })
    }
}
