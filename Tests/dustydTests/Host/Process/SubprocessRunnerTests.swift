import CLibrary
import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct SubprocessRunnerTests {
    private let runner = SubprocessRunner(grace: .milliseconds(200))

    private func shell(_ script: String) -> Command {
        Command(program: "sh", arguments: ["-c", script])
    }

    @Test func `output comes line by line with its stream and the exit status`() async throws {
        let lines = Collector<OutputLine>()
        let result = try await runner.run(shell("echo one; echo two >&2; printf three; exit 3")) { lines.add($0) }
        #expect(result.status == 3)
        #expect(result.output == "one\nthree")
        #expect(result.errorOutput == "two\n")
        #expect(lines.values.filter { !$0.isError }.map(\.text) == ["one", "three"])
        #expect(lines.values.filter(\.isError).map(\.text) == ["two"])
    }

    @Test func `a program killed by a signal ends with 128 and the signal`() async throws {
        #expect(try await runner.run(shell("kill -9 $$")) { _ in }.status == 137)
    }

    @Test func `the environment is clean and standard input is empty`() async throws {
        var command = shell("cat; env")
        command.environment = ["EXTRA": "yes"]
        let result = try await runner.run(command) { _ in }
        let names = Set(result.output.split(separator: "\n").map { String($0.prefix { $0 != "=" }) })
        #expect(
            names.subtracting(["PWD", "SHLVL", "_", "OLDPWD"]) == [
                "PATH", "HOME", "USER", "LOGNAME", "LC_ALL", "EXTRA", Orphans.variable,
            ]
        )
    }

    @Test func `a missing program is named with how to install it`() async {
        let error = await #expect(throws: DustyError.self) {
            try await runner.run(Command(program: "no-such-program", arguments: [])) { _ in }
        }
        #expect(error?.code == .failed)
        #expect(error?.message.contains("no-such-program") == true)
        #expect(error?.hint?.contains("apt-get install no-such-program") == true)
    }

    @Test func `a missing directory is named`() async {
        var command = shell("true")
        command.directory = "/no/such/directory"
        let error = await #expect(throws: DustyError.self) { try await runner.run(command) { _ in } }
        #expect(error?.message.contains("/no/such/directory") == true)
    }

    @Test func `long output keeps its last part`() async throws {
        let script = "i=0; while [ $i -lt 3 ]; do head -c 600000 /dev/zero | tr '\\0' $i; i=$((i+1)); done"
        let result = try await runner.run(shell(script)) { _ in }
        #expect(result.output.utf8.count == 1 << 20)
        #expect(result.output.hasSuffix("2"))
        #expect(!result.output.contains("0"))
    }

    @Test(arguments: [
        "trap '' TERM; sleep 60 & echo $!; wait; sleep 60",
        "trap '' TERM; (sleep 60 & echo $!; wait) & trap - TERM; wait",
    ])
    func `cancelling ends the whole process group`(script: String) async throws {
        try await withWitness { witness in
            let (started, continuation) = AsyncStream.makeStream(of: Int32.self)
            let task = Task {
                try await runner.run(shell(witness.watching(script))) { line in
                    if let pid = Int32(line.text) { continuation.yield(pid) }
                }
            }
            for await _ in started { break }
            #expect(!witness.isAlone(within: 0))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(witness.isAlone(within: 2000))
        }
    }

    @Test func `cancelling a program whose output is passed on ends the whole process group`() async throws {
        try await withWitness { witness in
            let (started, continuation) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                try await runner.read(shell(witness.watching(Self.family))) { _ in continuation.yield() }
            }
            for await _ in started { break }
            #expect(!witness.isAlone(within: 0))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(witness.isAlone(within: 2000))
        }
    }

    @Test func `an error of what reads or feeds a program ends the whole process group`() async throws {
        struct Enough: Error {}
        try await withWitness { witness in
            await #expect(throws: Enough.self) {
                try await runner.read(shell(witness.watching(Self.family))) { _ in
                    #expect(!witness.isAlone(within: 0))
                    throw Enough()
                }
            }
            #expect(witness.isAlone(within: 2000))
        }
        try await withWitness { witness in
            await #expect(throws: Enough.self) {
                try await runner.write(to: shell(witness.watching(Self.family))) {
                    // A program that has not begun yet has nothing that could be left.
                    witness.awaitCompany()
                    throw Enough()
                }
            }
            #expect(witness.isAlone(within: 2000))
        }
    }

    @Test func `a program that moves no byte is ended with its whole process group`() async throws {
        let runner = SubprocessRunner(stall: .milliseconds(300))
        try await withWitness { witness in
            let error = await #expect(throws: DustyError.self) {
                try await runner.read(shell(witness.watching(Self.family))) { _ in }
            }
            #expect(error?.message == "sh was stopped, because it had not moved a byte for 300 ms")
            #expect(witness.isAlone(within: 2000))
        }
        try await withWitness { witness in
            await #expect(throws: DustyError.self) {
                try await runner.write(to: shell(witness.watching(Self.family))) {
                    [UInt8](repeating: 0, count: 1 << 20)
                }
            }
            #expect(witness.isAlone(within: 2000))
        }
    }

    /// A shell with a child of its own, neither of which ends when it is asked to.
    private static let family = "trap '' TERM; sleep 60 & echo $!; wait; sleep 60"

    @Test(.needsRoot)
    func `a program whose output is passed on runs as another user and reads its input`()
        async throws
    {
        var command = shell("id -u; cat; pwd; echo said >&2; exit 4")
        command.user = User(uid: 12345, gid: 12346, groups: [12346], name: "other", home: "/tmp")
        command.input = Array("given\n".utf8)
        let pieces = Collector<[UInt8]>()
        let result = try await runner.read(command) { pieces.add($0) }
        #expect(String(decoding: pieces.values.joined(), as: UTF8.self) == "12345\ngiven\n/\n")
        #expect(result.status == 4 && result.complaints == ["said"])
    }

    @Test func `a program gets what it is fed, and one that ends early says so itself`() async throws {
        var pieces = [Array("one ".utf8), Array("two".utf8), nil].makeIterator()
        let result = try await runner.write(to: shell("cat; env | grep -cE '^(PATH|\(Orphans.variable))='")) {
            pieces.next() ?? nil
        }
        #expect(result.status == 0 && result.output == "one two2\n")
        let early = try await runner.write(to: shell("exec 0<&-; exit 3")) { [UInt8](repeating: 0, count: 1 << 20) }
        #expect(early.status == 3)
    }

    /// A pipe that every process of a group has open for writing; it hangs up when the last of them has ended.
    private struct Witness {
        let path: String
        let pipe: Int32

        /// A script whose processes are watched.
        func watching(_ script: String) -> String { "exec 9>'\(path)'; \(script)" }

        /// Whether nothing has the pipe open for writing any more, or soon has not; the kernel takes a moment to end what was killed.
        func isAlone(within milliseconds: Int32) -> Bool {
            var polled = pollfd(fd: pipe, events: 0, revents: 0)
            return poll(&polled, 1, milliseconds) == 1 && polled.revents & Int16(POLLHUP) != 0
        }

        /// Waits until a process has opened the pipe, by opening it for reading without the flag that keeps it from waiting.
        func awaitCompany() { close(open(path, O_RDONLY | O_CLOEXEC)) }
    }

    private func withWitness(_ body: (Witness) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/alive"
            try #require(mkfifo(path, 0o600) == 0)
            let pipe = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
            try #require(pipe >= 0)
            defer { close(pipe) }
            try await body(Witness(path: path, pipe: pipe))
        }
    }

    @Test(.needsRoot) func `another user's command has that user's ids, groups and home`()
        async throws
    {
        let user = User(uid: 12345, gid: 12346, groups: [12346, 12347], name: "somebody", home: "/tmp")
        var command = shell("id -u; id -g; id -G; echo $HOME $USER; pwd")
        command.user = user
        let result = try await runner.run(command) { _ in }
        #expect(result.output == "12345\n12346\n12346 12347\n/tmp somebody\n/\n")
    }

    @Test func `last words prefer standard error and skip blank lines`() {
        #expect(CommandResult(status: 1, output: "x", errorOutput: "a\n\n  b \n").lastWords() == "a; b")
        #expect(CommandResult(status: 1, output: "x\n", errorOutput: "\n").lastWords() == "x")
        #expect(CommandResult(status: 7, output: "", errorOutput: "").lastWords().contains("7"))
    }
}

