extension SpecReader {
    /// Reports ports of the machine beside host names.
    func checkPorts(of compose: YAMLValue, at key: String, severity: SpecProblem.Severity = .error) {
        guard has("host_forwarding"), compose["ports"] != nil else { return }
        let ports = ComposePorts(of: compose)
        guard !ports.tcp.isEmpty || ports.udp.isEmpty else { return }
        report(
            key,
            "`ports` and `host_forwarding` exclude each other, except for UDP",
            hint: "remove these `ports`: a host name leads to every TCP port, with `type: stream` where it is not HTTP",
            severity: severity
        )
    }
}
