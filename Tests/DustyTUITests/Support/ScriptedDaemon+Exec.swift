import DustyCore

/// What a program in a container does.
struct ExecScript: Sendable {
    var output: [ExecOutput] = []
    var code = 0
    /// Waits for the end of the input, then prints what came.
    var echoes = false
}

extension ScriptedDaemon {
    func scripts(of app: String?) async throws -> [ScriptInfo] {
        try answer("scripts \(app ?? "*")", answers.scripts)
    }

    func createExec(_ request: ExecRequest) async throws -> ExecSession {
        let what = request.script.map { "script \($0)" } ?? "command"
        let user = request.user.map { " as \($0)" } ?? ""
        let call = "exec \(request.name) \(what) \(request.arguments)\(user)\(request.terminal ? " terminal" : "")"
        return try answer(call, ExecSession(id: "1"))
    }

    func attachExec(
        _ session: ExecSession,
        sending:
            @escaping @Sendable (_ send: @escaping @Sendable (ExecInput) async throws -> Void) async throws -> Void,
        each: @Sendable (ExecOutput) async throws -> Void
    ) async throws -> Int {
        let script = try answer("attach", answers.exec)
        for output in script.output { try await each(output) }
        guard script.echoes else { return script.code }
        let (inputs, sink) = AsyncStream.makeStream(of: ExecInput.self)
        let sender = Task { try await sending { sink.yield($0) } }
        defer { sender.cancel() }
        for await input in inputs {
            if case .bytes(let bytes) = input { try await each(.out(bytes)) }
            if case .end = input { break }
        }
        return script.code
    }

    func archiveEntry(_ place: ContainerPlace, following: Bool) async throws -> ArchiveEntry {
        try answer("entry \(place.name):\(place.path)", nil)
    }

    func readArchive(_ place: ContainerPlace, each: @Sendable ([UInt8]) async throws -> Void) async throws {
        try answer("read \(place.name):\(place.path)", Void?.none)
    }

    func writeArchive(
        _ place: ContainerPlace,
        sending: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws -> ArchiveReceipt {
        try answer("write \(place.name):\(place.path)", nil)
    }
}
