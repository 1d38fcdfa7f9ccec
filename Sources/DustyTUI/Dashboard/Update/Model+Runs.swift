import DustyCore
import DustyTerminal

extension Model {
    /// Runs a script of an app on this terminal.
    mutating func run(script: String, of app: String, arguments: String) -> [Effect] {
        if let reason = reasonNotToAct { return say(.warning, reason) }
        do {
            let words = try CommandWords.split(arguments)
            return [.lend(.dusty(["scripts", app, script] + words, pauses: .always))]
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
