import DustyCore

/// Gives files that containers wrote to the user whom Dusty logs in as. Without root there only the engine can do that:
/// a container of an existing image mounts the directory and changes the owner.
struct OwnershipReclaimer: Sendable {
    let connection: SSHConnection
    let runner: any CommandRunner
    /// Variables for the `docker` program.
    let environment: [String: String]
    /// An image that has `chown`.
    let image: String

    /// Reclaims everything below a directory of the stack's tree; false when that is impossible.
    func reclaim(_ path: String) async throws -> Bool {
        // The container gets the directory that no other can replace: links in it cannot lead out of it.
        guard let place = MachinePlace(path, root: connection.root), !path.utf8.contains(UInt8(ascii: ":")) else {
            return false
        }
        let identity = try await connection.run("id -u; id -g")
        let numbers = identity.output.split(whereSeparator: \.isNewline).compactMap { UInt32($0) }
        guard identity.status == 0, numbers.count == 2 else { return false }
        let arguments = [
            "run", "--rm", "--pull=never", "--network=none", "--user=0:0", "--volume=\(place.trusted):/tree",
            "--entrypoint=chown",
            image, "-R", "-h", "\(numbers[0]):\(numbers[1])", "/tree/\(place.relative)",
        ]
        let command = Command(program: "docker", arguments: arguments, environment: environment)
        return try await runner.run(command) { _ in }.status == 0
    }
}
