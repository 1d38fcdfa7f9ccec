/// How the proxy reaches apps.
public enum ProxyWay: Sendable, Equatable {
    /// Through ports of the machine at this address, that of the engine's bridge.
    case bridge(String)
    /// Over the stack's network, by the names of containers. No firewall of the machine is on that way.
    case network(StackNames)
}

/// The proxy's complete configuration.
public struct ProxyConfig: Sendable, Equatable {
    /// Its rules, in order.
    public var rules: [PortTable.Rule]
    /// How it reaches apps.
    public var way: ProxyWay
    /// What commands in messages have before an app's name: the stack, unless it is the default one.
    public var option: String

    /// Name of the socket where the daemon says why an app does not answer.
    public static let pagesSocket = "pages.sock"
    /// Where only the proxy's container has its directory.
    static let pagesMount = "/run/dusty"
    /// Where the proxy's container has its configuration.
    public static let mount = "/etc/nginx/conf.d"
    /// Headers by which nginx lets an app behind it give orders.
    private static let orders = [
        "X-Accel-Redirect", "X-Accel-Expires", "X-Accel-Limit-Rate", "X-Accel-Buffering", "X-Accel-Charset",
    ]
    /// How long a connection to an app may take, in seconds.
    static let connectLimit = 5
    /// How long an app or a client may be silent, or read nothing: longer than any poll, pause in a debugger or upload that waits. nginx
    /// would end these after a minute.
    static let silenceLimit = "1h"
    /// The same of a stream, such as a connection to a database that a pool keeps; a peer that is gone is found by the kernel's own questions.
    static let streamLimit = "7d"
    /// Header that names the app to the daemon, and marks an answer for the browser as not the app's own.
    public static let appHeader = "X-Dusty-App"
    /// Header that says how far the proxy got with the app; `UpstreamFailure` reads it.
    public static let failureHeader = "X-Dusty-Failure"

    /// A configuration for these rules.
    public init(rules: [PortTable.Rule], way: ProxyWay, option: String = "") {
        self.option = option
        self.rules = rules
        self.way = way
    }

    /// The text of the file.
    public var text: String {
        let streams = rules.filter { $0.kind == .stream }
        let sites = rules.filter { $0.kind == .http }
        return ([preamble, http(sites)] + (streams.isEmpty ? [] : [stream(streams)])).joined(separator: "\n")
    }

    private var preamble: String {
        """
        # Written by Dusty; changes are overwritten.
        include /etc/nginx/modules-enabled/*.conf;
        user root;
        worker_processes 1;
        error_log /dev/stderr warn;

        events {
            worker_connections 1024;
        }

        """
    }

    private func http(_ rules: [PortTable.Rule]) -> String {
        let ports = Set(rules.map(\.hostPort)).sorted()
        let servers = ports.map(unknownName) + rules.map(site)
        return """
            http {
            \(resolver)    access_log /dev/stdout;
                default_type text/plain;
                server_tokens off;
                server_names_hash_bucket_size 512;
                server_names_hash_max_size 4096;
                keepalive_timeout 65;
                # An app behind this proxy may see and send what it may without one: cookies and addresses of 64 KiB, header names
                # with `_`, uploads of any size, and every byte as soon as it arrives.
                underscores_in_headers on;
                large_client_header_buffers 8 \(UpstreamFailure.headerLimit / 1024)k;
                proxy_buffer_size \(UpstreamFailure.headerLimit / 1024)k;
                proxy_buffers 8 \(UpstreamFailure.headerLimit / 1024)k;
                proxy_busy_buffers_size \(2 * UpstreamFailure.headerLimit / 1024)k;
                proxy_buffering off;
                proxy_request_buffering off;
                # What an app says of itself reaches the client, and is no order to this proxy.
                proxy_pass_header Server;
                proxy_pass_header Date;
                proxy_ignore_headers \(Self.orders.joined(separator: " "));
                \(Self.orders.map { "proxy_pass_header \($0);" }.joined(separator: "\n                "))
                # Apps run beside this proxy: what takes longer is not there, such as the address that a stopped one had.
                proxy_connect_timeout \(Self.connectLimit)s;
                # What is there may be silent for as long as it likes.
                proxy_read_timeout \(Self.silenceLimit);
                proxy_send_timeout \(Self.silenceLimit);
                send_timeout \(Self.silenceLimit);
                client_body_timeout \(Self.silenceLimit);

                map $http_upgrade $dusty_connection {
                    default upgrade;
                    '' close;
                }

            """ + servers.map { "\n" + $0 }.joined() + "}\n"
    }

