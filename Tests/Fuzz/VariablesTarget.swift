@testable import DustyCore

/// A project's file of variables, and behind a line `===` a text that has them: bounded, and with no variable left where all are set.
enum VariablesTarget: FuzzTarget {
    @Sendable static func read(_ bytes: [UInt8]) {
        let parts = bytes.text.parts(at: "===\n", keepingEmpty: true)
        let (variables, secrets, faults) = EnvFile.project(parts[0])
        require(variables.count <= 1000 && faults.count <= 40, "what is read of a file is bounded")
        require(variables.reduce(0) { $0 + $1.value.utf8.count } <= 1 << 20, "values are bounded together")
        require(secrets.isSubset(of: variables.map(\.name)), "secrets are variables")
        let lines = parts[0].utf8.count { $0 == 0x0A } + 1
        require(
            faults.allSatisfy { (1...lines).contains($0.place.line) && $0.place.column > 0 },
            "faults are in the file"
        )
        let values = Dictionary(variables.map { ($0.name, $0.value) }) { $1 }
        let text = parts.last ?? ""
        let outcome = Interpolation.outcome(of: text, limit: 4096) { values[$0] }
        require(outcome.text.utf8.count <= 4096, "a text becomes no longer than it may")
        require(outcome.used.isSuperset(of: outcome.unset), "what is not set is used")
        require(Interpolation.references(in: text).isSuperset(of: outcome.used), "all that is used is a reference")
        let escaped = text.parts(at: "$", keepingEmpty: true).joined(separator: "$$")
        let same = Interpolation.outcome(of: escaped) { _ in "x" }
        require(same.text == text && same.used.isEmpty && !same.isInvalid, "two dollars are one")
        let unset = Interpolation.outcome(of: text) { _ in nil }
        require(unset.missing == nil || !unset.used.isEmpty, "what is missing has a name")
    }
}
