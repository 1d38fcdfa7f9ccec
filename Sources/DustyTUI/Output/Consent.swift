import ArgumentParser
import DustyCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The switch of every command that asks before it does what cannot be undone.
struct Consent: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    /// Asks, unless that was answered in advance. Throws when the answer is no, or when there is no terminal to answer on.
    func ask(_ question: String, _ console: Console) throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw DustyError(.conflict, "nothing was done: there is no terminal to ask at", hint: "give --yes")
        }
        try console.prompt("\(question) [y/N] ", on: .error)
        let answer = readLine()?.lowercased() ?? ""
        guard answer == "y" || answer == "yes" else { throw DustyError(.cancelled, "nothing was done") }
    }
}
