import Foundation
import Testing

/// Whole outputs kept in files beside the tests. `make golden` records them; read the diff.
enum Golden {
    /// Expects text to be that of a file.
    static func expect(
        _ text: String,
        _ name: String,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let path = URL(filePath: #filePath).appending(path: "../../Golden/\(name).txt").standardizedFileURL
        if ProcessInfo.processInfo.environment["DUSTY_RECORD_GOLDEN"] != nil {
            try Data((text + "\n").utf8).write(to: path)
            return
        }
        let wanted = try String(contentsOf: path, encoding: .utf8)
        #expect(text + "\n" == wanted, "\(name) looks otherwise:\n\(text)", sourceLocation: location)
    }
}
