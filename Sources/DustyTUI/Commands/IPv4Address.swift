import ArgumentParser

/// An address in dotted form, given on the command line.
struct IPv4Address: ExpressibleByArgument, Sendable {
    let text: String

    /// The address; nil when the text is none, which is a wrong usage.
    init?(argument: String) {
        let parts = argument.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.allSatisfy(Self.isByte) else { return nil }
        text = argument
    }

    private static func isByte(_ part: Substring) -> Bool {
        part.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8(part).map { String($0) == part } == true
    }
}
