import DustyCore

/// The containers of a stack that run one program and go.
struct OneOffs: Sendable {
    let names: StackNames
    let ledger: OneOffLedger
    /// What they are made from, where that was found out a short while ago.
    let models: OneOffModels
}

extension ExecService {
    /// Seconds that a program has to end when its caller is gone.
    private static let grace = 2

    /// Makes a container for a prepared program, runs it there and takes the container away, whatever becomes of the program, its caller and
    /// the task.
    func runOneOff(
        _ exec: PreparedExec,
        like service: String,
        in oneOffs: OneOffs,
        sending:
            @escaping @Sendable (_ send: @escaping @Sendable (ExecInput) async throws -> Void) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        let name = oneOffs.names.oneOffName(for: service, mark: exec.mark)
        try await oneOffs.ledger.add(name)
        let identity = OneOffIdentity(name: name, stack: oneOffs.names.name, service: service)
        try await create(identity, for: exec, in: oneOffs)
        do {
            try await engine.runOneOff(name, terminal: exec.program.terminal, size: exec.program.size) { input in
                try await sending { try await pass($0, to: input, ofOneOff: name) }
                throw CallerGone()
            } each: { output in
                try await each(output)
            }
        } catch {
            // The task may be cancelled already, and this must be done all the same.
            await Task { await remove(name, in: oneOffs, grace: Self.grace) }.value
            throw error
        }
        await Task { await remove(name, in: oneOffs, grace: 0) }.value
    }

    private func create(_ identity: OneOffIdentity, for exec: PreparedExec, in oneOffs: OneOffs) async throws {
        do {
            let definition: OneOffDefinition
            if let known = exec.definition {
                definition = known
            } else {
                definition = try await engine.definition(of: exec.container)
            }
            try await engine.createOneOff(definition, exec.program, identity)
        } catch {
            await Task { await oneOffs.ledger.abandon(identity.name, with: engine) }.value
            throw error
        }
    }

    /// One that cannot be removed now is left to the sweeper.
    private func remove(_ name: String, in oneOffs: OneOffs, grace: Int) async {
        await oneOffs.ledger.clear(name, with: engine, grace: grace)
    }

    private func pass(_ input: ExecInput, to program: any ExecStandardInput, ofOneOff name: String) async throws {
        switch input {
        case .bytes(let bytes): try await program.write(bytes)
        case .end: program.finish()
        // A program that has just ended has no size and takes no signal.
        case .resize(let size): try? await engine.resizeOneOff(name, to: size)
        case .signal(let signal): try? await engine.signal(container: name, signal.rawValue)
        }
    }
}

extension OneOffLedger {
    /// Removes a container; one that cannot be removed now is left to the sweeper.
    func clear(_ name: String, with engine: any EngineOneOff, grace seconds: Int) async {
        guard (try? await engine.removeOneOff(name, grace: seconds)) != nil else { return leave(name) }
        await remove(name)
    }

    /// Gives up a container that could not be made. The engine may make it even so, and only after this: the sweeper looks again.
    func abandon(_ name: String, with engine: any EngineOneOff) async {
        try? await engine.removeOneOff(name, grace: 0)
        leave(name)
    }

    /// Removes these containers, running or not.
    func clear(_ names: [String], with engine: any EngineOneOff) async throws {
        for name in names {
            try await engine.removeOneOff(name, grace: 0)
            await remove(name)
        }
    }
}
