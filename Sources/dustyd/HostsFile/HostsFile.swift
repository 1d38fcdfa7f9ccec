/// The file that maps host names to addresses. Others write to it as well, at any time.
protocol HostsFile: Sendable {
    /// Its text; bytes that are not UTF-8 survive a round trip.
    func read() async throws -> [UInt8]
    /// Makes of its text, as it is at that moment, what `edit` says, keeping owner and mode; false when that changed nothing. What others
    /// add meanwhile stays, so `edit` may be asked several times.
    @discardableResult
    func change(_ edit: @escaping @Sendable ([UInt8]) -> [UInt8]) async throws -> Bool
}
