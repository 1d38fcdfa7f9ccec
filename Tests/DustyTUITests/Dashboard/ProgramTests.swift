import DustyTestSupport
import Foundation
import Testing

/// What only shows in the built program: exit codes, streams, signals. It lies beside that of the tests.
@Suite(.needsLinux) struct ProgramTests {
    @Test func helpIsOnStandardOutput() async throws {
        let result = try await run(["--help"])
        #expect(result.code == 0)
        #expect(result.out.contains("dusty up"))
        #expect(result.error.isEmpty)
    }

    @Test func aWrongUsageIs64() async throws {
        let result = try await run(["rebuild"])
        #expect(result.code == 64)
        #expect(result.out.isEmpty)
    }

    @Test(arguments: [["up"], ["status", "--json"], ["logs", "api"], []])
    func aDaemonThatIsAwayIs69(arguments: [String]) async throws {
        let result = try await run(arguments)
        #expect(result.code == 69)
        #expect(arguments.contains("--json") ? result.out.hasPrefix(#"{"error":{"#) : result.out.isEmpty)
        #expect(result.error.contains("/nowhere/dusty.sock"))
    }

    @Test func aDaemonThatRefusesIs77() async throws {
        try await StubServer.with { exchange in
            try await exchange.reply(403, #"{"code":"forbidden","message":"you are not in the group"}"#)
        } _: { server in
            let result = try await run(["status"], socket: server.socketPath)
            #expect(result.code == 77)
            #expect(result.error.hasSuffix("error: you are not in the group\n"))
        }
    }

    @Test func anInterruptedProgramIs130() async throws {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        try await StubServer.with { exchange in
            try await exchange.start()
            ask.yield()
            try await exchange.untilClientCloses()
        } _: { server in
            let process = try start(["logs", "-f", "api"], socket: server.socketPath)
            for await _ in asked { break }
            process.interrupt()
            let code = try await onThread {
                process.waitUntilExit()
                return process.terminationStatus
            }
            #expect(code == 130)
            #expect(process.terminationReason == .exit)
        }
    }

    @Test func compileWritesEveryFileOrNone() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("specs/bundles/b.yml", "apps: [api]\n")
            try directory.write("specs/apps/api.yml", "image: a\ncommands: {always: [run]}\n")
            let arguments = [
                "compile", "--specs", directory.path + "/specs", "--bundle", "b", "--machine-address", "127.65.0.1",
                "--bridge-address", "172.17.0.1", "--output", directory.path + "/out",
            ]
            #expect(try await run(arguments).code == 0)
            let made = try FileManager.default.contentsOfDirectory(atPath: directory.path + "/out").sorted()
            #expect(
                made == ["assembled.json", "commands", "docker-compose.yml", "dustyNginx.conf", "hosts", "ports.json"]
            )

            try FileManager.default.removeItem(atPath: directory.path + "/out")
            try directory.write("specs/apps/other.yml", "commands: {always: [run]}\n")
            let refused = try await run(arguments)
            #expect(refused.code == 1)
            #expect(refused.error.contains("\(directory.path)/specs/apps/other.yml:1:1: error: "))
            #expect(!FileManager.default.fileExists(atPath: directory.path + "/out"))
        }
    }

    private func start(
        _ arguments: [String],
        socket: String,
        out: FileHandle = .nullDevice,
        error: FileHandle = .nullDevice
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(
            filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        )
        .deletingLastPathComponent().appending(path: "dusty")
        process.arguments = arguments
        process.environment = ["DUSTY_SOCKET_PATH": socket, "PATH": "/usr/bin:/bin"]
        // Under a sanitizer the program is told the same as its tests.
        process.environment?["ASAN_OPTIONS"] = ProcessInfo.processInfo.environment["ASAN_OPTIONS"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = out
        process.standardError = error
        try process.run()
        return process
    }

    private func run(
        _ arguments: [String],
        socket: String = "/nowhere/dusty.sock"
    ) async throws -> (code: Int32, out: String, error: String) {
        // On a thread of its own: what the program waits for may need the threads that tests share.
        try await onThread {
            // Each is a file: a pipe that is read second fills up and stops the program.
            let (out, error) = (try unnamedFile(), try unnamedFile())
            let process = try start(arguments, socket: socket, out: out, error: error)
            process.waitUntilExit()
            let (printed, complained) = (try whole(out), try whole(error))
            return (
                process.terminationStatus, String(decoding: printed, as: UTF8.self),
                String(decoding: complained, as: UTF8.self)
            )
        }
    }

    private func unnamedFile() throws -> FileHandle {
        let file = FileManager.default.temporaryDirectory.appending(path: "dusty-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try FileHandle(forUpdating: file)
    }

    private func whole(_ file: FileHandle) throws -> Data {
        try file.seek(toOffset: 0)
        return try file.readToEnd() ?? Data()
    }
}
