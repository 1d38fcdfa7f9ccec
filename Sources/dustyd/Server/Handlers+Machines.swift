import DustyCore

extension Handlers {
    func addMachines(to routes: inout Routes) {
        routes.serve(.machines) { _ in try await machines.all() }
        routes.serve(.addMachine) { wanted, call in
            try await machines.add(wanted, for: try call.caller(sshAuthSock: wanted.sshAuthSock))
        }
        routes.serve(.useMachine) { choice, _ in try await machines.use(choice) }
        routes.serve(.createMachine) { wanted, call in
            try await machines.create(wanted, for: try call.caller(sshAuthSock: wanted.sshAuthSock))
        }
        routes.serve(.changeMachine) { change, _ in try await machines.change(change) }
        routes.serve(.removeMachine) { choice, _ in try await machines.remove(choice) }
    }
}
