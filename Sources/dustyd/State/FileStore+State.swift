import DustyCore
import Essentials

extension FileStore {
    /// Reads a JSON file of the daemon's own; nil when there is none. A malformed one is kept aside, because the next
    /// write would replace it and its content may be needed. One that cannot be read stays, and is held.
    func readState<Value: Decodable>(_ type: Value.Type = Value.self, at path: String) -> Value? {
        let bytes: [UInt8]
        do {
            guard let found = try contents(path) else { return nil }
            bytes = found
        } catch {
            if (error as? DustyError)?.code == .invalid {
                keepAside(path)
            } else {
                held.hold(path, because: (error as? DustyError)?.message ?? "\(path) cannot be read: \(error)")
            }
            return nil
        }
        if let value = try? Wire.decode(type, from: Data(bytes)) { return value }
        keepAside(path)
        return nil
    }

    /// Writes a JSON file of the daemon's own, once it is certain that it can be read again.
    func writeState<Value: Codable>(_ value: Value, at path: String, mode: UInt16) throws {
        let data = try Wire.encode(value)
        _ = try Wire.decode(Value.self, from: data)
        try replace(path, with: Array(data), mode: mode)
    }

    /// Renames a malformed file, so that nothing overwrites it. `UnreadableFiles` finds it there.
    func keepAside(_ path: String) {
        do { try move(path, to: UnreadableFiles.aside(path, at: Timestamp.now)) } catch {
            held.hold(path, because: "\(path) cannot be read, nor moved aside: \(error)")
        }
    }
}
