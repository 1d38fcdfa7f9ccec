import Testing

@testable import dustyd

@Suite struct VBoxParserTests {
    @Test func `lists name what there is`() {
        let list = VBoxList(
            """
            "AlmaLinux9" {6ebc2119-de35-467b-a695-047eb2e424f5}
            "a "quoted" {name}" {37a0bb6b-4292-464e-b766-1e8b7101ec94}
            WARNING: The vboxdrv kernel module is not loaded.
            """
        )
        #expect(list.entries.map(\.name) == ["AlmaLinux9", "a \"quoted\" {name}"])
        #expect(list.contains("AlmaLinux9") && list.contains("37a0bb6b-4292-464e-b766-1e8b7101ec94"))
        #expect(!list.contains("Alma"))
    }

    @Test func `a machine is described in pairs, some keys in quotes`() {
        let information = VBoxInformation(
            """
            name="vm=1"
            CfgFile="/home/tess/VirtualBox VMs/vm=1/vm.vbox"
            memory=4096
            cpus=3
            VMState="poweroff"
            VMStateChangeTime="2023-02-06T02:18:47.191000000"
            "SATA-0-0"="/images/dusty.iso"
            "SATA-1-0"="none"
            natnet1="nat"
            macaddress1="08002744D7F6"
            cableconnected1="on"
            nic1="nat"
            nictype1="virtio"
            nicspeed1="0"
            mtu="0"
            Forwarding(0)="udp_5353,udp,,5353,10.0.2.15,53"
            Forwarding(1)="broken"
            Forwarding(2)="ssh,tcp,127.0.0.1,2022,,22"
            hostonlyadapter2="vboxnet0"
            macaddress2="080027D0F71C"
            nic2="hostonly"
            nictype2="82540EM"
            nic3="none"
            uart1="0x03f8,4"
            uartmode1="file,/home/tess/console.log"
             rec_screen0
            """
        )
        #expect(information.state == .poweroff && information.memory == 4096 && information.processors == 3)
        #expect(information.directory == "/home/tess/VirtualBox VMs/vm=1")
        #expect(information.medium("SATA", port: 0) == "/images/dusty.iso")
        #expect(information.medium("SATA", port: 1) == nil)
        #expect(information.cards.map(\.slot) == [1, 2])
        #expect(information.cards.map(\.type) == ["virtio", "82540EM"])
        #expect(information.cards[1].adapter == "vboxnet0")
        #expect(information.login?.slot == 1 && information.login?.port == 2022)
    }

    @Test(arguments: [
        ("running", VBoxInformation.State.running), ("aborted-saved", .abortedSaved), ("saved", .saved),
        ("gurumeditation", .gurumeditation), ("restoring", .other), ("", .other),
    ])
    func `states are told apart`(word: String, state: VBoxInformation.State) {
        #expect(VBoxInformation("VMState=\"\(word)\"").state == state)
    }

    @Test func `forwardings belong to the card before them`() {
        let information = VBoxInformation(
            """
            natnet1="nat"
            nic1="nat"
            nictype1="82540EM"
            Forwarding(0)="web,tcp,,8080,,80"
            natnet2="nat"
            nic2="nat"
            nictype2="82540EM"
            Forwarding(0)="rule,tcp,,2222,,22"
            """
        )
        #expect(information.login?.slot == 2 && information.login?.port == 2222)
        #expect(VBoxInformation("nic1=\"nat\"\nForwarding(0)=\"ssh,tcp,10.0.0.9,22,,22\"").login == nil)
    }

    @Test func `adapters without an address are none`() {
        let second = ScriptedVBox.adapter
            .replacing("vboxnet0", with: "vboxnet1")
            .replacing("192.168.56.1", with: "0.0.0.0")
        let adapters = VBoxAdapter.all(second + "\n" + ScriptedVBox.adapter)
        #expect(
            adapters == [
                VBoxAdapter(
                    name: "vboxnet0",
                    address: "192.168.56.1",
                    prefix: 24,
                    network: "HostInterfaceNetworking-vboxnet0"
                )
            ]
        )
    }

    @Test func `the output for a new adapter contains its name`() {
        let output = "0%...10%...100%\nInterface 'vboxnet3' was successfully created\n"
        #expect(VBoxAdapter.created(output) == "vboxnet3")
        #expect(VBoxAdapter.created("VBoxManage: error: Failed to create the host-only adapter") == nil)
    }

    @Test func `fixed addresses are apart from those that are handed out`() throws {
        let adapter = try #require(VBoxAdapter.all(ScriptedVBox.adapter).first)
        let first = adapter.fixedAddress(for: "vm", otherThan: [])
        let second = adapter.fixedAddress(for: "vm", otherThan: [first])
        #expect(first != second && adapter.holds(first) && adapter.holds(second) && !adapter.holds("192.168.57.3"))
        for address in [first, second] {
            let last = try #require(address.split(separator: ".").last.flatMap { Int($0) })
            #expect((3...97).contains(last))
        }
        #expect(adapter.server == ("192.168.56.2", "192.168.56.128", "192.168.56.254", "255.255.255.0"))
    }

    @Test(arguments: [
        """
        Name: /VirtualBox/GuestInfo/Net/0/V4/IP, value: 10.0.2.15, timestamp: 1, flags:
        Name: /VirtualBox/GuestInfo/Net/0/MAC, value: 080027A1B2C3, timestamp: 1, flags:
        Name: /VirtualBox/GuestInfo/Net/1/V4/IP, value: 192.168.56.101, timestamp: 1, flags: TRANSIENT
        Name: /VirtualBox/GuestInfo/Net/1/MAC, value: 080027D0F71C, timestamp: 1, flags:
        """,
        """
        /VirtualBox/GuestInfo/Net/0/MAC          = '080027A1B2C3'   @ 2026-07-10T05:24:52.422Z TRANSIENT, TRANSRESET
        /VirtualBox/GuestInfo/Net/1/MAC          = '080027D0F71C'   @ 2026-07-10T05:24:52.422Z TRANSIENT, TRANSRESET
        /VirtualBox/GuestInfo/Net/1/V4/IP        = '192.168.56.101'   @ 2026-07-10T05:24:52.421Z TRANSIENT, TRANSRESET
        """,
    ])
    func `what the system reports of a card is found by its hardware address`(output: String) {
        let properties = VBoxGuestProperties(output)
        #expect(properties.addresses(of: "080027d0f71c") == ["192.168.56.101"])
        #expect(properties.addresses(of: "080027000000") == [])
    }

    @Test(arguments: [("255.255.255.0", 24), ("255.255.0.0", 16), ("0.0.0.0", 0), ("255.255.255.255", 32)])
    func `masks have a length`(mask: String, length: Int) {
        #expect(IPv4Number(mask)?.prefix == length)
    }

    @Test(arguments: ["255.0.255.0", "1.2.3", "1.2.3.4.5", "1.2.3.256", "a.b.c.d", "1..2.3"])
    func `what is no mask has none`(text: String) {
        #expect(IPv4Number(text)?.prefix == nil)
    }
}
