import Foundation
public import Testing

/// Documents that are made from the code are checked in; a test fails when one is out of date, and `make docs` writes them.
public enum GeneratedDocument {
    /// Expects a text to be that of a file, which is named from the top of the repo.
    public static func compare(
        _ text: String,
        with path: String,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let file = URL(filePath: #filePath).appending(path: "../../../" + path).standardizedFileURL
        if ProcessInfo.processInfo.environment["DUSTY_WRITE_DOCUMENTS"] != nil {
            try Data(text.utf8).write(to: file, options: .atomic)
        }
        let same = FileManager.default.contents(atPath: file.path) == Data(text.utf8)
        #expect(same, "\(path) is out of date; run `make docs`", sourceLocation: location)
    }
}
