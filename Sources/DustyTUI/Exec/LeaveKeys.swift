/// The keys that leave a container's own process and let it go on: Ctrl-p Ctrl-q, as in Docker.
struct LeaveKeys: Sendable {
    private static let first: UInt8 = 0x10
    private static let second: UInt8 = 0x11

    /// Whether both were pressed.
    private(set) var isPressed = false
    /// The first was pressed. It is the process's as soon as another key than the second follows.
    private var hasFirst = false

    /// Takes what was typed; returns what the process gets of it.
    mutating func take(_ bytes: [UInt8]) -> [UInt8] {
        var passed: [UInt8] = []
        for byte in bytes {
            if hasFirst, byte == Self.second {
                isPressed = true
                return passed
            }
            if hasFirst { passed.append(Self.first) }
            hasFirst = byte == Self.first
            if !hasFirst { passed.append(byte) }
        }
        return passed
    }
}

/// The user has left what goes on.
struct Left: Error {}
