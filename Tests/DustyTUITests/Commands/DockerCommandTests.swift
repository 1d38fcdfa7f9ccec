import ArgumentParser
import DustyCore
import Testing

@testable import DustyTUI

struct DockerCommandTests {
    @Test(arguments: [
        ["ps"], ["--help"], ["run", "--rm", "-it", "nginx", "--", "-h"], ["compose", "-f", "x.yml", "ps"], [],
    ])
    func `everything is docker's own`(arguments: [String]) throws {
        let command = try #require(try Dusty.parseAsRoot(["docker"] + arguments) as? Dusty.Docker)
        #expect(command.arguments == arguments)
    }

    @Test func `the engine is that of the machine in use`() {
        var machine = WireExamples.machineInfo
        #expect(Dusty.Docker.host(machine, isRoot: true) == "unix:///var/run/dusty/dusty.sock.machines/big.engine")
        #expect(Dusty.Docker.host(machine, isRoot: false) == "ssh://ann@big.example.org:22")
        machine = WireExamples.leastMachineInfo
        #expect(Dusty.Docker.host(machine, isRoot: false) == "unix:///var/run/docker.sock")
        machine.engineSocket = "/run/user/1000/docker.sock"
        #expect(Dusty.Docker.host(machine, isRoot: false) == "unix:///run/user/1000/docker.sock")
    }
}
