import Testing

@testable import dustyd

@Suite struct QEMUCommandTests {
    private static func arguments(_ network: VMNetwork) -> [String] {
        let paths = Paths(environment: ["DUSTY_STATE_DIR": "/s", "DUSTY_SOCKET_PATH": "/run/d"])
        return QEMUCommand(
            vm: .sample(),
            places: QEMUPlaces(SSHPlaces(paths: paths, name: "vm")),
            image: "/s/a,b.iso",
            network: network,
            accelerator: .tcg
        ).command.arguments
    }

    @Test func `a machine with its own address has two interfaces, and gets the address from its firmware`() {
        let arguments = Self.arguments(.hostOnly(address: "192.168.59.103", prefix: 24))
        #expect(arguments.contains("tap,id=host,ifname=dusty-59-103,script=no,downscript=no"))
        #expect(arguments.contains("virtio-net-pci,netdev=host,mac=52:54:00:a8:3b:67,romfile="))
        #expect(arguments.contains("type=1,serial=dusty:52:54:00:a8:3b:67=192.168.59.103/24"))
        #expect(arguments.contains("user,id=nat"))
    }

    @Test func `a machine without one is reached by a port of the loopback address only`() {
        let arguments = Self.arguments(.forwarded(port: 2201))
        #expect(arguments.contains("user,id=nat,hostfwd=tcp:127.0.0.1:2201-:22"))
        #expect(!arguments.contains { $0.hasPrefix("tap") || $0.hasPrefix("type=1") })
    }

    @Test func `what breaks out has no rights, and a comma in a path ends no option`() {
        let arguments = Self.arguments(.forwarded(port: 2201))
        #expect(
            arguments.contains("65534:65534")
                && arguments.contains { $0.hasPrefix("on,") && $0.contains("resourcecontrol=deny") }
        )
        #expect(arguments.contains { $0.hasPrefix("file=/s/a,,b.iso,") && $0.hasSuffix("readonly=on") })
        #expect(arguments.contains("2048M"))
    }
}
