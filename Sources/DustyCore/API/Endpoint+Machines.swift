extension MachineRequest: JSONBody {}
extension MachineChoice: JSONBody {}
extension MachineCreation: JSONBody {}
extension MachineChange: JSONBody {}

extension Endpoint<NoInput, [MachineInfo]> {
    /// Every machine.
    public static var machines: Self {
        Self(
            .get,
            "/v1/machines",
            "Every machine, `local` first.",
            for: .member,
            about: .daemon,
            errors: [.conflict]
        )
    }
}

extension Endpoint<MachineRequest, MachineReport> {
    /// Logs in to a host, learns its keys and stores it under a name.
    public static var addMachine: Self {
        Self(
            .post,
            "/v1/machines",
            "Logs in to a host as the caller, learns its keys and stores it under a name.",
            for: .owner,
            about: .daemon,
            status: 201,
            errors: [.invalid, .conflict, .unavailable, .failed]
        )
    }
}

extension Endpoint<MachineChoice, MachineReport> {
    /// Moves the stack to another machine.
    public static var useMachine: Self {
        Self(
            .post,
            "/v1/machines/use",
            "Moves the stack to another machine; a daemon with the same process id takes over.",
            for: .owner,
            about: .daemon,
            errors: [.notFound, .busy, .conflict]
        )
    }

    /// Forgets a machine. Files on a host stay there.
    public static var removeMachine: Self {
        Self(
            .post,
            "/v1/machines/remove",
            "Forgets a machine; a virtual machine that Dusty created is deleted with its disk.",
            for: .owner,
            about: .daemon,
            errors: [.invalid, .notFound, .conflict]
        )
    }
}

extension Endpoint<MachineCreation, Job> {
    /// Creates and starts a virtual machine; the job shows the progress.
    public static var createMachine: Self {
        Self(
            .post,
            "/v1/machines/create",
            "Creates and starts a virtual machine; the job continues when the caller disconnects.",
            for: .owner,
            about: .daemon,
            status: 201,
            errors: [.invalid, .notFound, .conflict, .busy]
        )
    }
}

extension Endpoint<MachineChange, MachineReport> {
    /// Changes the settings of a virtual machine.
    public static var changeMachine: Self {
        Self(
            .post,
            "/v1/machines/change",
            "Changes the settings of a virtual machine, from its next start on.",
            for: .owner,
            about: .daemon,
            errors: [.invalid, .notFound, .conflict]
        )
    }
}
