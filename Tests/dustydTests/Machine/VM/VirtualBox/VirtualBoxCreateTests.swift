import DustyCore
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct VirtualBoxCreateTests {
    @Test func `a machine is made step by step, the way to it last`() async throws {
        let box = ScriptedVBox()
        try await VirtualBoxScene.with(box) { scene in
            try await booting { try await scene.driver.create(VirtualBoxScene.vm(), $0) }
            let place = ScriptedVBox.directory
            let expected = [
                "dhcpserver add --network=HostInterfaceNetworking-vboxnet0 --server-ip=192.168.56.2 "
                    + "--netmask=255.255.255.0 --lower-ip=192.168.56.128 --upper-ip=192.168.56.254 --enable",
                "createvm --name dusty-vm --ostype Linux26_64 --register",
                "modifyvm dusty-vm --memory 2048 --cpus 2 --ioapic on --rtcuseutc on --firmware bios --boot1 dvd "
                    + "--boot2 none --boot3 none --boot4 none --uart1 0x3F8 4 --uartmode1 file \(place)/console.log",
                "modifyvm dusty-vm --nic1 nat --nictype1 82540EM --cableconnected1 on --natnet1 10.174.249/24 "
                    + "--natdnshostresolver1 on --nic2 hostonly --nictype2 82540EM --cableconnected2 on "
                    + "--hostonlyadapter2 vboxnet0",
                "storagectl dusty-vm --name SATA --add sata --portcount 2",
                "storageattach dusty-vm --storagectl SATA --port 0 --device 0 --type dvddrive --medium \(scene.image)",
                "convertfromraw \(scene.directory)/s/machines/vm/disk-head.raw \(place)/data.vdi --format VDI",
                "modifymedium disk \(place)/data.vdi --resize 20480",
                "storageattach dusty-vm --storagectl SATA --port 1 --device 0 --type hdd --medium \(place)/data.vdi",
            ]
            #expect(Array(scene.deeds.dropLast()) == expected)
            let last = try #require(scene.deeds.last)
            #expect(last.wholeMatch(of: /modifyvm dusty-vm --natpf1 ssh,tcp,127\.0\.0\.1,2[0-9]{4},,22/) != nil)
            #expect(!scene.catalog.files.isFile("\(scene.directory)/s/machines/vm/disk-head.raw"))
        }
    }

    @Test func `one that is complete is left alone`() async throws {
        let box = ScriptedVBox {
            $0.name = "dusty-vm"
            $0.lines = ScriptedVBox.complete
        }
        try await VirtualBoxScene.with(box) { scene in
            try await booting { try await scene.driver.create(VirtualBoxScene.vm(), $0) }
            #expect(scene.deeds == [])
        }
    }

    @Test func `one that was created only in part is created again`() async throws {
        let box = ScriptedVBox { $0.name = "dusty-vm" }
        try await VirtualBoxScene.with(box) { scene in
            try await booting { try await scene.driver.create(VirtualBoxScene.vm(), $0) }
            #expect(scene.deeds.first == "unregistervm dusty-vm --delete")
            #expect(scene.deeds.contains("createvm --name dusty-vm --ostype Linux26_64 --register"))
        }
    }

    @Test func `where no adapter can be made a machine has one card`() async throws {
        let box = ScriptedVBox {
            $0.adapters = ""
            $0.refusals = ["hostonlyif create": 9]
        }
        try await VirtualBoxScene.with(box) { scene in
            try await booting { try await scene.driver.create(VirtualBoxScene.vm(), $0) }
            #expect(!scene.deeds.contains { $0.contains("--nic2") || $0.hasPrefix("dhcpserver") })
        }
    }

    @Test func `a server that is switched off is switched on`() async throws {
        let box = ScriptedVBox {
            $0.servers = "NetworkName:    HostInterfaceNetworking-vboxnet0\nEnabled:        No"
        }
        try await VirtualBoxScene.with(box) { scene in
            try await booting { try await scene.driver.create(VirtualBoxScene.vm(), $0) }
            #expect(scene.deeds.first == "dhcpserver modify --network=HostInterfaceNetworking-vboxnet0 --enable")
        }
    }

    @Test func `a refusal by VirtualBox is reported in its first words`() async throws {
        let box = ScriptedVBox { $0.refusals = ["storagectl": 1] }
        try await VirtualBoxScene.with(box) { scene in
            let error = await #expect(throws: DustyError.self) {
                try await booting { try await scene.driver.create(VirtualBoxScene.vm(), $0) }
            }
            #expect(
                error?.message == "VBoxManage storagectl dusty-vm: The machine 'dusty-vm' is already locked for a "
                    + "session (or being unlocked)"
            )
        }
    }

    @Test(arguments: [("poweroff", "modifyvm dusty --natpf1"), ("running", "controlvm dusty natpf1")])
    func `an adopted one gets a way to its SSH server and nothing else`(state: String, verb: String) async throws {
        let box = ScriptedVBox {
            $0.name = "dusty"
            $0.state = state
            $0.lines = ["nic1=\"nat\"", "nictype1=\"82540EM\""]
        }
        try await VirtualBoxScene.with(box) { scene in
            let vm = VirtualBoxScene.vm { $0.adopted = "dusty" }
            try await booting { try await scene.driver.create(vm, $0) }
            #expect(scene.deeds.count == 1 && scene.deeds[0].hasPrefix("\(verb) ssh,tcp,127.0.0.1,2"))
            try await scene.driver.remove(vm)
            #expect(scene.deeds.count == 1)
        }
    }

    @Test func `one that is not there cannot be adopted`() async throws {
        try await VirtualBoxScene.with(ScriptedVBox()) { scene in
            let error = await #expect(throws: DustyError.self) {
                try await booting { try await scene.driver.create(VirtualBoxScene.vm { $0.adopted = "dust" }, $0) }
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test func `an owner who is gone is an error that says so`() async throws {
        try await VirtualBoxScene.with(ScriptedVBox()) { scene in
            let error = await #expect(throws: DustyError.self) {
                try await scene.driver.power(VirtualBoxScene.vm { $0.owner = "ulf" })
            }
            #expect(error?.message.contains("no such user") == true)
        }
    }
}
