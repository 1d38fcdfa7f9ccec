import DustyCore

/// The first bytes of a fresh disk, which tell the system that finds it to format the disk and install a key. It is
/// boot2docker's own protocol for getting a key into a machine that no user can log in to yet.
struct FormatRequest: Sendable, Equatable {
    private static let magic = "boot2docker, please format-me"

    /// The line that admits Dusty's key.
    var key: String
    /// Name that the system gives itself.
    var hostName: String
    /// When it was written.
    var time: Timestamp

    /// The bytes that the disk begins with.
    var bytes: [UInt8] {
        var archive = TarArchive(modified: time)
        archive.add(Self.magic, Self.magic)
        archive.addDirectory(".ssh/")
        archive.add(".ssh/authorized_keys", key + "\n")
        // boot2docker reads the second name, and older systems the first.
        archive.add(".ssh/authorized_keys2", key + "\n")
        archive.addDirectory(".dusty/")
        archive.add(".dusty/hostname", hostName + "\n")
        return archive.plain()
    }
}
