import DustyCore
import Essentials
import Testing

@testable import dustyd

@Suite struct OneOffDefinitionTests {
    private let anonymous = String(repeating: "ab", count: 32)

    private func known(mode: String = "dusty_default") throws -> EngineJSON {
        try JSONDecoder().decode(
            EngineJSON.self,
            from: Data(
                """
                {"Id": "0123456789abcdef", "Image": "sha256:1", "Config": {"Hostname": "0123456789ab", "Env": ["A=1"],
                 "Cmd": ["serve"], "Entrypoint": null, "Image": "api:1", "ExposedPorts": {"80/tcp": {}},
                 "Labels": {"com.docker.compose.project": "dusty", "dusty.service": "api"}, "WorkingDir": "/api", "User": "app",
                 "Volumes": {"/data": {}}},
                 "HostConfig": {"NetworkMode": "\(mode)", "PortBindings": {"80/tcp": [{"HostPort": "65000"}]}, "Memory": 1048576,
                 "RestartPolicy": {"Name": "always"}, "Binds": ["\(anonymous):/data:rw", "/src:/api:rw", "dusty_db:/db"],
                 "Mounts": [{"Type": "volume", "Source": "\(anonymous)", "Target": "/x"}]},
                 "NetworkSettings": {"Networks": {"dusty_default": {"Aliases": ["api"], "Links": ["dusty_db_1:db"]}}}}
                """.utf8
            )
        )
    }

    private let identity = OneOffIdentity(name: "n", stack: "default", service: "api")

    @Test func `a container for one program is like the other, without its ports, names, labels and nameless volumes`()
        throws
    {
        let program = ExecProgram(command: ["ls"], environment: ["TERM=xterm"], terminal: true)
        let made = OneOffDefinition(try known()).creation(of: program, identity)
        #expect(made["Image"] == .string("sha256:1") && made["Cmd"] == .array([.string("ls")]))
        #expect(made["Entrypoint"] == .array([]) && made["WorkingDir"] == .string("/api"))
        #expect(made["User"] == .string("app") && made["Tty"] == .bool(true))
        #expect(made["Env"] == .array([.string("A=1"), .string("TERM=xterm")]))
        #expect(made["Labels"] == .object(["dusty.run": .string("default"), "dusty.service": .string("api")]))
        #expect(made["Hostname"] == nil && made["ExposedPorts"] == nil && made["Volumes"]?["/data"] != nil)
        let host = try #require(made["HostConfig"])
        #expect(host["PortBindings"] == .object([:]) && host["RestartPolicy"]?["Name"] == .string("no"))
        #expect(host["Binds"] == .array([.string("/src:/api:rw"), .string("dusty_db:/db")]))
        #expect(host["Mounts"]?.items?.first?["Source"] == nil && host["Memory"] == .int(1_048_576))
        let place = made["NetworkingConfig"]?["EndpointsConfig"]?["dusty_default"]
        #expect(place == .object(["Links": .array([.string("dusty_db_1:db")])]))
    }

    @Test func `without a command the definition's own runs, and a shared network is kept`() throws {
        let program = ExecProgram(command: [], user: "root")
        let made = OneOffDefinition(try known(mode: "container:77")).creation(of: program, identity)
        #expect(made["Cmd"] == .array([.string("serve")]) && made["User"] == .string("root"))
        #expect(made["NetworkingConfig"] == nil && made["HostConfig"]?["NetworkMode"] == .string("container:77"))
    }

    @Test func `variables of a program take the place of those of the container, and an entrypoint that of its own`()
        throws
    {
        let program = ExecProgram(
            command: [],
            environment: ["A=2", "B=3"],
            directory: "/tmp",
            entrypoint: ["sh", "-c"]
        )
        let made = OneOffDefinition(try known()).creation(of: program, identity)
        #expect(made["Env"] == .array([.string("A=2"), .string("B=3")]) && made["WorkingDir"] == .string("/tmp"))
        #expect(made["Entrypoint"] == .array([.string("sh"), .string("-c")]) && made["Cmd"] == .array([]))
    }
}
