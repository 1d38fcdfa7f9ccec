extension ServiceImport {
    /// `ports`: host names where that can be, which is where a service has pages; or else as they are.
    mutating func takePorts() {
        let ports = ImportPlan.ports(of: definition)
        guard plan.hasHostNames(service) else {
            compose["ports"] = .strings(ports.map { Self.text(of: $0, in: definition) })
            return taken("ports")
        }
        let host = plan.names.host(of: service.name)
        var rules: [YAMLValue] = []
        var notes: [String] = []
        for port in ports where port.isTCP {
            guard let place = plan.place(of: port, at: service.name) else {
                unsupported("ports", "\(port.text): something else has the port, and only pages can share one")
                continue
            }
            var rule: YAMLValue = [
                "host_name": .string(host), "host_port": .int(place), "container_port": .int(port.target),
            ]
            if !port.isHTTP { rule["type"] = "stream" }
            if !rules.contains(rule) { rules.append(rule) }
            let old = port.published.map { "localhost:\($0)" } ?? "port \(port.target)"
            let new = port.isHTTP ? "http://\(host)\(place == 80 ? "" : ":\(place)")" : "\(host):\(place) (TCP)"
            notes.append("\(new) in place of \(old)")
        }
        if !rules.isEmpty { app["host_forwarding"] = .list(rules) }
        if !notes.isEmpty { changed("ports", notes.joined(separator: "; ")) }
        let others = ports.filter { !$0.isTCP }.map { Self.text(of: $0, in: definition) }
        guard !others.isEmpty else { return }
        compose["ports"] = .strings(others)
        if notes.isEmpty { taken("ports") }
    }

    /// An entry in the short form, with the address it is published at.
    private static func text(of port: ImportedPort, in definition: YAMLValue) -> String {
        let entry = (definition["ports"]?.items ?? []).first {
            ImportedPort($0, image: definition["image"]?.text) == port
        }
        guard let address = entry?["host_ip"]?.text, !address.isEmpty else { return port.text }
        let shown = address.contains(":") ? "[\(address)]" : address
        return port.published == nil ? "\(shown)::\(port.text)" : "\(shown):\(port.text)"
    }
}

extension ServiceImport {
    /// Variables that only say where Compose publishes ports to which host names lead, where the spec has them nowhere.
    var idlePortVariables: Set<String> {
        let rules = app["host_forwarding"]?.items ?? []
        guard !rules.isEmpty else { return [] }
        let places = Set(rules.compactMap { $0["host_port"]?.text }.filter { $0 != "80" })
        let published = ImportPlan.ports(of: definition).compactMap(\.published).map { "\($0)" }
        let isKept = published.contains(where: places.contains)
        // Those of UDP stay as they are written.
        var (idle, held) = (Set<String>(), Set<String>())
        for entry in service.written?["ports"]?.items ?? [] {
            let (outer, inner) = entry.text.map(Self.halves) ?? ("", "")
            let published = outer.isEmpty ? entry["published"]?.text ?? "" : outer
            let target = inner.isEmpty ? entry["target"]?.text ?? "" : inner
            held.formUnion(Interpolation.references(in: target))
            let names = Interpolation.references(in: published)
            if isKept || ComposePorts.isUDP(entry) { held.formUnion(names) } else { idle.formUnion(names) }
            idle.formUnion(Interpolation.references(in: entry["host_ip"]?.text ?? ""))
        }
        return idle.subtracting(held)
    }

    /// The short form of a port in two: where it is published, and the port itself. Colons of variables divide nothing.
    private static func halves(_ text: String) -> (published: String, target: String) {
        var depth = 0
        var place: String.Index?
        for index in text.indices {
            switch text[index] {
            case "{": depth += 1
            case "}": depth -= 1
            case ":" where depth == 0: place = index
            default: break
            }
        }
        guard let place else { return ("", text) }
        return (String(text[..<place]), String(text[text.index(after: place)...]))
    }
}

extension ImportPlan {
    /// The port under which a host name leads to a port of an app: the standard one for the first page of each, and the one that was
    /// published for all else. Nil where something else in the project has that already.
    func place(of port: ImportedPort, at name: String) -> Int? {
        guard let service = service(name) else { return nil }
        let own = Self.ports(of: service.definition).filter { $0.isTCP }
        if port.isHTTP {
            if own.first(where: \.isHTTP) == port { return 80 }
            // The first page has the standard port.
            let wanted = port.published.flatMap { $0 == 80 ? nil : $0 } ?? port.target
            return wanted == 80 || streams[wanted] != nil ? nil : wanted
        }
        let wanted = port.published ?? port.target
        return streams[wanted].map { $0 == "\(name) \(port.target)" } == true ? wanted : nil
    }

    /// Of each port that plain TCP takes for itself who has it: the first by name. Pages are on port 80.
    private var streams: [Int: String] {
        var result: [Int: String] = [:]
        for service in project.services.filter(hasHostNames).sorted(by: { $0.name < $1.name }) {
            for port in Self.ports(of: service.definition) where port.isTCP && !port.isHTTP {
                let wanted = port.published ?? port.target
                if wanted != 80, result[wanted] == nil { result[wanted] = "\(service.name) \(port.target)" }
            }
        }
        return result
    }
}