    /// Answers unknown names, so that they do not reach another app.
    private func unknownName(on port: Int) -> String {
        """
            server {
                listen \(port) default_server;
                server_name _;
                return 404 "No app has this name on this port. `dusty status` lists the apps.\\n";
            }

        """
    }

    private func site(_ rule: PortTable.Rule) -> String {
        """
            server {
                client_max_body_size 0;
                listen \(rule.hostPort);
                server_name \(([rule.hostName] + [rule.innerName].compactMap(\.self)).joined(separator: " "));
                recursive_error_pages on;
                error_page 502 504 @dusty_page;
                location / {
                    proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection $dusty_connection;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    proxy_set_header X-Forwarded-Proto $scheme;
                    proxy_set_header X-Forwarded-Host $http_host;
                    proxy_set_header Host $http_host;
                    \(pass(to: rule, "http://", indent: 16))
                }
                location @dusty_page {
                    internal;
                    error_page 502 504 @dusty_words;
                    proxy_method GET;
                    proxy_pass_request_headers off;
                    proxy_pass_request_body off;
                    proxy_set_header Accept $http_accept;
                    proxy_set_header Content-Length "";
                    proxy_set_header Host dusty;
                    proxy_set_header \(Self.appHeader) \(rule.app);
                    proxy_set_header \(Self.failureHeader) "$upstream_status|$upstream_connect_time|$upstream_bytes_received";
                    proxy_connect_timeout 2s;
                    proxy_read_timeout 5s;
                    proxy_pass http://unix:\(Self.pagesMount)/\(Self.pagesSocket):;
                }
                location @dusty_words {
                    internal;
                    return 502 "\(rule.app) does not answer. See why: dusty logs \(option)\(rule.app)\\n";
                }
            }

        """
    }

    private func stream(_ rules: [PortTable.Rule]) -> String {
        let servers = rules.map { rule in
            """
                # \(rule.hostName)
                server {
                    listen \(rule.hostPort) so_keepalive=on;
                    \(pass(to: rule, "", indent: 8))
                }

            """
        }
        return "stream {\n" + resolver + """
                proxy_connect_timeout \(Self.connectLimit)s;
                proxy_timeout \(Self.streamLimit);
                proxy_socket_keepalive on;


            """ + servers.joined() + "}\n"
    }

    /// The engine's own name server. A container may have another address each time it starts, so that answers count
    /// only for a moment; what is not there must not take longer than a page may.
    private var resolver: String {
        guard case .network = way else { return "" }
        return """
                resolver 127.0.0.11 valid=1s ipv6=off;
                resolver_timeout 3s;

            """
    }

    /// Passes on to the app of a rule. A name in a variable is looked up for each connection: otherwise nginx would not
    /// start while one of the containers does not exist, and would keep the address that another had.
    private func pass(to rule: PortTable.Rule, _ scheme: String, indent: Int) -> String {
        switch way {
        case .bridge(let address): "proxy_pass \(scheme)\(address):\(rule.upstreamPort);"
        case .network(let names):
            "set $dusty_upstream \(names.networkName(for: rule.app));\n\(String(repeating: " ", count: indent))"
                + "proxy_pass \(scheme)$dusty_upstream:\(rule.containerPort);"
        }
    }
}
