/// The file that maps host names to addresses.
protocol HostsFile: Sendable {
    /// Its text; bytes that are not UTF-8 survive a round trip.
    func read() async throws -> [UInt8]
    /// Replaces its text atomically, keeping owner and mode; in place only where renaming is impossible.
    func write(_ text: [UInt8]) async throws
}
