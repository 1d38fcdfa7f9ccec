import DustyCore
import DustyTerminal
import FoundationEssentials

/// Values from the daemon's JSON, with all text in them fit to be shown.
///
/// What a daemon says comes in the end from specs, images, processes and file names, so nothing of it is trusted. It is made harmless
/// once, here, where it enters, and by the form of JSON: whatever an answer is, and whichever fields it gets, no text is forgotten. Texts
/// that must stay as they are have a name below.
enum HarmlessJSON {
    /// What becomes of a text.
    enum Handling {
        /// One line without control sequences.
        case line
        /// The same for each of its lines.
        case lines
        /// Nothing: it is data. What shows it makes it harmless.
        case kept
    }

    /// What is not one line, by the type of the answer and the key in JSON.
    static let exceptions: [String: [String: Handling]] = [
        name(ArchiveEntry.self): ["name": .kept, "link_target": .kept],
        name(DefinitionInfo.self): ["spec": .lines, "compiled": .lines, "value": .kept],
        name(DumpDocument.self): ["name": .kept, "text": .kept],
        name(EnvStatus.self): ["value": .kept],
        name(JobEvent.self): ["text": .kept, "output": .kept],
        name(LogBatch.self): ["source": .kept, "text": .kept],
        name(PlanReport.self): ["diff": .lines],
    ]

    /// A value from JSON.
    static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from data: Data) throws -> Value {
        // Logs come by the hundred thousand lines a second, and nothing but exceptions is in them.
        if type == LogBatch.self { return try Wire.decode(from: data) }
        return try decode(from: data, as: type)
    }

    /// A value from JSON in which the exceptions of another type hold.
    static func decode<Value: Decodable, Other>(from data: Data, as other: Other.Type) throws -> Value {
        try Wire.decode(from: Data(harmless(Array(data), but: exceptions[name(other)] ?? [:])))
    }

    /// The same JSON with harmless texts. What is no JSON is left for a decoder to refuse.
    static func harmless(_ json: [UInt8], but exceptions: [String: Handling]) -> [UInt8] {
        guard json.contains(where: isNoted) else { return json }
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
                result += harmless(text, .line)
            } else {
                let name = String(decoding: key.dropFirst().dropLast(), as: UTF8.self)
                result += harmless(text, exceptions[name] ?? .line)
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

    /// Behind the quotation mark that ends the text which begins here.
    private static func endOfText(in json: [UInt8], from start: Int) -> Int {
        var end = start + 1
        while end < json.count, json[end] != UInt8(ascii: "\"") { end += json[end] == UInt8(ascii: "\\") ? 2 : 1 }
        return min(end + 1, json.count)
    }

    /// Whether a byte may be a part of what is not to be shown: no character that is seen as it is, or the beginning of an escape.
    private static func isNoted(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte > 0x7E || byte == UInt8(ascii: "\\")
    }

    private static func name<Value>(_ type: Value.Type) -> String { EndpointDefinition.Payload(type).name }
}

extension DustyError {
    /// The same with all text fit to be shown, for errors that are not in an answer.
    var harmless: DustyError {
        DustyError(code, Sanitizer.plain(message), hint: hint.map(Sanitizer.plain), problems: problems)
    }
}
