import DustyCore

extension JobFlags {
    /// Asks for a job as it is described, with these switches and the caller's SSH agent, and follows it.
    func run(_ request: JobRequest, _ daemon: any Daemon, _ console: Console) async throws {
        var request = request
        request.queue = queue
        request.sshAuthSock = SSHAgent.socketPath()
        try await JobFollowing(daemon: daemon, console: console, asJSON: json).run(request)
    }
}
