import DustyCore
import Testing

@testable import dustyd

@Suite struct SSHCommandsTests {
    private func commands() throws -> SSHCommands {
        let paths = Paths(environment: ["DUSTY_STATE_DIR": "/s", "DUSTY_SOCKET_PATH": "/r/d.sock"])
        return SSHCommands(
            target: try SSHTarget("ann@big:2222"),
            places: SSHPlaces(paths: paths, name: "big"),
            engineSocket: "/var/run/docker.sock"
        )
    }

    private func options(_ command: Command) -> Set<String> {
        Set(zip(command.arguments, command.arguments.dropFirst()).filter { $0.0 == "-o" }.map(\.1))
    }

    @Test func `the connection trusts the learned key only, reads no configuration and never asks`() throws {
        let master = try commands().master()
        #expect(master.program == "ssh" && master.user == nil)
        #expect(master.arguments.starts(with: ["-F", "none"]))
        #expect(
            options(master).isSuperset(of: [
                "BatchMode=yes", "StrictHostKeyChecking=yes", "UserKnownHostsFile=/s/machines/big/known_hosts",
                "GlobalKnownHostsFile=/dev/null", "HostKeyAlias=big", "UpdateHostKeys=no", "IdentityAgent=none",
                "ExitOnForwardFailure=yes", "StreamLocalBindMask=0177", "PermitLocalCommand=no", "ForwardAgent=no",
            ])
        )
        #expect(master.arguments.contains("/r/d.sock.machines/big.engine:/var/run/docker.sock"))
        #expect(master.arguments.suffix(4) == ["-p", "2222", "--", "ann@big"])
    }

    @Test func `what goes over the connection never makes one of its own`() throws {
        let client = try commands().client("id")
        #expect(options(client).isSuperset(of: ["ControlMaster=no", "ProxyCommand=false"]))
        #expect(client.arguments.suffix(3) == ["--", "big", "id"])
        #expect(try commands().rsyncShell.contains("ProxyCommand=false"))
    }

    @Test func `the first login is the caller's`() throws {
        let user = User(uid: 1000, gid: 1000, groups: [], name: "ann", home: "/home/ann")
        let login = SSHCommands.login(
            try SSHTarget("ann@big"),
            knownHosts: "/k",
            alias: "big",
            identity: nil,
            as: user,
            agent: "/run/agent",
            "true"
        )
        #expect(login.user == user && login.environment == ["SSH_AUTH_SOCK": "/run/agent"])
        #expect(!login.arguments.contains("-i"))
    }
}
