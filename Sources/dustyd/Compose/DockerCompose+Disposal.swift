import DustyCore
import Glibc

extension DockerCompose: ComposeDisposal {
    func dispose(_ project: ComposeProject) async throws {
        // The old generation knows containers by the file only; without one there is nothing it could take down.
        let isCurrent = try await program().isCurrent
        let hasFile = access(project.file, R_OK) == 0
        guard hasFile || isCurrent else { return }
        let arguments = ["down", "--volumes", "--remove-orphans", "--timeout", "0"]
        let result = try await run(project, arguments, withFile: hasFile) { _ in }
        if result.status == 0 { return }
        // A file that Compose cannot read must not keep containers alive.
        guard hasFile, isCurrent else { throw failure(arguments, result) }
        let second = try await run(project, arguments, withFile: false) { _ in }
        guard second.status == 0 else { throw failure(arguments, result) }
    }
}
