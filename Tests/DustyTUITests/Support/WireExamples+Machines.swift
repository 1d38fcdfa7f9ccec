import DustyCore

/// Machines and what is asked of them.
extension WireExamples {
    static let machineInfo = MachineInfo(
        name: "big",
        kind: .ssh,
        inUse: true,
        status: machine,
        engine: "26.1.5",
        engineSocket: "/var/run/dusty/dusty.sock.machines/big.engine",
        root: "/var/lib/dusty-machine/default",
        login: MachineLogin(
            user: "ann",
            host: "big.example.org",
            port: 22,
            fingerprints: ["SHA256:uNiVztksCsDhcc0u9e8BrrJXVGDIEvjN1Yn4fbEvJqs (ssh-ed25519)"],
            knownHosts: "/var/lib/dusty/machines/big/known_hosts",
            key: "/var/lib/dusty/machines/big/key",
            forwardOnly: false
        ),
        hardware: MachineHardware(
            memory: 4096,
            processors: 4,
            disk: 40,
            idleMinutes: 30,
            waitsForStart: true,
            adopted: "boot2docker-vm"
        )
    )
    static let leastHardware = MachineHardware(memory: 2048, processors: 2, disk: 20)
    static let machineCreation = MachineCreation(
        name: "vm",
        kind: .virtualbox,
        memory: 4096,
        processors: 4,
        disk: 40,
        image: "/home/ann/machine.iso",
        adopt: "boot2docker-vm",
        user: "docker",
        identity: "/home/ann/.ssh/id_boot2docker",
        idleMinutes: 30,
        sshAuthSock: "/run/agent"
    )
    static let leastMachineInfo = MachineInfo(name: "local", kind: .local, inUse: false)
    static let machineReport = MachineReport(machine: machineInfo, notes: ["rsync was installed there"])
}
