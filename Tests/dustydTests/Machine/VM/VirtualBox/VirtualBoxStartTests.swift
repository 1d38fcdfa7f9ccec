import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct VirtualBoxStartTests {
    private static func box(
        _ state: String = "poweroff",
        name: String = "dusty-vm",
        _ change: (inout ScriptedVBox.World) -> Void = { _ in }
    ) -> ScriptedVBox {
        ScriptedVBox {
            $0.name = name
            $0.state = state
            $0.lines = ScriptedVBox.complete
            change(&$0)
        }
    }

    private static let restart = "dhcpserver restart --network=HostInterfaceNetworking-vboxnet0"

    @Test func `a machine is reached at its own address where the same server answers`() async throws {
        let adapter = try #require(VBoxAdapter.all(ScriptedVBox.adapter).first)
        let address = adapter.fixedAddress(for: "vm", otherThan: [])
        let box = Self.box {
            $0.answering.insert(address)
            $0.console = ["dusty: step disk", "dusty: host-key \(ScriptedVBox.key)", "dusty: ready"]
        }
        try await VirtualBoxScene.with(box) { scene in
            let login = try await booting { try await scene.driver.start(VirtualBoxScene.vm(), $0) }
            #expect(login.target.description == "root@\(address)")
            #expect(login.hostKeys?.keys.count == 1 && login.first == nil && !login.forwardOnly)
            #expect(
                scene.deeds == [
                    "dhcpserver modify --network=HostInterfaceNetworking-vboxnet0 --vm=dusty-vm --nic=2 "
                        + "--fixed-address=\(address)", Self.restart,
                    "modifyvm dusty-vm --natdnshostresolver1 on --natnet1 10.174.249/24",
                    "startvm dusty-vm --type headless",
                ]
            )
            let kept = try scene.catalog.vm("vm")
            #expect(kept?.network == .hostOnly(address: address, prefix: 24))
        }
    }

    @Test func `a machine whose own address does not answer stays behind its port`() async throws {
        try await VirtualBoxScene.with(Self.box()) { scene in
            let login = try await booting { try await scene.driver.start(VirtualBoxScene.vm(), $0) }
            #expect(login.target.description == "docker@127.0.0.1:29871")
            #expect(login.hostKeys == nil && login.forwardOnly)
            let again = try #require(try scene.catalog.vm("vm"))
            #expect(again.network == .forwarded(port: 29_871))
            let second = try await booting { try await scene.driver.start(again, $0) }
            #expect(second.target == login.target)
        }
    }

    @Test func `memory, processors and cards are put right before the start`() async throws {
        let box = Self.box {
            $0.lines = ScriptedVBox.complete.map {
                $0.replacing("nictype1=\"82540EM\"", with: "nictype1=\"Am79C973\"")
                    .replacing("nictype2=\"82540EM\"", with: "nictype2=\"virtio\"")
            }
        }
        try await VirtualBoxScene.with(box) { scene in
            let vm = VirtualBoxScene.vm {
                $0.memory = 4096
                $0.processors = 3
                $0.network = .forwarded(port: 29_871)
                $0.user = "ann"
            }
            let login = try await booting { try await scene.driver.start(vm, $0) }
            #expect(login.target.user == "ann")
            #expect(
                scene.deeds.first == "modifyvm dusty-vm --memory 4096 --cpus 3 --nictype1 82540EM --nictype2 82540EM "
                    + "--natdnshostresolver1 on --natnet1 10.174.249/24"
            )
        }
    }

    @Test(arguments: [(20, false), (21, true), (10, false)])
    func `a disk grows before the start and never shrinks`(wanted: Int, grows: Bool) async throws {
        let box = Self.box { $0.lines.append("\"SATA-1-0\"=\"/data.vdi\"") }
        try await VirtualBoxScene.with(box) { scene in
            let vm = VirtualBoxScene.vm {
                $0.disk = wanted
                $0.network = .forwarded(port: 29_871)
            }
            _ = try await booting { try await scene.driver.start(vm, $0) }
            #expect(scene.deeds.contains("modifymedium disk /data.vdi --resize \(wanted * 1024)") == grows)
        }
    }

    @Test func `a lock that lingers after a stop is waited for`() async throws {
        let box = Self.box { $0.refusals = ["modifyvm": 2] }
        try await VirtualBoxScene.with(box) { scene in
            let vm = VirtualBoxScene.vm { $0.network = .forwarded(port: 29_871) }
            _ = try await booting { try await scene.driver.start(vm, $0) }
            #expect(scene.deeds.filter { $0.hasPrefix("modifyvm") }.count == 3)
        }
    }

    @Test(arguments: [
        ("running", []), ("paused", ["controlvm dusty-vm resume"]), ("saved", ["startvm dusty-vm --type headless"]),
        (
            "gurumeditation",
            [
                "controlvm dusty-vm poweroff", "modifyvm dusty-vm --natdnshostresolver1 on --natnet1 10.174.249/24",
                "startvm dusty-vm --type headless",
            ]
        ),
    ])
    func `it is started from whatever state it is in`(state: String, deeds: [String]) async throws {
        try await VirtualBoxScene.with(Self.box(state)) { scene in
            let vm = VirtualBoxScene.vm { $0.network = .forwarded(port: 29_871) }
            _ = try await booting { try await scene.driver.start(vm, $0) }
            #expect(scene.deeds == deeds)
        }
    }

    @Test func `an adopted one is logged in to by its owner, at the address that it was given`() async throws {
        let box = Self.box(name: "dusty") {
            $0.leases = ["IP Address:  192.168.56.101", "MAC Address: 08:00:27:38:73:29", "State:       acked"]
            $0.answering.insert("192.168.56.101")
        }
        try await VirtualBoxScene.with(box) { scene in
            let vm = VirtualBoxScene.vm {
                $0.adopted = "dusty"
                $0.identity = "/home/tess/.docker/machine/machines/dusty/id_rsa"
            }
            let login = try await booting { try await scene.driver.start(vm, $0) }
            #expect(login.target.description == "docker@192.168.56.101")
            #expect(login.first == FirstLogin(user: Caller.tester.user, identity: vm.identity))
            #expect(
                scene.deeds.filter { !$0.contains("findlease") } == [
                    "modifyvm dusty --natdnshostresolver1 on", "startvm dusty --type headless",
                ]
            )
        }
    }

    @Test func `a system that says why it cannot work is believed`() async throws {
        let box = Self.box {
            $0.answering = []
            $0.console = ["dusty: step disk", "dusty: failed no disk was found"]
        }
        try await VirtualBoxScene.with(box) { scene in
            let error = await #expect(throws: DustyError.self) {
                try await booting { try await scene.driver.start(VirtualBoxScene.vm(), $0) }
            }
            #expect(error?.message.contains("no disk was found") == true)
        }
    }

    @Test func `a system without an SSH server is an error that says where to look`() async throws {
        let box = Self.box { $0.answering = [] }
        try await VirtualBoxScene.with(box) { scene in
            let error = await #expect(throws: DustyError.self) {
                try await booting { try await scene.driver.start(VirtualBoxScene.vm(), $0) }
            }
            #expect(error?.hint?.contains("\(ScriptedVBox.directory)/console.log") == true)
        }
    }

    @Test func `it is shut down by its power button`() async throws {
        try await VirtualBoxScene.with(Self.box("running")) { scene in
            let word = try await scene.driver.stop(VirtualBoxScene.vm())
            #expect(word == "vm was shut down")
            #expect(scene.deeds == ["controlvm dusty-vm acpipowerbutton"])
            let power = try await scene.driver.power(VirtualBoxScene.vm())
            #expect(power == .off)
        }
    }

    @Test func `one that does not obey loses its power, with a word about it`() async throws {
        try await VirtualBoxScene.with(Self.box("paused") { $0.obeys = false }) { scene in
            let word = try await scene.driver.stop(VirtualBoxScene.vm())
            #expect(word.contains("its power was cut"))
            #expect(
                scene.deeds == [
                    "controlvm dusty-vm resume", "controlvm dusty-vm acpipowerbutton", "controlvm dusty-vm poweroff",
                ]
            )
        }
    }

    @Test func `removing takes everything of it`() async throws {
        try await VirtualBoxScene.with(Self.box()) { scene in
            try await scene.driver.remove(VirtualBoxScene.vm())
            let paths = scene.runner.commands.filter { $0.program == "rm" }.map(\.arguments)
            #expect(paths == [["-f", "--", "\(ScriptedVBox.directory)/console.log"]])
            #expect(scene.deeds == ["unregistervm dusty-vm --delete"])
            let power = try await scene.driver.power(VirtualBoxScene.vm())
            #expect(power == .missing)
            try await scene.driver.remove(VirtualBoxScene.vm())
            #expect(scene.deeds.count == 1)
        }
    }
}
