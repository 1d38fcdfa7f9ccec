import DustyCore
import DustyTerminal

extension Model {
    /// Starts a script of an app as a job, and goes to its output; or runs it on this terminal, which one that asks needs.
    mutating func run(script: String, of app: String, arguments: String, onTerminal: Bool = false) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        do {
            let words = try CommandWords.split(arguments)
            if onTerminal { return [.lend(.dusty(["scripts", app, script] + words, pauses: .always))] }
            focus(on: .jobs)
            return [.start(JobRequest(.script(app, ScriptRequest(name: script, arguments: words)), queue: true))]
        } catch {
            return say(.warning, Wording.failure(of: "run \(script)", error))
        }
    }

    /// Starts a test suite as a job, and goes to its output.
    mutating func run(suite: String, of name: String, arguments: String) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        do {
            let words = try CommandWords.split(arguments)
            focus(on: .jobs)
            let test = TestRequest(suite: suite, arguments: words)
            return [.start(JobRequest(.test(name, test), queue: true))]
        } catch {
            return say(.warning, Wording.failure(of: "test \(suite)", error))
        }
    }
}
