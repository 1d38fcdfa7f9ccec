import DustyCore

/// VirtualBox's own program, run as the user who owns the virtual machines: each user has a set of their own.
struct VBoxManage: Sendable {
    private static let mark = "VBoxManage: error: "

    let runner: any CommandRunner
    let owner: User

    /// Runs it; a status other than 0 is not an error.
    func attempt(_ arguments: [String]) async throws -> CommandResult {
        try await runner.run(command(arguments)) { _ in }
    }

    /// Runs it and returns its output. Throws `DustyError` `.failed` with the first line of its error output.
    @discardableResult
    func run(_ arguments: [String]) async throws -> String {
        let result = try await attempt(arguments)
        guard result.status == 0 else { throw Self.failure(arguments, result) }
        return result.output
    }

    /// Names and ids of virtual machines: of all, or of those that run.
    func list(running: Bool) async throws -> VBoxList {
        VBoxList(try await run(["list", running ? "runningvms" : "vms"]))
    }

    /// The properties of an existing one.
    func information(_ name: String) async throws -> VBoxInformation {
        VBoxInformation(try await run(["showvminfo", name, "--machinereadable"]))
    }

    /// A failure in its own words: the first line says what, the others where in its source.
    static func failure(_ arguments: [String], _ result: CommandResult) -> DustyError {
        let said = result.errorOutput.split(whereSeparator: \.isNewline).first { $0.hasPrefix(mark) }
        let words = said.map { String($0.dropFirst(mark.count)) } ?? result.lastWords(lines: 2)
        return DustyError(
            .failed,
            "VBoxManage \(arguments.prefix(2).joined(separator: " ")): \(words)",
            hint: result.advice
        )
    }

    private func command(_ arguments: [String]) -> Command {
        Command(program: "VBoxManage", arguments: arguments, user: owner)
    }
}
