import DustyCore
import FoundationEssentials

extension FileStore {
    /// Reads a JSON file of the daemon's own; nil when there is none. One that cannot be read is kept aside, because the next write would
    /// take its place: what it held may be needed.
    func readState<Value: Decodable>(_ type: Value.Type = Value.self, at path: String) -> Value? {
        do {
            guard let bytes = try contents(path) else { return nil }
            return try Wire.decode(type, from: Data(bytes))
        } catch {
            keepAside(path)
            return nil
        }
    }

    /// Writes a JSON file of the daemon's own, once it is certain that it can be read again.
    func writeState<Value: Codable>(_ value: Value, at path: String, mode: UInt16) throws {
        let data = try Wire.encode(value)
        _ = try Wire.decode(Value.self, from: data)
        try replace(path, with: Array(data), mode: mode)
    }

    /// Renames a file that cannot be read, so that nothing overwrites it. `UnreadableFiles` finds it there.
    func keepAside(_ path: String) {
        try? move(path, to: UnreadableFiles.aside(path, at: Timestamp.now))
    }
}

extension Timestamp {
    fileprivate static var now: Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
