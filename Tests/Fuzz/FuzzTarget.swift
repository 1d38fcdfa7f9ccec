/// Bytes that others could have sent, and what reads them.
protocol FuzzTarget: SendableMetatype {
    /// Reads the bytes. Ends the process when it does what it must not: the crash is what the fuzzer looks for.
    @Sendable static func read(_ bytes: [UInt8])
}

/// Ends the process unless something holds, however the build is optimised.
func require(_ condition: Bool, _ words: @autoclosure () -> String) {
    if !condition { fatalError("does not hold: \(words())") }
}

extension [UInt8] {
    /// The bytes in pieces whose sizes stand between them, as a stream might bring them.
    var pieces: [[UInt8]] {
        var rest = self[...]
        var pieces: [[UInt8]] = []
        while let size = rest.first.map({ Int($0) + 1 }) {
            rest = rest.dropFirst()
            pieces.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return pieces
    }

    var text: String { String(decoding: self, as: UTF8.self) }
}
