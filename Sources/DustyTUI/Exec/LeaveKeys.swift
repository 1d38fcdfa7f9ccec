import ArgumentParser

/// The keys that leave a container's own process and let it go on: Ctrl-p Ctrl-q unless others were chosen, as in Docker.
struct LeaveKeys: Sendable {
    /// Whether all of them were pressed.
    private(set) var isPressed = false
    private let keys: [UInt8]
    /// The keys as a user knows them, such as `Ctrl-p Ctrl-q`.
    let words: String
    /// How many of them were pressed. They are the process's as soon as another key follows.
    private var pressed = 0

    init() {
        (keys, words) = ([0x10, 0x11], "Ctrl-p Ctrl-q")
    }

    /// Keys as Docker writes them: separated by commas, each a character or `ctrl-` and a letter or one of `@[\]^_`.
    init?(written: String) {
        var keys: [UInt8] = []
        var words: [String] = []
        for name in written.split(separator: ",", omittingEmptySubsequences: false) {
            let isControl = name.lowercased().hasPrefix("ctrl-")
            let bytes = Array((isControl ? name.dropFirst(5) : name).utf8)
            guard bytes.count == 1, (0x20...0x7E).contains(bytes[0]) else { return nil }
            if isControl {
                let byte = (0x61...0x7A).contains(bytes[0]) ? bytes[0] - 0x20 : bytes[0]
                guard (0x40...0x5F).contains(byte) else { return nil }
                keys.append(byte - 0x40)
            } else {
                keys.append(bytes[0])
            }
            words.append(isControl ? "Ctrl-" + name.dropFirst(5).lowercased() : String(name))
        }
        (self.keys, self.words) = (keys, words.joined(separator: " "))
    }

    /// Takes what was typed; returns what the process gets of it.
    mutating func take(_ bytes: [UInt8]) -> [UInt8] {
        var passed: [UInt8] = []
        for byte in bytes {
            let typed = keys[..<pressed] + [byte]
            // What was held back may end with a shorter beginning of the keys.
            pressed = (0...typed.count).last { typed.suffix($0).elementsEqual(keys.prefix($0)) } ?? 0
            if pressed == keys.count {
                isPressed = true
                return passed
            }
            passed += typed.dropLast(pressed)
        }
        return passed
    }
}

extension LeaveKeys: ExpressibleByArgument {
    init?(argument: String) { self.init(written: argument) }
}

/// The user has left what goes on.
struct Left: Error {}
