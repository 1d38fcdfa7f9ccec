import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct UnreadableSettingsTests {
    private func with(_ body: (TestStack) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            #expect(try await stack.run(.up()).state == .succeeded)
            await stack.world.forgetCalls()
            try await body(stack)
        }
    }

    private func spoil(_ path: String, of stack: TestStack) throws {
        try stack.files.replace(path, with: Array("api: {DB: 'hunter2\n".utf8), mode: 0o600)
    }

    @Test(arguments: [Job.Operation.up(), .rebuild([]), .restart(.services([]))])
    func `without the variables no container is replaced, and the reason holds no value`(
        _ operation: Job.Operation
    ) async throws {
        try await with { stack in
            try spoil(stack.paths.variables, of: stack)
            let job = try await stack.run(operation)
            #expect(job.state == .failed)
            #expect(job.error?.message.hasPrefix("\(stack.paths.variables):1:") == true)
            #expect(!"\(job)".contains("hunter2"))
            #expect(await !stack.world.calls.contains { $0.hasPrefix("compose") })
        }
    }

    @Test(arguments: [Job.Operation.stop([]), .sync([]), .down()])
    func `what needs no variables works without them`(_ operation: Job.Operation) async throws {
        try await with { stack in
            try spoil(stack.paths.variables, of: stack)
            #expect(try await stack.run(operation).state == .succeeded)
        }
    }

    @Test(arguments: [Job.Operation.stop([]), .down()])
    func `what needs no settings works without them, and up does not`(_ operation: Job.Operation) async throws {
        try await with { stack in
            try spoil(stack.paths.settings, of: stack)
            let up = try await stack.run(.up())
            #expect(up.error?.message.hasPrefix("\(stack.paths.settings):1:") == true)
            #expect(await stack.world.calls == [])
            #expect(try await stack.run(operation).state == .succeeded)
        }
    }

    @Test func `status says what cannot be read until it can be, and looks again then`() async throws {
        try await with { stack in
            let good = try #require(try stack.files.contents(stack.paths.settings))
            try spoil(stack.paths.settings, of: stack)
            await stack.context.refreshFileWarnings()
            var snapshot = await stack.observatory.snapshot()
            let warning = try #require(snapshot.warnings.first { $0.subject == .settings })
            #expect(warning.message.hasPrefix("\(stack.paths.settings):1:"))
            #expect(!"\(snapshot)".contains("hunter2"))
            let doctor = await Doctor(stack: stack.context, disk: stack.disk, caller: .tester, fixes: false).examine()
            #expect(doctor.checks.contains { $0.name == "settings" && $0.message == warning.message })
            try stack.files.replace(stack.paths.settings, with: good, mode: 0o644)
            await stack.context.refreshFileWarnings()
            snapshot = await stack.observatory.snapshot()
            #expect(snapshot.warnings == [])
            #expect(snapshot.bundles.contains { $0.name == "shop" && $0.active })
        }
    }

    @Test func `a dump of a stack whose variables cannot be read holds none of them`() async throws {
        try await with { stack in
            let job =
                #"{"next":2,"jobs":[{"id":1,"kind":"up","names":[],"state":"failed","user":"ann","#
                + #""created_at":"2026-01-01T00:00:00Z","steps":[],"tail":["it said hunter2-value"],"error":{"code":"conflict","#
                + #""message":"/etc/dusty/env.yml cannot be read: 1:1\nAPI: 'hunter2-other'"}}]}"#
            try stack.files.replace(stack.paths.journal, with: Array(job.utf8), mode: 0o600)
            try stack.files.replace(
                stack.paths.variables,
                with: Array("api:\n  DB: 'hunter2-value\n".utf8),
                mode: 0o600
            )
            let jobs = Jobs(
                runner: stack.runner,
                journal: JobJournal(path: stack.paths.journal, files: stack.files),
                observatory: stack.observatory,
                logger: .silent
            )
            let doctor = Doctor(stack: stack.context, disk: stack.disk, caller: .tester, fixes: false)
            let documents = await Dump(stack: stack.context, disk: stack.disk, jobs: jobs, doctor: doctor, audit: nil)
                .documents()
            for document in documents { #expect(!document.text.contains("hunter2"), "\(document.name)") }
            #expect(documents.first { $0.name == "jobs.json" }?.text.contains("env.yml cannot be read: ") == true)
            let kept = String(decoding: try stack.files.contents(stack.paths.journal) ?? [], as: UTF8.self)
            #expect(!kept.contains("hunter2-other"))
        }
    }
}
