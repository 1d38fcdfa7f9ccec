import CLibrary
import DustyCore
import Testing

@testable import dustyd

/// Real programs that come to every kind of bad end: each failure names the program, what happened to it and what to do.
@Suite(.timeLimit(.minutes(5))) struct ProgramFailureTests {
    /// An end, and what must be said of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let script: String
        var says: [String]
        var advises: String?
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "killed without a word",
            script: "kill -9 $$",
            says: ["sh was killed by signal 9 (SIGKILL)"],
            advises: "out of memory"
        ),
        Case(
            name: "killed after some words",
            script: "echo half done >&2; kill -KILL $$",
            says: ["sh was killed by signal 9 (SIGKILL)", "half done"],
            advises: "run the same again"
        ),
        Case(
            name: "ended by another",
            script: "kill -TERM $$",
            says: ["sh was killed by signal 15 (SIGTERM)"],
            advises: "another program or user stopped it"
        ),
        Case(
            name: "crashed",
            script: "kill -SEGV $$",
            says: ["sh crashed with signal 11 (SIGSEGV)"],
            advises: "apt-get install --reinstall dash"
        ),
        Case(
            name: "its own child was killed",
            script: "sh -c 'kill -9 $$' 2>/dev/null; exit $?",
            says: ["sh ended with exit code 137: the program it ran was killed by signal 9 (SIGKILL)"],
            advises: "run the same again"
        ),
        Case(name: "silent", script: "exit 3", says: ["sh ended with exit code 3 and printed nothing"], advises: nil),
        Case(name: "with words", script: "echo no such thing >&2; exit 2", says: ["no such thing"], advises: nil),
        Case(name: "usage", script: "echo usage: git >&2; exit 129", says: ["usage: git"], advises: nil),
        Case(
            name: "a flood on standard error",
            script: "head -c 20000000 /dev/zero | tr '\\0' x >&2; echo >&2; echo the end >&2; exit 1",
            says: ["the end"],
            advises: nil
        ),
    ]

    @Test(
        arguments: zip(
            ["VBoxManage", "/usr/bin/limactl", "ssh-keyscan", "ip", "git"],
            [
                "install VirtualBox: https://www.virtualbox.org/wiki/Linux_Downloads",
                "install Lima: https://lima-vm.io/docs/installation",
                "install it, on Debian: apt-get install openssh-client",
                "install it, on Debian: apt-get install iproute2", "install it, on Debian: apt-get install git",
            ]
        )
    )
    func `a program that is missing is looked for where it comes from`(program: String, advice: String) {
        #expect(HostWords.linux.advice("install it", program) == advice)
    }

    @Test(arguments: cases) func `what happened and what to do is said`(_ end: Case) async throws {
        let result = try await SubprocessRunner().run(Command(program: "sh", arguments: ["-c", end.script])) { _ in }
        #expect(result.status != 0)
        let words = result.lastWords()
        for part in end.says { #expect(words.contains(part), "\(words)") }
        #expect(words.utf8.count < 4096)
        if let advice = end.advises {
            #expect(result.advice?.contains(advice) == true, "\(result.advice ?? "nothing")")
        } else {
            #expect(result.advice == nil)
        }
    }

    @Test(arguments: cases) func `a program whose output is passed on fails in the same words`(_ end: Case) async throws
    {
        let command = Command(program: "sh", arguments: ["-c", end.script])
        let result = try await SubprocessRunner().read(command) { _ in }
        for part in end.says { #expect(result.lastWords().contains(part), "\(result)") }
        if let advice = end.advises { #expect(result.advice?.contains(advice) == true) }
    }

    @Test func `memory that ran out is distinguished from another kill`() {
        let ending = ProgramEnding.signaled(SIGKILL, starved: true)
        #expect(ending.event.contains("memory ran out"))
        #expect(ending.advice(for: "rsync")?.contains("free some memory") == true)
        #expect(OutOfMemoryCount.now() != nil)
    }

    @Test func `a program that takes too long is stopped with its children and named`() async throws {
        let command = Command(
            program: "sh",
            arguments: ["-c", "trap '' TERM; sleep 600 & wait; sleep 600"],
            limit: .milliseconds(300)
        )
        // It ends by itself only after the suite's time.
        let error = await #expect(throws: DustyError.self) {
            try await SubprocessRunner(grace: .milliseconds(200)).run(command) { _ in }
        }
        #expect(error?.message == "sh was stopped, because it was still running after 300 ms")
        #expect(error?.hint?.contains("what it waits for") == true)
    }

    @Test func `a program that moves no byte is stopped, however long the other side takes`() async throws {
        let programs = SubprocessRunner(stall: .milliseconds(300))
        let pieces = Collector<[UInt8]>()
        let error = await #expect(throws: DustyError.self) {
            try await programs.read(Command(program: "sh", arguments: ["-c", "echo one; exec sleep 60"])) { piece in
                // Longer than the limit: it is not the program that is slow here.
                try await Task.sleep(for: .milliseconds(400))
                pieces.add(piece)
            }
        }
        #expect(pieces.values == [Array("one\n".utf8)])
        #expect(error?.message.contains("sh was stopped, because it had not moved a byte") == true)
        await #expect(throws: DustyError.self) {
            try await programs.write(to: Command(program: "sleep", arguments: ["60"])) {
                [UInt8](repeating: 0, count: 1 << 20)
            }
        }
    }

    /// A file that cannot be run, and what must be said of it.
    @Test(
        arguments: [
            ("missing", nil, 0o000, "is needed, but is not in", "install it"),
            ("closed", "#!/bin/sh\n", 0o644, "cannot be executed: permission denied", "chmod +x"),
            ("garbage", "\u{7F}ELFnonsense", 0o755, "exec format error", "reinstall it"),
            ("orphan", "#!/no/such/interpreter\n", 0o755, "interpreter", "reinstall it"),
        ] as [(String, String?, Int, String, String)]
    )
    func `what cannot be started is named with what to do`(
        name: String,
        text: String?,
        mode: Int,
        says: String,
        advises: String
    ) async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/\(name)"
            if let text {
                try makeFile(path, text)
                chmod(path, mode_t(mode))
            }
            var users: [User?] = [nil]
            // What changes the user has a shell read what the kernel does not take for a program.
            if geteuid() == 0, name != "garbage" {
                users.append(User(uid: 0x7777, gid: 0x7777, groups: [], name: "other", home: "/"))
            }
            chmod(directory, 0o755)
            for user in users {
                let command = Command(program: path, arguments: [], user: user)
                let error = await #expect(throws: DustyError.self, "\(name) \(user?.name ?? "")") {
                    let result = try await SubprocessRunner().run(command) { _ in }
                    Issue.record("\(result)")
                }
                #expect(error?.message.contains(name) == true)
                #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
                #expect(error?.hint?.contains(advises) == true, "\(error?.hint ?? "")")
            }
        }
    }
}
