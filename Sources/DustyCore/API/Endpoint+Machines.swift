extension Endpoint {
    /// `GET`: `[MachineInfo]`. `POST` `MachineRequest`: `MachineReport`.
    public static let machines = "/v1/machines"
    /// `POST` `MachineChoice`: `MachineReport`.
    public static let machineInUse = "/v1/machines/use"
    /// `POST` `MachineChoice`: `MachineReport`.
    public static let machineRemoval = "/v1/machines/remove"

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
            "Forgets a machine; what is on it stays there.",
            takes: "MachineChoice",
            .value("MachineReport"),
            errors: [.invalid, .notFound, .conflict]
        ),
    ]
}
