public import Essentials

/// JSON as sent over the socket: snake_case keys, sorted, dates as RFC 3339.
public enum Wire {
    /// JSON text of a value, without a line ending.
    public static func encode(_ value: some Encodable, pretty: Bool = false) throws -> Data {
        if !pretty, let batch = value as? LogBatch { return Data(batch.json) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        if !(value is any SingleWordKeys) {
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting.insert(.sortedKeys)
        }
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return try encoder.encode(value)
    }

    /// One line of newline-delimited JSON.
    public static func encodeLine(_ value: some Encodable) throws -> Data {
        var data = try encode(value)
        data.append(0x0A)
        return data
    }

    /// A value from JSON text.
    public static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from data: Data) throws -> Value {
        if type == LogBatch.self, let batch = data.withUnsafeBytes({ LogBatch(json: $0) }) as? Value { return batch }
        let decoder = JSONDecoder()
        if !(type is any SingleWordKeys.Type) { decoder.keyDecodingStrategy = .convertFromSnakeCase }
        return try decoder.decode(type, from: data)
    }
}

/// A type all of whose keys, nested ones included, are single words. Converting and sorting them would change nothing
/// that matters and takes a third of the time of a stream with a hundred thousand lines a second.
private protocol SingleWordKeys {}

extension LogBatch: SingleWordKeys {}
extension LogLine: SingleWordKeys {}
