import Foundation

/// Documents that are made from the code are checked in; a test fails when one is out of date, and `make docs` writes them.
public enum GeneratedDocument {
    /// What a test ends with whose document is not what the code says.
    public struct OutOfDate: Error, CustomStringConvertible {
        let path: String

        /// What to do about it.
        public var description: String { "\(path) is out of date; run `make docs`" }
    }

    /// Compares a text with a file, which is named from the top of the repo.
    public static func compare(_ text: String, with path: String) throws {
        let file = URL(filePath: #filePath).appending(path: "../../../" + path).standardizedFileURL
        if ProcessInfo.processInfo.environment["DUSTY_WRITE_DOCUMENTS"] != nil {
            try Data(text.utf8).write(to: file, options: .atomic)
        }
        guard FileManager.default.contents(atPath: file.path) == Data(text.utf8) else { throw OutOfDate(path: path) }
    }
}
