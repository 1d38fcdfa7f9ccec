import Foundation
import Testing

@testable import DustyCore

@Suite struct HostileValuesTests {
    static let texts = [
        "a b", "it's", "say \"hi\"", "; touch /tmp/x", "$(id)", "${HOME}", "$$", "`id`", "two\nlines", "-rf", "--",
        "ünïcode", "日本語", "🦊", "e\u{301}", "\\n", "#no", "a: b", "a:", "- a", "&anchor", "*alias", "!tag", "%d", "@x",
        "|", ">", "yes", "null", "0777", "12:30:45", "1e3", "", " lead", "trail ", "tab\tin", "\u{7F}", "\u{85}",
        "\u{2028}", "'", "{{x}}", "[a]", "a,b", "C:\\dir", "\u{1B}[31m", "../..", "a\r\nb", "? x", "<<", "=",
    ]

    @Test(arguments: texts)
    func `A text comes through specs into the Compose file as it was`(_ text: String) throws {
        let quoted = JSONText.quote(text)
        let spec =
            "image: x\ncommands: {always: []}\ncompose:\n  environment: {V: \(quoted)}\n  labels: {l: \(quoted)}\n"
        let service = "image: y\ncommand: [run, \(quoted)]\nenvironment: [\(JSONText.quote("V=" + text))]\n"
        let compose = try compiled(["apps/a.yml": spec, "services/s.yml": service, "bundles/b.yml": both])
        let written = text.replacingOccurrences(of: "$", with: "$$")
        let app = try #require(compose["services"]?["a"])
        #expect(app["environment"]?["V"] == .string(written))
        #expect(app["labels"]?["l"] == .string(written))
        #expect(compose["services"]?["s"]?["command"] == .list(["run", .string(written)]))
        #expect(compose["services"]?["s"]?["environment"]?["V"] == .string(written))
    }

    @Test(arguments: texts.filter { Naming.isContainerPath("/" + $0) && !$0.isEmpty })
    func `A mount is one volume of the Compose file and one word of command files`(_ text: String) throws {
        let mount = "/m/" + text
        let spec = "repo: h/o/a\nmount: \(JSONText.quote(mount))\nimage: x\ncommands: {always: [run]}\n"
        let compose = try compiled(["apps/a.yml": spec])
        let volumes = try #require(compose["services"]?["a"]?["volumes"]?.items)
        let written = mount.replacingOccurrences(of: "$", with: "$$")
        #expect(volumes.contains(.string("/dusty_repos/h/o/a:\(written)")))

        try ShellRun.inDirectory { directory in
            let place = directory + mount
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            let script = ScriptSpec(name: "s", command: ["printf '%s' \"$PWD\"; :"])
            let app = AppSpec(name: "a", mount: place, scripts: [script])
            for shell in ShellRun.shells {
                let check = try ShellRun.run(shell + ["-n"], CommandScript.start(app, libs: []).text, in: directory)
                #expect(check.status == 0 && check.log.isEmpty)
                let outcome = try ShellRun.run(shell, CommandScript.scripts(of: app)[0].text, in: directory)
                #expect(outcome.log == place)
            }
        }
    }

    @Test(arguments: texts.map { "/v/" + $0 } + ["../x", "a b"])
    func `What could end a path in a volume never is a mount`(_ path: String) {
        let isHarmless = !path.contains(":") && !path.contains("..") && !Naming.hasControlCharacters(path)
        #expect(Naming.isContainerPath(path) == (isHarmless && path.hasPrefix("/")))
    }

    private let both = "apps: [a]\nservices: [s]\n"

    private func compiled(_ files: [String: String]) throws -> YAMLValue {
        let specs = try Specs(checking: SpecSources(files: BrokenSpec.sound.merging(files) { $1 }))
        let inputs = Inputs(
            assembled: AssembledSpecs(specs, activeBundles: ["b"]),
            machine: MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1")
        )
        return try SpecDocument.read(Blueprint(compiling: inputs).compose.text.revealed, file: "compose").value
    }
}
