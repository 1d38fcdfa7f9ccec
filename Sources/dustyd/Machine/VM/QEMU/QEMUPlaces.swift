/// Files of one machine that QEMU runs.
struct QEMUPlaces: Sendable, Equatable {
    /// What is kept of the machine.
    let directory: String
    /// The socket by which it is told to shut down; whether somebody listens there is whether it runs.
    let monitor: String

    init(_ places: SSHPlaces) {
        directory = places.directory
        monitor = "\(places.sockets)/\(places.name).qmp"
    }

    /// The disk that holds its data, as a file with holes.
    var disk: String { "\(directory)/disk.raw" }
    /// What it says on its serial console.
    var console: String { "\(directory)/console.log" }
    /// Number of QEMU's process.
    var process: String { "\(directory)/qemu.pid" }
}
