/// A file that tells a service manager of the daemon. A mark in it holds the checksum of its text, so that a file is replaced or removed only
/// where it was not edited.
public struct ServiceFile: Sendable, Equatable {
    /// What is found at its path.
    public enum Standing: String, Codable, Sendable {
        /// Exactly this text.
        case current
        /// Another text that Dusty wrote, not edited since.
        case earlier
        /// A text that Dusty wrote, and someone changed.
        case edited
        /// What Dusty did not write.
        case foreign
    }

    private static let slot = "@MARK@"
    private static let words = "Made by Dusty, which replaces it only while this checksum is right: "
    private static let digits = 64

    /// Where it belongs.
    public let path: String
    /// What it holds.
    public let text: String

    /// The file of a template that is part of this program, for programs in a directory.
    init(_ path: String, _ template: [UInt8], programs directory: String) {
        self.path = path
        let text = String(decoding: template, as: UTF8.self).replacing("@PROGRAMS@", with: directory)
        self.text = text.replacing(Self.slot, with: Self.words + Self.checksum(text), maxReplacements: 1)
    }

    /// What a file at its path is, by its bytes.
    public func standing(of bytes: [UInt8]) -> Standing {
        if bytes == Array(text.utf8) { return .current }
        let found = String(decoding: bytes, as: UTF8.self)
        guard let mark = found.firstRange(of: Self.words) else { return .foreign }
        let given = found[mark.upperBound...].prefix(Self.digits)
        let plain = found[..<mark.lowerBound] + Self.slot + found[mark.upperBound...].dropFirst(Self.digits)
        return Self.checksum(String(plain)) == given ? .earlier : .edited
    }

    private static func checksum(_ text: String) -> String {
        var sum = SHA256()
        sum.update(Array(text.utf8))
        return sum.hexadecimal()
    }
}

/// What starts the daemon at boot.
public enum ServiceSystem: String, Codable, Sendable, CaseIterable {
    case systemd
    case launchd

    /// The name by which systemd knows the daemon.
    public static let unit = "dustyd.service"
    /// The name by which launchd knows it.
    public static let label = "org.dusty.dustyd"

    /// Directories in which systemd looks for units, those that hide others first.
    private static let unitDirectories = [
        "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
    ]

    /// Paths at which a file that names the program can be, Dusty's or another's, those that hide others first.
    public var candidates: [String] {
        self == .launchd ? places : Self.unitDirectories.map { "\($0)/\(Self.unit)" }
    }

    /// Paths at which Dusty's own file may be that names the program.
    public var places: [String] {
        switch self {
        case .systemd: ["/usr/local/lib/systemd/system/\(Self.unit)", "/usr/lib/systemd/system/\(Self.unit)"]
        case .launchd: ["/Library/LaunchDaemons/\(Self.label).plist"]
        }
    }

    /// Where the daemon's log is, and the group that may read it, where the service manager would make it readable for all.
    public var log: (path: String, readers: String)? {
        self == .launchd ? ("/var/log/dusty.log", "admin") : nil
    }

    /// The files for programs in a directory, first the one that names the program. Throws where its path has signs that mean something in
    /// such a file.
    public func files(programs directory: String) throws -> [ServiceFile] {
        let plain = directory.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "/._+-".utf8.contains(byte)
            }
        }
        guard plain, directory.hasPrefix("/") else {
            throw DustyError(
                .invalid,
                "\(directory) cannot be named in a file for \(rawValue)",
                hint: "move both programs to a directory whose path has only letters of ASCII, digits and . _ + -"
            )
        }
        switch self {
        case .systemd:
            let place = directory == "/usr/bin" ? places[1] : places[0]
            return [ServiceFile(place, PackageResources.dustyd_service_in, programs: directory)]
        case .launchd:
            return [
                ServiceFile(places[0], PackageResources.org_dusty_dustyd_plist_in, programs: directory),
                ServiceFile("/etc/newsyslog.d/dusty.conf", PackageResources.newsyslog_conf_in, programs: directory),
            ]
        }
    }
}
