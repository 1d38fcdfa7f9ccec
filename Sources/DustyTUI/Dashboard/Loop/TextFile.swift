import DustyCore

/// Files that the person asked for.
enum TextFile {
    /// Writes a new file, which belongs to the person; returns what to say. One that exists is never overwritten.
    static func create(_ path: String, with text: String) throws -> String {
        let file = try NewFile(path)
        do {
            try file.append(Array(text.utf8))
        } catch let error as DustyError {
            file.remove()
            throw DustyError(error.code, error.message, hint: "try another place; the unfinished file is gone")
        }
        let lines = text.utf8.count { $0 == UInt8(ascii: "\n") }
        return "Wrote \(Amount.things(lines, "line")), \(Amount.bytes(Int64(text.utf8.count))), to \(path)."
    }
}
