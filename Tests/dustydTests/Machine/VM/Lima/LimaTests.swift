import DustyCore
import DustyTestSupport
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct LimaTests {
    private struct Scene: Sendable {
        let directory: String
        let catalog: MachineCatalog
        let runner: RecordingRunner
        let driver: Lima

        var template: String { "\(directory)/s/machines/vm/lima.yaml" }

        /// What limactl was asked, without questions.
        var deeds: [[String]] {
            runner.commands.filter { $0.program == "limactl" && $0.arguments.first != "list" }.map(\.arguments)
        }
    }

    private static func vm(_ change: (inout VMRecord) -> Void = { _ in }) -> VMRecord {
        var vm = VMRecord.sample(.lima)
        vm.owner = "tess"
        change(&vm)
        return vm
    }

    private static func instance(_ status: String, name: String = "dusty-vm", port: Int = 23_456) -> String {
        "{\"name\":\"\(name)\",\"status\":\"\(status)\",\"dir\":\"/home/tess/.lima/\(name)\",\"cpus\":2,"
            + "\"memory\":2147483648,\"sshLocalPort\":\(port),\"config\":{\"ssh\":{\"localPort\":\(port)}}}"
    }

    private static func with(
        _ instances: [String],
        failing: Set<[String]> = [],
        _ body: @Sendable (Scene) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let paths = Paths(environment: [
                "DUSTY_STATE_DIR": "\(directory)/s", "DUSTY_SOCKET_PATH": "\(directory)/d",
            ])
            let runner = RecordingRunner { command in
                switch (command.program, command.arguments.first) {
                case ("limactl", "list"):
                    RecordingRunner.Answer(lines: instances.map { OutputLine(isError: false, text: $0) })
                case ("limactl", _):
                    failing.contains(command.arguments)
                        ? .failure(1, "time=\"2026-01-01T00:00:00Z\" level=fatal msg=\"no \\\"luck\\\"\"") : .init()
                case ("cat", _):
                    .output("Host x", "  IdentityFile \"/k\"", "  User tess", "  Hostname 127.0.0.1", "  Port 23456")
                default: nil
                }
            }
            let catalog = MachineCatalog(paths: paths, files: DiskFiles())
            let root = User(uid: 0, gid: 0, groups: [], name: "root", home: "/root")
            let users = ["tess": Caller.tester.user, "root": root]
            let driver = Lima(catalog: catalog, runner: runner, lookUp: { users[$0] })
            try await body(Scene(directory: directory, catalog: catalog, runner: runner, driver: driver))
            #expect(runner.commands.allSatisfy { $0.user == Caller.tester.user })
        }
    }

    @Test func `a machine is made from a file of Dusty's`() async throws {
        try await Self.with([]) { scene in
            let power = try await scene.driver.power(Self.vm())
            #expect(power == .missing)
            try await booting { try await scene.driver.create(Self.vm(), $0) }
            #expect(scene.deeds == [["create", "--name=dusty-vm", "--tty=false", scene.template]])
            #expect(scene.catalog.files.isFile(scene.template))
        }
    }

    @Test func `an existing one is left alone, a broken one is created again`() async throws {
        try await Self.with([Self.instance("Stopped")]) { scene in
            try await booting { try await scene.driver.create(Self.vm(), $0) }
            #expect(scene.deeds == [])
        }
        try await Self.with([Self.instance("Broken")]) { scene in
            try await booting { try await scene.driver.create(Self.vm(), $0) }
            #expect(scene.deeds.map(\.first) == ["delete", "create"])
        }
    }

    @Test func `it is started with what is wanted, and Lima's key opens it`() async throws {
        try await Self.with([Self.instance("Stopped")]) { scene in
            let vm = Self.vm {
                $0.memory = 3000
                $0.processors = 3
            }
            let login = try await booting { try await scene.driver.start(vm, $0) }
            #expect(
                scene.deeds == [
                    ["edit", "--tty=false", "--set", ".memory = \"3000MiB\" | .cpus = 3", "dusty-vm"],
                    ["start", "--tty=false", "dusty-vm"],
                ]
            )
            #expect(login.target.description == "tess@127.0.0.1:23456" && login.forwardOnly)
            #expect(login.first == FirstLogin(user: Caller.tester.user, identity: "/k"))
            let kept = try scene.catalog.vm("vm")
            #expect(kept?.network == .forwarded(port: 23_456))
        }
    }

    @Test func `nothing is changed without need`() async throws {
        try await Self.with([Self.instance("Stopped")]) { scene in
            let vm = Self.vm { $0.network = .forwarded(port: 23_456) }
            _ = try await booting { try await scene.driver.start(vm, $0) }
            #expect(scene.deeds == [["start", "--tty=false", "dusty-vm"]])
        }
        try await Self.with([Self.instance("Running")]) { scene in
            _ = try await booting { try await scene.driver.start(Self.vm { $0.memory = 9000 }, $0) }
            #expect(scene.deeds == [])
        }
    }

    @Test func `an adopted one keeps the port that it was found at`() async throws {
        try await Self.with([Self.instance("Stopped", name: "mine", port: 0)]) { scene in
            let vm = Self.vm {
                $0.adopted = "mine"
                $0.network = .forwarded(port: 23_456)
            }
            try await booting { try await scene.driver.create(vm, $0) }
            _ = try await booting { try await scene.driver.start(vm, $0) }
            #expect(scene.deeds.first == ["edit", "--tty=false", "--set", ".ssh.localPort = 23456", "mine"])
            try await scene.driver.remove(vm)
            #expect(scene.deeds.count == 2)
        }
        try await Self.with([]) { scene in
            let error = await #expect(throws: DustyError.self) {
                try await booting { try await scene.driver.create(Self.vm { $0.adopted = "mine" }, $0) }
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test func `one that does not shut down is ended, with a word about it`() async throws {
        try await Self.with([Self.instance("Running")], failing: [["stop", "dusty-vm"]]) { scene in
            let word = try await scene.driver.stop(Self.vm())
            #expect(word.contains("Lima stopped it"))
            #expect(scene.deeds == [["stop", "dusty-vm"], ["stop", "--force", "dusty-vm"]])
        }
    }

    @Test func `removing takes it with its disk`() async throws {
        try await Self.with([Self.instance("Stopped")]) { scene in
            try await scene.driver.remove(Self.vm())
            #expect(scene.deeds == [["delete", "--force", "dusty-vm"]])
        }
    }

    @Test func `a refusal by Lima is reported in its words`() async throws {
        let start = ["start", "--tty=false", "dusty-vm"]
        try await Self.with([Self.instance("Stopped")], failing: [start]) { scene in
            let error = await #expect(throws: DustyError.self) {
                try await booting { try await scene.driver.start(Self.vm(), $0) }
            }
            #expect(error?.message == "limactl start: no \"luck\"")
        }
    }

    @Test func `root has no machines of Lima's`() async throws {
        try await Self.with([]) { scene in
            let error = await #expect(throws: DustyError.self) {
                try await scene.driver.power(Self.vm { $0.owner = "root" })
            }
            #expect(error?.hint == "create it as yourself, not as root")
        }
    }
}
