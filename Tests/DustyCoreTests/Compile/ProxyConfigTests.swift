import DustyCore
import Foundation
import Testing

@Suite struct ProxyConfigTests {
    private let web = PortTable.Rule(app: "w", hostName: "web.local", hostPort: 80, upstreamPort: 65_000)
    private let api = PortTable.Rule(app: "a", hostName: "api.local", hostPort: 8080, upstreamPort: 65_001)
    private let ssh = PortTable.Rule(
        app: "s",
        hostName: "ssh.local",
        hostPort: 2222,
        upstreamPort: 65_002,
        kind: .stream
    )

    @Test func `A27 A28 A29 Each rule has its server, in order`() throws {
        let text = ProxyConfig(rules: [api, web], way: .bridge("172.17.0.1")).text
        let first = try #require(text.range(of: "server_name api.local;")?.lowerBound)
        let second = try #require(text.range(of: "server_name web.local;")?.lowerBound)
        #expect(first < second)
        #expect(text.contains("listen 8080;"))
        #expect(text.contains("proxy_pass http://172.17.0.1:65000;"))
        #expect(text.contains("client_max_body_size 0;"))
    }

    @Test func `A30 The host header is the one of the request`() {
        #expect(
            ProxyConfig(rules: [web], way: .bridge("1.2.3.4")).text.contains("proxy_set_header Host $http_host;")
        )
    }

    @Test func `A30 An app that does not answer is answered for by the daemon's page, or in plain words`() throws {
        let text = ProxyConfig(rules: [web, api], way: .bridge("172.17.0.1")).text
        #expect(text.split(separator: "\n").filter { $0.contains("error_page 502 504 @dusty_page;") }.count == 2)
        #expect(text.contains("proxy_set_header X-Dusty-App w;"))
        #expect(text.contains("proxy_pass http://unix:/run/dusty/pages.sock:;"))
        #expect(text.contains("return 502 \"a does not answer."))
    }

    @Test func `A31 A stream has no scheme and no name, and lies in the stream part`() throws {
        let text = ProxyConfig(rules: [web, ssh], way: .bridge("172.17.0.1")).text
        let stream = try #require(text.range(of: "\nstream {")?.upperBound)
        #expect(text[stream...].contains("listen 2222 so_keepalive=on;\n        proxy_pass 172.17.0.1:65002;"))
        #expect(!text[..<stream].contains("2222"))
        #expect(!text[stream...].contains("http"))
    }

    @Test func `Who is silent for minutes is not cut off, in either direction`() throws {
        let text = ProxyConfig(rules: [web, ssh], way: .bridge("172.17.0.1")).text
        let stream = try #require(text.range(of: "\nstream {")?.upperBound)
        for limit in ["proxy_read_timeout", "proxy_send_timeout", "send_timeout", "client_body_timeout"] {
            #expect(text[..<stream].contains(" \(limit) 1h;\n"), "\(limit)")
        }
        // The only shorter ones are those of the page for an app that does not answer.
        let limits = text.split(separator: "\n").filter { $0.contains("_timeout ") && !$0.contains("1h;") }
        let words = limits.map { $0.drop { $0 == " " } }
        #expect(
            Set(words) == [
                "keepalive_timeout 65;", "proxy_connect_timeout 5s;", "proxy_connect_timeout 2s;",
                "proxy_read_timeout 5s;",
                "proxy_timeout 7d;",
            ]
        )
        #expect(text[stream...].contains("proxy_timeout 7d;") && text[stream...].contains("proxy_socket_keepalive on;"))
    }

    @Test func `Without streams there is no stream part, so that the module is not needed`() {
        #expect(!ProxyConfig(rules: [web], way: .bridge("1.2.3.4")).text.contains("stream {"))
    }

    @Test func `Every http port answers unknown names itself, once`() {
        let other = PortTable.Rule(app: "o", hostName: "o.local", hostPort: 80, upstreamPort: 65_003)
        let text = ProxyConfig(rules: [web, other, api], way: .bridge("1.2.3.4")).text
        #expect(text.split(separator: "\n").filter { $0.contains("default_server") }.count == 2)
    }

    @Test func `Over the network each name is looked up for each connection, so that nginx needs none to start`() throws
    {
        let names = try StackNames("fix-ui", slot: 1)
        var rule = web
        rule.containerPort = 3000
        var tcp = rule
        (tcp.kind, tcp.hostPort, tcp.containerPort) = (.stream, 5432, 5433)
        let text = ProxyConfig(rules: [rule, tcp], way: .network(names)).text
        let stream = try #require(text.range(of: "\nstream {\n")?.upperBound)
        #expect(text[..<stream].contains("http {\n    resolver 127.0.0.11 valid=1s ipv6=off;\n"))
        #expect(text[..<stream].contains("\n    resolver_timeout 3s;\n    access_log"))
        #expect(text[..<stream].contains("            set $dusty_upstream dusty-fix-ui_w_1.dusty-fix-ui_default;\n"))
        #expect(text[..<stream].contains("            proxy_pass http://$dusty_upstream:3000;\n"))
        #expect(text[stream...].hasPrefix("    resolver 127.0.0.11 valid=1s ipv6=off;\n"))
        #expect(text[stream...].contains("        proxy_pass $dusty_upstream:5433;\n"))
        #expect(!text.contains("65000"))
    }

    @Test func `A proxy that goes over the network gets a name there, also where no host name is left for it`() throws {
        let rule = HostForwarding(hostName: "dusty_a_1", hostPort: 80, containerPort: 1)
        var inputs = Inputs.test(apps: [AppSpec(name: "a", image: "i", hostForwarding: [rule])])
        #expect(try Blueprint(compiling: inputs).proxyNames == [])
        inputs.machine.bridgeFault = "nothing comes back from 172.17.0.1:65000"
        let blueprint = try Blueprint(compiling: inputs)
        #expect(blueprint.proxyNames == ["dustyinternalnginx"])
        #expect(blueprint.proxy.way == .network(.standard))
        // The containers stay as they are, so that both ways can be tried again.
        #expect(blueprint.ports.compose["a"] == [PortTable.Mapping(host: 65_000, container: 1)])
    }
}
