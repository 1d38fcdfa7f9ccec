import Foundation
import Testing

@testable import DustyCore

@Suite struct SpecMountTests {
    private static let service = """
        image: nginx:1.22
        volumes:
          - ./web/nginx.conf:/etc/nginx/nginx.conf
          - {type: bind, source: ./init, target: /init}
        """

    private func sources(_ more: [String: MountedFile]) -> SpecSources {
        let specs = ["services/web.yml": Self.service, "bundles/b.yml": "services: [web]\n"]
        return SpecSources(files: specs, mounted: more)
    }

    private func blueprint(_ sources: SpecSources) throws -> Blueprint {
        let assembled = AssembledSpecs(try Specs(checking: sources), activeBundles: ["b"])
        let machine = MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1", root: "/m")
        return try Blueprint(compiling: Inputs(assembled: assembled, machine: machine))
    }

    private let files: [String: MountedFile] = [
        "web/nginx.conf": "events {}", "init/1.sql": "SELECT 1", "init/2.sql": "SELECT 2",
    ]

    @Test func `Files of the specs repo are copied to the command files and mounted from there, read-only`() throws {
        let blueprint = try blueprint(sources(files))
        let volumes = blueprint.compose["web"]?.definition["volumes"]?.items ?? []
        #expect(volumes.first == "/m/command_files/web/specs/web/nginx.conf:/etc/nginx/nginx.conf:ro")
        #expect(volumes.dropFirst().first?["source"] == "/m/command_files/web/specs/init")
        #expect(volumes.dropFirst().first?["read_only"] == true)
        let copies = Dictionary(blueprint.scripts.map { ($0.path, $0.text) }) { $1 }
        #expect(copies["web/specs/web/nginx.conf"] == "events {}" && copies["web/specs/init/2.sql"] == "SELECT 2")
    }

    @Test func `A change of such a file replaces the container, and a plan says so`() throws {
        let before = try blueprint(sources(files))
        var changed = files
        changed["init/2.sql"] = "SELECT 3"
        let after = try blueprint(sources(changed))
        let observed = Observed(
            hosts: before.hosts.applied(to: []),
            proxyConfig: before.proxy.text,
            composeFile: before.compose.text,
            scripts: Dictionary(before.scripts.map { ($0.path, $0.text) }) { $1 },
            containers: Dictionary(
                before.compose.entries.map {
                    ($0.name, Observed.Container(condition: .running, fingerprint: $0.fingerprint))
                }
            ) { $1 }
        )
        let places = PlanReport.Places(hosts: "/h", proxyConfig: "/p", composeFile: "/c", commandFiles: "/f")
        let report = PlanReport(Planner.plan(after, from: observed), to: after, from: observed, places: places)
        #expect(report.actions.first?.text == "write init/2.sql of the specs for web")
        #expect(report.actions.last?.text == "replace the container of web")
        #expect(report.actions.last?.reasons == ["files of the specs changed"])
    }

    @Test func `whether a file may be run is known, and a change of that replaces the container`() throws {
        let before = try blueprint(sources(files))
        var changed = files
        changed["init/2.sql"]?.isExecutable = true
        let after = try blueprint(sources(changed))
        #expect(after.scripts.filter(\.isExecutable).map(\.path) == ["web/specs/init/2.sql"])
        #expect(before.compose["web"]?.fingerprint != after.compose["web"]?.fingerprint)
        var observed = Observed(scripts: Dictionary(after.scripts.map { ($0.path, $0.text) }) { $1 })
        #expect(Set(Planner.plan(after, from: observed).scripts.keys) == ["web/specs/init/2.sql"])
        observed.executables = ["web/specs/init/2.sql"]
        #expect(Planner.plan(after, from: observed).scripts.isEmpty)
        #expect(Set(Planner.plan(before, from: observed).scripts.keys) == ["web/specs/init/2.sql"])
        #expect(CompileOutput.executables(for: after) == ["commands/web/specs/init/2.sql"])
    }

    @Test func `A file that is not there is a problem at its volume`() {
        let problems = Specs.decode(sources(["web/nginx.conf": ""])).problems
        #expect(problems.map(\.key) == ["volumes.1"] && problems.first?.line == 4)
        #expect(problems.first?.message == "`init` of the specs repo is not there")
    }

    @Test(arguments: ["../x", "./../x", "./a/../../x", "./", "./.git/config", "~/x"])
    func `What leads out of the specs is a problem as before`(source: String) {
        let spec = "image: x\nvolumes: ['\(source):/x']\n"
        let sources = SpecSources(files: ["services/s.yml": spec, "bundles/b.yml": "services: [s]\n"])
        #expect(Specs.decode(sources).problems.map(\.key) == ["volumes.0"])
    }

    @Test func `A directory is read with what is in it; a link that leads out is named and not read`() throws {
        try ShellRun.inDirectory { directory in
            let specs = "\(directory)/specs"
            let all = ["services/web.yml": Self.service, "bundles/b.yml": "services: [web]\n"]
                .merging(files.mapValues(\.text)) { $1 }
            for (name, text) in all {
                let parent = "\(specs)/\(name.split(separator: "/").dropLast().joined(separator: "/"))"
                try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
                try text.write(toFile: "\(specs)/\(name)", atomically: true, encoding: .utf8)
            }
            #expect(Set(try SpecSources(directory: specs).mounted.keys) == Set(files.keys))
            try "secret".write(toFile: "\(directory)/outside", atomically: true, encoding: .utf8)
            try FileManager.default.removeItem(atPath: "\(specs)/init/2.sql")
            try FileManager.default.createSymbolicLink(
                atPath: "\(specs)/init/2.sql",
                withDestinationPath: "../../outside"
            )
            let problems = Specs.decode(try SpecSources(directory: specs)).problems
            let link = "`init/2.sql` of the specs repo is a link that leads out of the specs repo"
            #expect(problems.map(\.message) == [link])
        }
    }
}

struct BindVolumeTests {
    @Test func `a directory is where the volume puts what is around it`() {
        let long: YAMLValue = .map([
            YAMLEntry("type", "bind"), YAMLEntry("source", "/w/shop"), YAMLEntry("target", "/code"),
        ])
        #expect(BindVolume("/w/shop/api:/code:ro")?.place(of: "/w/shop/api") == "/code")
        #expect(BindVolume(long)?.place(of: "/w/shop/api") == "/code/api")
        for other: YAMLValue in ["/w/shop/apis:/code", "data:/code", "/code", "/w/shop/api/lib:/code"] {
            #expect(BindVolume(other)?.place(of: "/w/shop/api") == nil)
        }
    }
}
