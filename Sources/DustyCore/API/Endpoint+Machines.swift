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
    /// Logs in to a host, learns its keys and keeps it under a name.
    public static var addMachine: Self {
        Self(
            .post,
            "/v1/machines",
            "Logs in to a host as the caller, learns its keys and keeps it under a name.",
            for: .owner,
            about: .daemon,
            status: 201,
            errors: [.invalid, .conflict, .unavailable, .failed]
        )
    }
}

extension Endpoint<MachineChoice, MachineReport> {
    /// Has the stack live on another machine from now on.
    public static var useMachine: Self {
        Self(
            .post,
            "/v1/machines/use",
            "Has the stack live on another machine; a daemon with the same process id takes over.",
            for: .owner,
            about: .daemon,
            errors: [.notFound, .busy, .conflict]
        )
    }

    /// Forgets a machine. What is on a host stays there.
    public static var removeMachine: Self {
        Self(
            .post,
            "/v1/machines/remove",
            "Forgets a machine; a virtual one that Dusty made is removed with its disk.",
            for: .owner,
            about: .daemon,
            errors: [.invalid, .notFound, .conflict]
        )
    }
}

extension Endpoint<MachineCreation, Job> {
    /// Has a virtual machine made and started; the job shows how far it is.
    public static var createMachine: Self {
        Self(
            .post,
            "/v1/machines/create",
            "Has a virtual machine made and started; the job goes on when the caller leaves.",
            for: .owner,
            about: .daemon,
            status: 201,
            errors: [.invalid, .notFound, .conflict, .busy]
        )
    }
}

extension Endpoint<MachineChange, MachineReport> {
    /// Changes what is wanted of a virtual machine.
    public static var changeMachine: Self {
        Self(
            .post,
            "/v1/machines/change",
            "Changes what is wanted of a virtual machine, from its next start on.",
            for: .owner,
            about: .daemon,
            errors: [.invalid, .notFound, .conflict]
        )
    }
}
