import ArgumentParser
import DustyCore
import Synchronization
import Testing

@testable import DustyTUI

struct SetupDialogueTests {
    private let captured = CapturedConsole()

    private func answers(specsRepo: String? = nil, owner: String? = nil, active: Bool = false) -> ScriptedDaemon.Answers
    {
        func setting(_ key: String, _ value: String?) -> SettingStatus {
            SettingStatus(key: key, type: .repo, summary: "", value: value, command: "")
        }
        let bundles = ["back", "shop"].map { BundleStatus(name: $0, description: "", active: active) }
        return ScriptedDaemon.Answers(
            bundles,
            [setting("specs_repo", specsRepo), setting("owner", owner)],
            SetupReport(
                specsRepo: "h/o/specs",
                specsPath: "/m/h/o/specs",
                owner: "ann",
                bundles: bundles,
                problems: []
            )
        )
    }

    private func run(
        _ request: SetupRequest,
        _ daemon: ScriptedDaemon,
        typed: [String?]? = nil
    ) async throws -> [String] {
        let script = typed.map { Typist($0) }
        let dialogue = SetupDialogue(
            daemon: daemon,
            console: captured.console(),
            question: script.map { typist in Question { typist.answer($0) } }
        )
        try await dialogue.run(request, asJSON: false)
        return script?.questions ?? []
    }

    @Test(arguments: ["", "y", "Y", "yes"])
    func `A120 an empty answer and a yes accept what is proposed`(answer: String) async throws {
        let daemon = ScriptedDaemon(answers(specsRepo: "h/o/specs", owner: "ann", active: true))
        let questions = try await run(SetupRequest(), daemon, typed: [answer, answer])
        #expect(daemon.calls == ["config", "setUp owner=ann specs_repo=h/o/specs"])
        #expect(
            questions == [
                "Repo of the specs [h/o/specs]: ", "Login name of the user who may always use Dusty [ann]: ",
            ]
        )
        #expect(captured.out.hasSuffix("active bundles: back shop\nnext: `dusty up`\n"))
    }

    @Test func `A120 A123 another answer replaces what is proposed, and bundles are chosen from those there are`()
        async throws
    {
        let daemon = ScriptedDaemon(answers(specsRepo: "h/o/specs", owner: "ann"))
        let questions = try await run(SetupRequest(), daemon, typed: ["git@h:o/other.git", "bob", "shop, back"])
        #expect(
            daemon.calls == [
                "config", "setUp owner=bob specs_repo=git@h:o/other.git", "changeBundles active names=shop,back",
            ]
        )
        #expect(questions.last == "Bundles to activate, or `all` [none]: ")
    }

    @Test func `A121 each option skips its question, and with all of them nothing is asked`() async throws {
        let daemon = ScriptedDaemon(answers())
        let request = SetupRequest(specsRepo: "/specs", owner: "ann", bundles: ["shop"])
        #expect(try await run(request, daemon, typed: []) == [])
        #expect(try await run(request, daemon) == [])
        #expect(daemon.calls.contains("setUp bundles=shop owner=ann specs_repo=/specs"))
        let one = try await run(SetupRequest(specsRepo: "/specs", bundles: []), daemon, typed: ["ann"])
        #expect(one.count == 1)
    }

    @Test func `A123 without a terminal what is not said stays as it is`() async throws {
        let daemon = ScriptedDaemon(answers(specsRepo: "h/o/specs", owner: "ann"))
        _ = try await run(SetupRequest(), daemon)
        #expect(daemon.calls == ["config", "setUp owner=ann"])
        #expect(
            captured.out.hasSuffix("next: choose what to run with `dusty bundles activate NAME…`, then `dusty up`\n")
        )
    }

    @Test func `without a specs repo anywhere the option is named`() async throws {
        for typed in [nil, [nil, nil]] as [[String?]?] {
            let daemon = ScriptedDaemon(answers())
            await #expect(throws: ValidationError.self) { _ = try await run(SetupRequest(), daemon, typed: typed) }
            #expect(daemon.calls == ["config"])
        }
    }
}

/// Types what it was told to, and remembers what it was asked.
private final class Typist: Sendable {
    private let state: Mutex<(answers: [String?], questions: [String])>

    init(_ answers: [String?]) {
        state = Mutex((answers, []))
    }

    var questions: [String] { state.withLock { $0.questions } }

    func answer(_ question: String) -> String? {
        state.withLock { state in
            state.questions.append(question)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
    }
}
