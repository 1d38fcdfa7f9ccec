import DustyCore
import DustyTerminal
import Essentials

/// Values from the daemon's JSON, with all text in them safe to show.
///
/// A daemon's texts ultimately come from specs, images, processes and file names, so none is trusted. They are made
/// harmless once, here, where they enter, at the level of JSON: no text of any answer or field is forgotten. Texts that
/// must stay as they are are listed below.
enum HarmlessJSON {
    /// What becomes of a text.
    enum Handling {
        /// One line without control sequences.
        case line
        /// The same for each of its lines.
        case lines
        /// Nothing: it is data. Whatever shows it makes it harmless.
        case kept
    }

    /// Texts that are not one line, by the type of the answer and the key in JSON.
    static let exceptions: [String: [String: Handling]] = [
        name(ArchiveEntry.self): ["name": .kept, "link_target": .kept],
        name(ContainerInspection.self): ["json": .lines],
        name(DefinitionInfo.self): ["spec": .lines, "compiled": .lines, "value": .kept],
        name(DumpDocument.self): ["name": .kept, "text": .kept],
        name(EnvStatus.self): ["value": .kept],
        name(JobEvent.self): ["text": .kept, "output": .kept],
        name(LogBatch.self): ["source": .kept, "text": .kept],
        name(PlanReport.self): ["diff": .lines],
    ]

    /// A value from JSON.
    static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from data: Data) throws -> Value {
        // Logs have a hundred thousand lines a second, and consist of exceptions only.
        if type == LogBatch.self { return try Wire.decode(from: data) }
        return try decode(from: data, as: type)
    }

    /// A value from JSON in which the exceptions of another type hold.
    static func decode<Value: Decodable, Other>(from data: Data, as other: Other.Type) throws -> Value {
        try Wire.decode(from: Data(harmless(Array(data), but: exceptions[name(other)] ?? [:])))
    }

    /// The same JSON with harmless texts. What is not JSON is left for a decoder to refuse.
    static func harmless(_ json: [UInt8], but exceptions: [String: Handling]) -> [UInt8] {
        guard json.contains(where: isNoted) else { return json }
        return changing(json) { key, text in harmless(text, key.flatMap { exceptions[$0] } ?? .line) }
    }

    /// The same JSON with other texts: each is handed over between its quotation marks with the key that it is below, or is one itself.
    static func changing(
        _ json: [UInt8],
        _ change: (_ key: String?, ArraySlice<UInt8>) -> ArraySlice<UInt8>
    ) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(json.count)
        var key: ArraySlice<UInt8> = []
        var outer: [ArraySlice<UInt8>] = []
        var index = 0
        while index < json.count {
            let byte = json[index]
            guard byte == UInt8(ascii: "\"") else {
                if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { outer.append(key) }
                if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { key = outer.popLast() ?? [] }
                result.append(byte)
                index += 1
                continue
            }
            let end = endOfText(in: json, from: index)
            let text = json[index..<end]
            index = end
            if json[end...].first(where: { $0 > 0x20 }) == UInt8(ascii: ":") {
                key = text
                result += change(nil, text)
            } else {
                result += change(String(decoding: key.dropFirst().dropLast(), as: UTF8.self), text)
            }
        }
        return result
    }

    /// A text between its quotation marks.
    private static func harmless(_ text: ArraySlice<UInt8>, _ handling: Handling) -> ArraySlice<UInt8> {
        guard handling != .kept, text.contains(where: isNoted),
            let value = try? JSONDecoder().decode(String.self, from: Data(text)), value.utf8.contains(where: isNoted)
        else { return text }
        let clean =
            switch handling {
            case .line, .kept: Sanitizer.plain(value)
            case .lines: value.exactLines.map(Sanitizer.plain).joined(separator: "\n")
            }
        guard clean != value, let encoded = try? JSONEncoder().encode(clean) else { return text }
        return Array(encoded)[...]
    }

    /// The position after the quotation mark that ends this text.
    private static func endOfText(in json: [UInt8], from start: Int) -> Int {
        var end = start + 1
        while end < json.count, json[end] != UInt8(ascii: "\"") { end += json[end] == UInt8(ascii: "\\") ? 2 : 1 }
        return min(end + 1, json.count)
    }

    /// Whether a byte may be part of something that must not be shown: an invisible character, or the beginning of an
    /// escape.
    private static func isNoted(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte > 0x7E || byte == UInt8(ascii: "\\")
    }

    private static func name<Value>(_ type: Value.Type) -> String { EndpointDefinition.Payload(type).name }
}

extension DustyError {
    /// The same with all text safe to show, for errors outside of an answer.
    var harmless: DustyError {
        DustyError(code, Sanitizer.plain(message), hint: hint.map(Sanitizer.plain), problems: problems)
    }
}
