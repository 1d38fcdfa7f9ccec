import CLibrary

/// How many files and connections the daemon may have open.
enum Descriptors {
    /// Asks the system for this many, or as many as it grants; returns what was granted.
    static func raise(to wanted: Int) -> Int {
        Platform.raiseOpenFiles(to: wanted)
    }

    /// Whether this many more can be opened at the moment.
    static func areLeft(_ count: Int) -> Bool {
        var taken: [Int32] = []
        defer { taken.forEach { _ = close($0) } }
        for _ in 0..<count {
            // Standard error is open in any case.
            let copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0 else { return false }
            taken.append(copy)
        }
        return true
    }
}