@Suite struct OutputCutterTests {
    @Test(
        arguments: [
            ("a\nb\n", ["a", "b"], nil), ("a\r\nb", ["a"], "b"), ("10%\r20%\r", ["10%", "20%"], nil),
            ("\n\n", ["", ""], nil),
        ] as [(String, [String], String?)]
    )
    func `lines end at line feeds and carriage returns`(text: String, lines: [String], rest: String?) {
        var whole = OutputCutter()
        #expect(whole.append(text.utf8) == lines)
        #expect(whole.finish() == rest)
        var bytewise = OutputCutter()
        #expect(text.utf8.flatMap { bytewise.append([$0]) } == lines)
    }

    @Test func `a line without end is cut off at the limit`() {
        var cutter = OutputCutter(limit: 4)
        #expect(cutter.append("abcdefgh\nij\n".utf8) == ["abcd", "ij"])
    }
}

@Suite struct UserTests {
    @Test func `root is found by id and by name`() {
        let root = User.lookup(uid: 0)
        #expect(root == User.lookup(name: "root"))
        #expect(root?.home == "/root")
        #expect(root?.belongs(to: 0) == true)
        #expect(root?.belongs(to: 4_000_000) == false)
        #expect(User.groupID(named: "root") == 0)
    }

    @Test func `an unknown user is nil`() {
        #expect(User.lookup(uid: 4_000_000_000) == nil)
        #expect(User.lookup(name: "no-such-user-here") == nil)
        #expect(User.groupID(named: "no-such-group-here") == nil)
    }
}
