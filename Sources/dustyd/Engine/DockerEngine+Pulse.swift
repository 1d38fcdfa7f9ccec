import DustyCore
import UnixHTTP

extension DockerEngine: EnginePulse {
    func ping() async throws {
        try await api.reply("GET", "/_ping")
    }

    func ping(container: String) async throws {
        do {
            // One measurement of one container is the least for which the engine asks containerd, which asks the kernel.
            try await api.reply(
                "GET",
                "/containers/\(HTTPQuery.escape(container))/stats",
                [("stream", "false"), ("one-shot", "true")]
            )
        } catch let error as DustyError where error.code != .unavailable {
            // A refusal is an answer: it has gone, or stands still.
        }
    }
}
