extension BrokenSpec {
    /// Rules of forwarding.
    static let forwarding = [
        BrokenSpec(
            app: "an empty rule",
            rules("{}"),
            "5:5: error: host_forwarding.0.container_port: this key is required",
            "5:5: error: host_forwarding.0.host_name: this key is required",
            "5:5: error: host_forwarding.0.host_port: this key is required"
        ),
        BrokenSpec(
            app: "a quoted port",
            rules("{host_name: h.local, host_port: \"80\", container_port: 80}"),
            "5:37: error: host_forwarding.0.host_port: this must be a whole number, not a text"
        ),
        BrokenSpec(
            app: "port 0",
            rules("{host_name: h.local, host_port: 0, container_port: 80}"),
            "5:37: error: host_forwarding.0.host_port: 0 is not between 1 and 65535"
        ),
        BrokenSpec(
            app: "port 99999",
            rules("{host_name: h.local, host_port: 80, container_port: 99999}"),
            "5:57: error: host_forwarding.0.container_port: 99999 is not between 1 and 65535"
        ),
        BrokenSpec(
            app: "a negative port",
            rules("{host_name: h.local, host_port: -1, container_port: 80}"),
            "5:37: error: host_forwarding.0.host_port: -1 is not between 1 and 65535"
        ),
        BrokenSpec(
            app: "a port that is a truth value",
            rules("{host_name: h.local, host_port: yes, container_port: 80}"),
            "5:37: error: host_forwarding.0.host_port: this must be a whole number, not the truth value true"
        ),
        BrokenSpec(
            app: "an unknown type",
            rules("{host_name: h.local, host_port: 80, container_port: 80, type: udp}"),
            "5:67: error: host_forwarding.0.type: `udp` is not a type of forwarding"
        ),
        BrokenSpec(
            app: "a host name with a space",
            rules("{host_name: \"h local\", host_port: 80, container_port: 80}"),
            "5:17: error: host_forwarding.0.host_name: this is not a host name"
        ),
        BrokenSpec(
            app: "a host name that ends nginx' line",
            rules("{host_name: \"h;}\", host_port: 80, container_port: 80}"),
            "5:17: error: host_forwarding.0.host_name: this is not a host name"
        ),
        BrokenSpec(
            app: "a host name of two lines",
            rules("{host_name: \"h\\n1.2.3.4 x\", host_port: 80, container_port: 80}"),
            "5:17: error: host_forwarding.0.host_name: this is not a host name"
        ),
        BrokenSpec(
            app: "a host name with a wildcard",
            rules("{host_name: \"*.h\", host_port: 80, container_port: 80}"),
            "5:17: error: host_forwarding.0.host_name: this is not a host name"
        ),
        BrokenSpec(
            app: "an address",
            rules("{host_name: 10.0.0.1, host_port: 80, container_port: 80}"),
            "5:17: error: host_forwarding.0.host_name: this is not a host name"
        ),
        BrokenSpec(
            app: "localhost",
            rules("{host_name: localhost, host_port: 80, container_port: 80}"),
            "5:17: error: host_forwarding.0.host_name: this is not a host name"
        ),
        BrokenSpec(
            app: "a label that ends with a hyphen",
            rules("{host_name: a-.b, host_port: 80, container_port: 80}"),
            "5:17: error: host_forwarding.0.host_name: this is not a host name"
        ),
        BrokenSpec(
            app: "one place twice in one app",
            rules(
                "{host_name: h.local, host_port: 80, container_port: 80}",
                "{host_name: H.local, host_port: 80, container_port: 81}"
            ),
            "6:37: error: host_forwarding.1.host_port: H.local:80 is already forwarded by apps/a.yml:5"
        ),
        BrokenSpec(
            app: "http and stream on one port",
            rules(
                "{host_name: h.local, host_port: 80, container_port: 80}",
                "{host_name: i.local, host_port: 80, container_port: 81, type: stream}"
            ),
            "6:37: error: host_forwarding.1.host_port: port 80 cannot be forwarded as http and as a stream by apps/a.yml:5"
        ),
        BrokenSpec(
            app: "two streams on one port",
            rules(
                "{host_name: h.local, host_port: 90, container_port: 80, type: stream}",
                "{host_name: i.local, host_port: 90, container_port: 81, type: stream}"
            ),
            "6:37: error: host_forwarding.1.host_port: port 90 is already forwarded as a stream by apps/a.yml:5"
        ),
    ]

    private static func rules(_ rules: String...) -> String {
        "image: x\ncommands:\n  always: []\nhost_forwarding:\n" + rules.map { "  - \($0)\n" }.joined()
    }
}
