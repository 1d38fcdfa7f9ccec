import Foundation
import Testing

/// Runs generated scripts in the shells that containers have.
enum ShellRun {
    /// Shells of this host that a container could have as `sh`.
    static let shells: [[String]] = [["/usr/bin/dash"], ["/usr/bin/busybox", "sh"], ["/usr/bin/bash", "--posix"]]
        .filter { FileManager.default.isExecutableFile(atPath: $0[0]) }

    /// What a run left behind.
    struct Outcome {
        var status: Int32
        /// Standard output and standard error, as the container's log would have them.
        var log: String
    }

    /// A fresh directory that is removed afterwards.
    static func inDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
        let path = NSTemporaryDirectory() + "dusty-core-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    /// Runs a script to its end.
    static func run(
        _ shell: [String],
        _ script: String,
        arguments: [String] = [],
        in directory: String
    ) throws -> Outcome {
        let file = "\(directory)/script.sh"
        try script.write(toFile: file, atomically: true, encoding: .utf8)
        let process = Process()
        // The test's own threads block signals, children inherit that, and a shell that hears no SIGCHLD waits for ever.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["--default-signal"] + shell + [file] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, log: String(decoding: output, as: UTF8.self))
    }
}
