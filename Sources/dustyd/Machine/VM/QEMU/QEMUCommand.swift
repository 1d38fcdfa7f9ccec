import DustyCore

/// The argument vector that starts a machine in QEMU. QEMU gives up root's rights once it has opened what it needs:
/// what breaks out of the machine has no rights. It must put itself in the background, which rules out forbidding it to
/// fork.
struct QEMUCommand: Sendable, Equatable {
    /// User and group without any rights.
    private static let nobody = "65534:65534"

    let vm: VMRecord
    let places: QEMUPlaces
    /// What it boots from.
    let image: String
    let network: VMNetwork
    let accelerator: Accelerator

    var command: Command {
        Command(program: "qemu-system-x86_64", arguments: machine + devices + nics + life)
    }

    private var machine: [String] {
        [
            "-name", vm.hypervisorName, "-no-user-config", "-nodefaults", "-display", "none",
            "-machine", "pc", "-accel", accelerator.option, "-cpu", accelerator.processor,
            "-smp", String(vm.processors), "-m", "\(vm.memory)M",
        ]
    }

    private var devices: [String] {
        [
            "-drive", "file=\(Self.value(image)),format=raw,if=virtio,readonly=on",
            "-drive", "file=\(Self.value(places.disk)),format=raw,if=virtio,discard=unmap,detect-zeroes=unmap",
            "-device", "virtio-rng-pci", "-serial", "file:\(Self.value(places.console))",
        ]
    }

    /// The first leads to the outside network, as for a program of this host; the second only to this host.
    private var nics: [String] {
        switch network {
        case .hostOnly(let address, let prefix):
            let mac = HostOnlyNetwork.mac(of: address)
            return [
                "-netdev", "user,id=nat", "-device", "virtio-net-pci,netdev=nat,romfile=",
                "-netdev", "tap,id=host,ifname=\(HostOnlyNetwork.tap(of: address)),script=no,downscript=no",
                "-device", "virtio-net-pci,netdev=host,mac=\(mac),romfile=",
                "-smbios", "type=1,serial=dusty:\(mac)=\(address)/\(prefix)",
            ]
        case .forwarded(let port):
            return [
                "-netdev", "user,id=nat,hostfwd=tcp:127.0.0.1:\(port)-:22", "-device",
                "virtio-net-pci,netdev=nat,romfile=",
            ]
        }
    }

    private var life: [String] {
        [
            "-qmp", "unix:\(Self.value(places.monitor)),server=on,wait=off", "-pidfile", places.process, "-daemonize",
            "-runas", Self.nobody, "-sandbox", "on,obsolete=deny,resourcecontrol=deny",
        ]
    }

    /// A text as one value among QEMU's options, where a comma ends a value.
    private static func value(_ text: String) -> String {
        text.parts(at: ",", keepingEmpty: true).joined(separator: ",,")
    }
}

/// Files of one machine that QEMU runs.
struct QEMUPlaces: Sendable, Equatable {
    /// What is kept of the machine.
    let directory: String
    /// The socket that accepts the command to shut down; QEMU runs as long as it listens there.
    let monitor: String

    init(_ places: SSHPlaces) {
        directory = places.directory
        monitor = "\(places.sockets)/\(places.name).qmp"
    }

    /// The disk that holds its data, as a file with holes.
    var disk: String { "\(directory)/disk.raw" }
    /// The output of its serial console.
    var console: String { "\(directory)/console.log" }
    /// Number of QEMU's process.
    var process: String { "\(directory)/qemu.pid" }
}
