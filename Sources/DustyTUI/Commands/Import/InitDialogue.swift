import DustyCore
import Essentials

/// Asks for everything that a first spec needs and no option gave.
struct InitDialogue: Sendable {
    let console: Console
    /// Nil without a terminal.
    let question: Question?

    /// Completes a first spec, with suggestions from the directory of the code.
    func complete(_ spec: FirstSpec, _ kind: ProjectKind?, given: Dusty.Init.Answers) throws -> FirstSpec {
        var spec = spec
        if let kind { try console.print("found \(kind.title) in \(console.shown(spec.code))") }
        spec.name = try name(given.name, proposal: spec.name)
        let builds = given.image == nil && kind?.image == nil && kind != nil
        spec.image = try builds ? nil : given.image ?? ask("Image it runs in", proposal: kind?.image)
        guard builds || spec.image != nil else {
            throw DustyError(
                .invalid,
                "there is no Dockerfile in \(spec.code), and no image was given",
                hint: "give --image, such as `--image python:3.12`"
            )
        }
        spec.mount =
            try given.mount
            ?? (builds ? ask("Where its code is in the image, or -", proposal: kind?.mount) : "/\(spec.name)")
        spec.mount = spec.mount == "-" ? nil : spec.mount
        spec.command =
            try given.command
            ?? ask(builds ? "Command, or - for the image's own" : "Command that runs it", proposal: kind?.command)
        spec.command = spec.command == "-" ? nil : spec.command
        spec.once = spec.command == nil || given.command != nil && kind?.command == nil ? [] : kind?.once ?? []
        spec.port = try port(given.port, proposal: kind?.port)
        if spec.port != nil {
            spec.hostName = try given.hostName ?? ask("Host name", proposal: "\(FirstSpec.hostLabel(spec.name)).test")
        }
        spec.services = try services(given.services)
        return spec
    }

    /// The answer to a question; the suggestion if there is no terminal.
    private func ask(_ text: String, proposal: String?) throws -> String? {
        guard let question else { return proposal }
        let answer = try question.ask(text, proposal: proposal)
        return answer?.isEmpty == true ? nil : answer
    }

    private func name(_ given: String?, proposal: String) throws -> String {
        try untilRight(isAsked: given == nil) {
            let answer = try given ?? ask("Name of the app", proposal: proposal) ?? proposal
            let name = FirstSpec.name(from: answer)
            guard name == answer else {
                throw DustyError(.invalid, "`\(answer)` cannot be the name of an app", hint: "use `\(name)`")
            }
            return name
        }
    }

    /// Asks again after an answer that cannot be, so that the others are not lost. At the end of the input the proposal counts.
    private func untilRight<Value>(isAsked: Bool, _ answer: () throws -> Value) throws -> Value {
        while true {
            do { return try answer() } catch let error as DustyError {
                guard isAsked, question != nil, error.code == .invalid else { throw error }
                try Task.checkCancellation()
                try console.report(error)
            }
        }
    }

    private func port(_ given: Int?, proposal: Int?) throws -> Int? {
        if let given { return given }
        return try untilRight(isAsked: true) {
            guard let answer = try ask("Port it listens on, or -", proposal: proposal.map(String.init)), answer != "-"
            else {
                return nil
            }
            guard let port = Int(answer), (1...65_535).contains(port) else {
                throw DustyError(.invalid, "`\(answer)` is not a port", hint: "give a number from 1 to 65535")
            }
            return port
        }
    }

    private func services(_ given: [String]) throws -> [KnownService] {
        let known = KnownService.allCases.map(\.rawValue).joined(separator: ", ")
        return try untilRight(isAsked: given.isEmpty) {
            var names = given
            if given.isEmpty, let answer = try ask("Services it needs, of \(known), or -", proposal: nil),
                answer != "-"
            {
                names = answer.split { " ,".contains($0) }.map(String.init)
            }
            return try names.map { name in
                guard let service = KnownService(rawValue: name) else {
                    throw DustyError(.invalid, "`\(name)` is not a service that `init` knows", hint: "use \(known)")
                }
                return service
            }
        }
    }
}
