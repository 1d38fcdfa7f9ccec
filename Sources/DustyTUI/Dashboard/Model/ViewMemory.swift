import Essentials

/// The file with the arrangement of the screen. It is a convenience: its errors are ignored.
struct ViewMemory {
    private static let sizeLimit = 64 << 10

    let path: String

    /// The stored arrangement; nil when there is none, or it is not valid.
    func read() -> ViewSettings? {
        guard let file = try? LocalFile.reading(path), let size = try? file.size(), size <= Self.sizeLimit else {
            return nil
        }
        guard let bytes = try? file.next() else { return nil }
        return try? JSONDecoder().decode(ViewSettings.self, from: Data(bytes))
    }

    /// Stores settings atomically.
    func write(_ settings: ViewSettings) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(settings) else { return }
        let directory = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        if !directory.isEmpty {
            try? FileManager.default.createDirectory(atPath: String(directory), withIntermediateDirectories: true)
        }
        guard let file = try? LocalFile.making(path) else { return }
        do {
            try file.append(Array(data) + [UInt8(ascii: "\n")])
            try file.finish(as: path)
        } catch {
            file.discard()
        }
    }
}
