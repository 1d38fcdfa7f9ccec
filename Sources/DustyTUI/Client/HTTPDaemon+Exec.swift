import DustyCore
import UnixHTTP

extension HTTPDaemon: ExecDaemon {
    func scripts(of app: String?) async throws -> [ScriptInfo] {
        let items: [(name: String, value: String)] = app.map { [(name: "app", value: $0)] } ?? []
        return try await value(HTTPQuery.path(Endpoint.scripts, items))
    }

    func createExec(_ request: ExecRequest) async throws -> ExecSession {
        try await value(post: request, to: Endpoint.exec)
    }

    func attachExec(
        _ session: ExecSession,
        sending:
            @escaping @Sendable (_ send: @escaping @Sendable (ExecInput) async throws -> Void) async throws -> Void,
        each: @Sendable (ExecOutput) async throws -> Void
    ) async throws -> Int {
        var splitter = ExecFrame.Splitter()
        var code: Int?
        let path = Endpoint.attachExec(HTTPQuery.escape(session.id))
        let call = HTTPCall(method: "POST", path: path, headers: [("Content-Type", Endpoint.bytes)])
        try await bytes(call) { writer in
            try await sending { try await writer.write($0.frame.bytes) }
            // A body that ends would say that we are gone.
            while true { try await Task.sleep(for: .seconds(3600)) }
        } each: { bytes in
            for frame in try splitter.append(bytes) {
                switch try ExecOutput(frame) {
                case .exit(let status): code = status
                case .failure(let error): throw error
                case let output: try await each(output)
                }
            }
        }
        guard let code else {
            throw DustyError(
                .unavailable,
                "the daemon closed the connection; the program was hung up",
                hint: "is it restarting? Try again."
            )
        }
        return code
    }
}
