extension Endpoint {
    /// `GET`: `[MachineInfo]`. `POST` `MachineRequest`: `MachineReport`.
    public static let machines = "/v1/machines"
    /// `POST` `MachineChoice`: `MachineReport`.
    public static let machineInUse = "/v1/machines/use"
    /// `POST` `MachineChoice`: `MachineReport`.
    public static let machineRemoval = "/v1/machines/remove"
    /// `POST` `MachineCreation`: `Job`.
    public static let machineCreation = "/v1/machines/create"
    /// `POST` `MachineChange`: `MachineReport`.
    public static let machineChange = "/v1/machines/change"

    static let machinesTable: [Definition] = [
        .get(.machines, machines, "Every machine, `local` first.", .list("MachineInfo"), errors: [.conflict]),
        .post(
            .addMachine,
            machines,
            "Logs in to a host as the caller, learns its keys and keeps it under a name.",
            takes: "MachineRequest",
            .value("MachineReport"),
            status: 201,
            errors: [.invalid, .conflict, .unavailable, .failed]
        ),
        .post(
            .useMachine,
            machineInUse,
            "Has the stack live on another machine; a daemon with the same process id takes over.",
            takes: "MachineChoice",
            .value("MachineReport"),
            errors: [.notFound, .busy, .conflict]
        ),
        .post(
            .removeMachine,
            machineRemoval,
            "Forgets a machine; a virtual one that Dusty made is removed with its disk.",
            takes: "MachineChoice",
            .value("MachineReport"),
            errors: [.invalid, .notFound, .conflict]
        ),
        .post(
            .createMachine,
            machineCreation,
            "Has a virtual machine made and started; the job goes on when the caller leaves.",
            takes: "MachineCreation",
            .value("Job"),
            status: 201,
            errors: [.invalid, .notFound, .conflict, .busy]
        ),
        .post(
            .changeMachine,
            machineChange,
            "Changes what is wanted of a virtual machine, from its next start on.",
            takes: "MachineChange",
            .value("MachineReport"),
            errors: [.invalid, .notFound, .conflict]
        ),
    ]
}
