import DustyTestSupport
import Foundation

/// A directory of its own for one test, removed at the end.
func withTemporaryDirectory<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    try await TemporaryDirectory.with { try await body($0.path) }
}

/// Makes a file, and the directories above it.
func makeFile(_ path: String, _ text: String = "") throws {
    let directory = (path as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
}

/// Waits until a change of a file that has just been written would get another time.
func untilTheClockHasGoneOn() async throws {
    try await Task.sleep(for: .milliseconds(30))
}

/// The text of a file; nil when there is none.
func textOfFile(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
}

/// Every file, link and directory below a directory, sorted, relative to it.
func tree(_ path: String) -> [String] {
    (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []).sorted()
}
