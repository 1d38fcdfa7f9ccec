/// The first two numbers of a program's version.
struct ProgramVersion: Sendable, Comparable, CustomStringConvertible {
    let major: Int
    let minor: Int

    init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// The first version in what a program prints of itself, such as `rsync  version 3.2.7` or `OpenSSH_9.2p1`; nil without one.
    init?(in text: some StringProtocol) {
        guard let match = String(text).firstMatch(of: /(\d{1,6})\.(\d{1,6})/), let major = Int(match.1),
            let minor = Int(match.2)
        else { return nil }
        self.init(major, minor)
    }

    var description: String { "\(major).\(minor)" }

    static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
