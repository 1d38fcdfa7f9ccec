/// Where every key of every file is written, so that checks over many files can point at one line.
struct SpecPlaces: Sendable {
    private var places: [String: [String: SpecPlace]] = [:]

    /// The place of a dotted key, or of the nearest key around it.
    subscript(file: String, key: String) -> SpecPlace {
        guard let keys = places[file] else { return .start }
        var key = key[...]
        while true {
            if let place = keys[String(key)] { return place }
            guard let dot = key.lastIndex(of: ".") else { return keys[""] ?? .start }
            key = key[..<dot]
        }
    }

    /// Takes over the places of one file.
    mutating func add(_ keys: [String: SpecPlace], of file: String) {
        places[file] = keys
    }

    /// A problem at the place of a key.
    func problem(_ file: String, _ key: String, _ message: String, hint: String? = nil) -> SpecProblem {
        let place = self[file, key]
        return SpecProblem(file: file, line: place.line, column: place.column, key: key, message: message, hint: hint)
    }
}
