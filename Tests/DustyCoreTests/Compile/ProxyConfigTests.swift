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
        let text = ProxyConfig(rules: [api, web], upstreamAddress: "172.17.0.1").text
        let first = try #require(text.range(of: "server_name api.local;")?.lowerBound)
        let second = try #require(text.range(of: "server_name web.local;")?.lowerBound)
        #expect(first < second)
        #expect(text.contains("listen 8080;"))
        #expect(text.contains("proxy_pass http://172.17.0.1:65000;"))
        #expect(text.contains("client_max_body_size 500M;"))
    }

    @Test func `A30 The host header is the one of the request`() {
        #expect(
            ProxyConfig(rules: [web], upstreamAddress: "1.2.3.4").text.contains("proxy_set_header Host $http_host;")
        )
    }

    @Test func `A30 An app that does not answer is answered for by the daemon's page, or in plain words`() throws {
        let text = ProxyConfig(rules: [web, api], upstreamAddress: "172.17.0.1").text
        #expect(text.split(separator: "\n").filter { $0.contains("error_page 502 504 @dusty_page;") }.count == 2)
        #expect(text.contains("proxy_set_header X-Dusty-App w;"))
        #expect(text.contains("proxy_pass http://unix:/run/dusty/pages.sock:;"))
        #expect(text.contains("return 502 \"a does not answer."))
    }

    @Test func `A31 A stream has no scheme and no name, and lies in the stream part`() throws {
        let text = ProxyConfig(rules: [web, ssh], upstreamAddress: "172.17.0.1").text
        let stream = try #require(text.range(of: "\nstream {")?.upperBound)
        #expect(text[stream...].contains("listen 2222;\n        proxy_pass 172.17.0.1:65002;"))
        #expect(!text[..<stream].contains("2222"))
        #expect(!text[stream...].contains("http"))
    }

    @Test func `Without streams there is no stream part, so that the module is not needed`() {
        #expect(!ProxyConfig(rules: [web], upstreamAddress: "1.2.3.4").text.contains("stream {"))
    }

    @Test func `Every http port answers unknown names itself, once`() {
        let other = PortTable.Rule(app: "o", hostName: "o.local", hostPort: 80, upstreamPort: 65_003)
        let text = ProxyConfig(rules: [web, other, api], upstreamAddress: "1.2.3.4").text
        #expect(text.split(separator: "\n").filter { $0.contains("default_server") }.count == 2)
    }
}
