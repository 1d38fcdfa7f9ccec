internal import CNcurses

/// The mode in which a terminal hands on every key as it comes, for a program that runs elsewhere and has the terminal's other end.
public enum RawMode {
    /// Runs `body` with the terminal on standard input in raw mode; without a terminal there just runs it. However the process ends, the
    /// terminal is as it was.
    public static func with<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        guard cn_raw_begin() else { return try await body() }
        defer { cn_raw_end() }
        return try await body()
    }
}
