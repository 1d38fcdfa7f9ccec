import DustyCore
import Testing

@testable import dustyd

@Suite struct SSHTargetTests {
    @Test(arguments: [
        ("ann@big", "ann", "big", 22), ("ann@big.example.org:2222", "ann", "big.example.org", 2222),
        ("root@192.168.77.2", "root", "192.168.77.2", 22), ("a.b-c@[fe80::1]:23", "a.b-c", "fe80::1", 23),
    ])
    func `user, host and port are read`(text: String, user: String, host: String, port: Int) throws {
        let target = try SSHTarget(text)
        #expect(target.user == user && target.host == host && target.port == port)
        #expect(target.description == text)
    }

    @Test(arguments: [
        "", "big", "@big", "ann@", "ann@-oProxyCommand=sh", "-l@big", "ann@big:0", "ann@big:65536", "ann@big:22:23",
        "ann@bi g", "ann@big\n", "ann@$(id)", "a;b@big", "ann@b/c", "ann@[x]:1", "ann@[::1", "ann@fe80::1", "ann@%h",
    ])
    func `what ssh could take for an option or a command is refused`(text: String) {
        #expect(throws: DustyError.self) { try SSHTarget(text) }
    }
}
