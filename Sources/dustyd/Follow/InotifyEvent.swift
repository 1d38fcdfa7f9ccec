import CLibrary

/// A report of the kernel about a watched directory.
struct InotifyEvent: Equatable {
    /// Number of the watch.
    var watch: Int32
    var mask: Int32
    /// The same for both halves of a move.
    var cookie: UInt32
    /// Entry of the directory; empty for the directory itself.
    var name: [UInt8]

    var isDirectory: Bool { has(IN_ISDIR) }
    /// Whether events were lost.
    var isOverflow: Bool { has(IN_Q_OVERFLOW) }
    /// Whether the watch no longer exists.
    var isEnd: Bool { has(IN_IGNORED) }
    /// Whether the directory itself has moved.
    var isLoss: Bool { has(IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT) }

    func has(_ bits: Int32) -> Bool { mask & bits != 0 }

    /// The events in what was read.
    static func all(in bytes: UnsafeRawBufferPointer) -> [InotifyEvent] {
        var events: [InotifyEvent] = []
        var start = 0
        while start + 16 <= bytes.count {
            let length = Int(bytes.loadUnaligned(fromByteOffset: start + 12, as: UInt32.self))
            guard start + 16 + length <= bytes.count else { break }
            events.append(
                InotifyEvent(
                    watch: bytes.loadUnaligned(fromByteOffset: start, as: Int32.self),
                    mask: bytes.loadUnaligned(fromByteOffset: start + 4, as: Int32.self),
                    cookie: bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt32.self),
                    name: Array(bytes[(start + 16)..<(start + 16 + length)].prefix { $0 != 0 })
                )
            )
            start += 16 + length
        }
        return events
    }
}
