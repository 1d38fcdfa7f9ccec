import Essentials
import Testing

@testable import DustyCore

@Suite struct HostNamesTests {
    private func report(_ name: String) -> ValidationReport {
        let app = """
            image: x
            commands: {always: [run]}
            host_forwarding: [{host_name: \(name), host_port: 80, container_port: 80}]
            """
        return ValidationReport(SpecSources(files: ["apps/a.yml": app, "bundles/b.yml": "apps: [a]\n"]))
    }

    @Test(arguments: [
        "localhost", "LocalHost", "ip6-localhost", "ip6-loopback", "broadcasthost", "localhost.localdomain",
    ])
    func `one of the host's own names is an error`(_ name: String) {
        let report = report(name)
        #expect(!report.ok)
        #expect(report.problems.map(\.severity) == [.error])
        #expect(report.problems.first?.message.contains("one of the host's own names") == true)
        #expect(report.problems.first?.hint?.contains(".test") == true)
    }

    @Test(arguments: [
        "github.com", "GitHub.COM", "x.example.org", "shop.io", "a.dev", "host.docker.internal", "x.xn--p1ai",
    ])
    func `a name of the internet is a warning`(_ name: String) throws {
        let report = report(name)
        #expect(report.ok)
        #expect(report.problems.map(\.severity) == [.warning])
        let first = try #require(report.problems.first)
        #expect(first.description.hasPrefix("apps/a.yml:3:31: warning: host_forwarding.0.host_name: "))
        #expect(String(decoding: try Wire.encode(report), as: UTF8.self).contains("\"severity\":\"warning\""))
    }

    @Test(arguments: [
        "shop.test", "web", "x.home.arpa", "x.internal", "x.lan", "x.example",
    ])
    func `a name for private use is taken without a word`(_ name: String) {
        #expect(report(name).problems == [])
    }

    @Test(arguments: [
        ("x.localhost", "127.0.0.1"), ("X.LocalHost", "127.0.0.1"), ("shop.local", "mDNS"),
        ("shop.dev", "by https only"), ("api.shop.app", "by https only"),
        ("shop.io", "this host would reach the app instead"),
    ])
    func `a name that browsers or networks treat in a way of their own is a warning with the reason`(
        _ name: String,
        _ reason: String
    ) throws {
        let report = report(name)
        #expect(report.ok && report.problems.map(\.severity) == [.warning])
        #expect(try #require(report.problems.first).message.contains(reason))
    }

    @Test func `a problem of an older daemon, which sends no severity, is an error`() throws {
        let text = #"{"file":"f","line":1,"column":2,"key":"k","message":"m"}"#
        let problem = try Wire.decode(SpecProblem.self, from: .init(text.utf8))
        #expect(problem == SpecProblem(file: "f", line: 1, column: 2, key: "k", message: "m"))
    }
}
