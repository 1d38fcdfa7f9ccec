import DustyCore
import Synchronization

@testable import dustyd

/// VirtualBox and what surrounds it, as far as its driver sees it. What it prints is what version 7.0 prints.
final class ScriptedVBox: Sendable {
    static let directory = "/home/tess/VirtualBox VMs/dusty-vm"
    static let id = "6ebc2119-de35-467b-a695-047eb2e424f5"
    static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE3Vt8Yxk0cYwE1m5N0rJ5k2vYl1T9q8o3m4n5b6c7d8"

    struct World: Sendable {
        /// What is registered, and what `showvminfo` tells of it.
        var name: String?
        var state = "poweroff"
        var lines: [String] = []
        /// Whether the power button works.
        var obeys = true
        var adapters = ScriptedVBox.adapter
        var servers = ""
        /// Hosts that an SSH server answers at once the machine runs.
        var answering: Set<String> = ["127.0.0.1"]
        var console: [String] = []
        var leases: [String] = []
        /// Beginnings of what is refused, and how often.
        var refusals: [String: Int] = [:]
    }

    static let adapter = """
        Name:            vboxnet0
        GUID:            786f6276-656e-4074-8000-0a0027000000
        DHCP:            Disabled
        IPAddress:       192.168.56.1
        NetworkMask:     255.255.255.0
        IPV6Address:     
        IPV6NetworkMaskPrefixLength: 0
        HardwareAddress: 0a:00:27:00:00:00
        MediumType:      Ethernet
        Wireless:        No
        Status:          Up
        VBoxNetworkName: HostInterfaceNetworking-vboxnet0

        """

    /// A machine of Dusty's with both cards and the way to its SSH server.
    static let complete = [
        "memory=2048", "cpus=2", "natnet1=\"10.174.249/24\"", "macaddress1=\"08002744D7F6\"", "nic1=\"nat\"",
        "nictype1=\"82540EM\"", "Forwarding(0)=\"ssh,tcp,127.0.0.1,29871,,22\"", "hostonlyadapter2=\"vboxnet0\"",
        "macaddress2=\"080027387329\"", "nic2=\"hostonly\"", "nictype2=\"82540EM\"",
    ]

    private let world: Mutex<World>

    init(_ change: (inout World) -> Void = { _ in }) {
        var world = World()
        change(&world)
        self.world = Mutex(world)
    }

    func answer(_ command: Command) -> RecordingRunner.Answer? {
        world.withLock { world in
            switch command.program {
            case "VBoxManage": Self.manage(command.arguments, &world)
            case "ssh-keyscan":
                world.state == "running" && world.answering.contains(command.arguments.last ?? "")
                    ? .output("host \(Self.key)") : .init()
            case "tail": Self.printed(world.console)
            case "rm": .init()
            default: nil
            }
        }
    }

    private static func printed(_ lines: [String]) -> RecordingRunner.Answer {
        RecordingRunner.Answer(lines: lines.map { OutputLine(isError: false, text: $0) })
    }

    private static func manage(_ arguments: [String], _ world: inout World) -> RecordingRunner.Answer? {
        let line = arguments.joined(separator: " ")
        for (beginning, times) in world.refusals where times > 0 && line.hasPrefix(beginning) {
            world.refusals[beginning] = times - 1
            return .failure(
                1,
                "VBoxManage: error: The machine 'dusty-vm' is already locked for a session (or being unlocked)",
                "VBoxManage: error: Details: code VBOX_E_INVALID_OBJECT_STATE (0x80bb0007), component MachineWrap"
            )
        }
        switch arguments[0] {
        case "list": return list(arguments[1], world)
        case "createvm":
            world.name = arguments[2]
            world.lines = []
        case "unregistervm": world.name = nil
        case "startvm": world.state = "running"
        case "controlvm" where arguments[2] == "poweroff" || (arguments[2] == "acpipowerbutton" && world.obeys):
            world.state = "poweroff"
        case "controlvm" where arguments[2] == "resume": world.state = "running"
        case "showvminfo":
            let head = ["name=\"dusty-vm\"", "CfgFile=\"\(directory)/dusty-vm.vbox\"", "VMState=\"\(world.state)\""]
            return printed(head + world.lines)
        case "showmediuminfo": return printed(["State:          created", "Capacity:       20480 MBytes"])
        case "dhcpserver" where arguments[1] == "findlease": return printed(world.leases)
        default: break
        }
        return .init()
    }

    private static func list(_ what: String, _ world: World) -> RecordingRunner.Answer? {
        let isOn = ["running", "paused"].contains(world.state)
        let known = world.name.map { ["\"\($0)\" {\(id)}"] } ?? []
        switch what {
        case "vms": return printed(["\"<inaccessible>\" {00000000-de35-467b-a695-047eb2e424f5}"] + known)
        case "runningvms": return printed(isOn ? known : [])
        case "hostonlyifs": return printed(world.adapters.lines)
        case "dhcpservers": return printed(world.servers.lines)
        default: return nil
        }
    }
}

extension String {
    /// Its lines, empty ones too.
    fileprivate var lines: [String] { split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}
