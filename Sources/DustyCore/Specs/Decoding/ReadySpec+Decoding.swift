extension ReadySpec {
    /// Reads the `ready` of an app or a service; nil when there is none or it cannot be used.
    init?(_ parent: SpecReader) {
        guard let reader = parent.mapping("ready") else { return nil }
        let timeout = reader.integer("timeout") ?? Self.standardTimeout
        guard reader.isConsistent, let probe = Self.probe(reader) else { return nil }
        self.init(probe: probe, timeout: timeout)
    }

    private static func probe(_ reader: SpecReader) -> Probe? {
        if reader.has("tcp") { return reader.integer("tcp").map { .tcp(port: $0) } }
        if reader.has("exec") {
            let words = reader.commands("exec")
            return words.isEmpty ? nil : .exec(words)
        }
        guard let http = reader.mapping("http") else { return nil }
        let path = http.string("path") ?? "/"
        guard path.hasPrefix("/"), !Naming.hasControlCharacters(path), !path.contains(" ") else {
            http.report("path", "this is not the path of a URL", hint: "begin it with / and write no spaces")
            return nil
        }
        return http.integer("port").map { .http(port: $0, path: path) }
    }
}
