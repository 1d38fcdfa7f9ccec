import DustyCore
import Synchronization

extension Daemon {
    /// Runs a prepared program and returns its exit code. `sending` runs beside it and is cancelled when it ends;
    /// `each` gets what it prints. The program is hung up when the calling task is cancelled or a closure throws.
    func attach(
        _ session: ExecSession,
        sending:
            @escaping @Sendable (_ send: @escaping @Sendable (ExecInput) async throws -> Void) async throws -> Void,
        each: @Sendable (ExecOutput) async throws -> Void
    ) async throws -> Int {
        let reader = OutputReader()
        try await exchange(.attachExec, Upload(session)) { send in
            try await sending { try await send($0.frame.bytes) }
            // A body that ends would mean that we are gone.
            while true { try await Task.sleep(for: .seconds(3600)) }
        } each: { bytes in
            for frame in try await reader.append(bytes) {
                switch try ExecOutput(frame) {
                case .exit(let status): await reader.end(with: status)
                case .failure(let error): throw error
                case let output: try await each(output)
                }
            }
        }
        guard let code = await reader.code else {
            throw DustyError(
                .unavailable,
                "the daemon closed the connection; the program was hung up",
                hint: "if it is restarting, try again"
            )
        }
        return code
    }

    /// A tar archive of `/persist`, piece by piece; an incomplete one ends with an error that says why, as far as that
    /// is known.
    func backup(_ request: BackupRequest, each: @Sendable ([UInt8]) async throws -> Void) async throws {
        let hasBegun = Mutex(false)
        do {
            try await read(.backup, request) { piece in
                hasBegun.withLock { $0 = true }
                try await each(piece)
            }
        } catch let error as DustyError where error.code == .unavailable && hasBegun.withLock({ $0 }) {
            throw await whyCutOff() ?? error
        }
    }

    /// Why an archive ended in the middle, as far as the daemon can say afterwards; nil when it no longer answers.
    private func whyCutOff() async -> DustyError? {
        guard let machine = try? await call(.status).machine else { return nil }
        guard [.connecting, .unreachable].contains(machine.state) else {
            return DustyError(.failed, "the backup was cut off before its end", hint: "see the daemon's log")
        }
        let lost = "the connection to \(machine.target ?? "the machine") was lost"
        return DustyError(
            .failed,
            "the backup was cut off: \(machine.message ?? lost)",
            hint: "try again when `dusty machine show` says that it is connected"
        )
    }
}

/// Reads the output of a program, and keeps its exit code.
private actor OutputReader {
    private var splitter = ExecFrame.Splitter()
    private(set) var code: Int?

    func append(_ bytes: [UInt8]) throws -> [ExecFrame] {
        try splitter.append(bytes)
    }

    func end(with code: Int) {
        self.code = code
    }
}
