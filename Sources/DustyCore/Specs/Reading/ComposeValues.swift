/// Checks values whose form Compose checks only when it runs: sizes, durations and numbers in texts, and mappings that
/// lack a part.
struct ComposeValues {
    let log: SpecReader.Log

    private static let sizes: Set<String> = ["mem_limit", "mem_reservation", "memswap_limit", "shm_size"]
    private static let numbers: Set<String> = ["cpu_shares", "cpu_quota", "pids_limit", "oom_score_adj"]
    private static let deployed: Set<String> = [
        "mode", "replicas", "labels", "rollback_config", "update_config", "resources", "restart_policy", "placement",
        "endpoint_mode",
    ]
    private static let attached: Set<String> = [
        "aliases", "ipv4_address", "ipv6_address", "link_local_ips", "mac_address", "driver_opts", "priority",
        "gw_priority", "interface_name",
    ]

    /// Checks one key of a service, or of the Compose keys of an app or a suite.
    func check(_ node: SpecNode, _ key: String, path: String) {
        switch (key, node.content) {
        case ("stop_grace_period", _): checkDuration(node, path)
        case ("cpus", _): checkNumber(node, path, isWhole: false)
        case (_, .scalar) where Self.sizes.contains(key): checkSize(node, path)
        case (_, .scalar) where Self.numbers.contains(key): checkNumber(node, path, isWhole: true)
        case ("extra_hosts", .list(let items)):
            for (index, item) in items.enumerated() { checkHost(item, "\(path).\(index)") }
        case ("ulimits", .map(let entries)): for entry in entries { checkLimit(entry.value, "\(path).\(entry.key)") }
        case ("ports", .list(let items)):
            for (index, item) in items.enumerated() { checkPort(item, "\(path).\(index)") }
        case ("volumes", .list(let items)):
            for (index, item) in items.enumerated() { require("target", of: item, "\(path).\(index)") }
        case ("healthcheck", .map): checkHealth(node, path)
        case ("deploy", .map(let entries)):
            checkKeys(entries, among: Self.deployed, path)
            for part in ["limits", "reservations"] {
                guard let memory = node["resources"]?[part]?["memory"] else { continue }
                checkSize(memory, "\(path).resources.\(part).memory")
            }
        case ("networks", .map(let entries)): for entry in entries { checkNetwork(entry.value, "\(path).\(entry.key)") }
        default: break
        }
    }

    private func checkHealth(_ node: SpecNode, _ path: String) {
        for key in ["interval", "timeout", "start_period", "start_interval"] {
            if let value = node[key] { checkDuration(value, "\(path).\(key)") }
        }
        if let retries = node["retries"] { checkNumber(retries, "\(path).retries", isWhole: true) }
        guard let test = node["test"], case .list(let words) = test.content, let first = words.first?.value.text,
            !["CMD", "CMD-SHELL", "NONE"].contains(first)
        else { return }
        log.report(
            test.place,
            "\(path).test",
            "a list begins with CMD, CMD-SHELL or NONE, not with `\(first)`",
            hint: "write `[CMD, \(first), …]`, or one text for the shell"
        )
    }

    private func checkNetwork(_ node: SpecNode, _ path: String) {
        guard case .map(let entries) = node.content else { return }
        checkKeys(entries, among: Self.attached, path)
        guard let aliases = node["aliases"], case .scalar = aliases.content else { return }
        log.report(aliases.place, "\(path).aliases", "this must be a list", hint: "write `[NAME]`")
    }

    private func checkKeys(_ entries: [SpecNode.Entry], among known: Set<String>, _ path: String) {
        for entry in entries where !known.contains(entry.key) && !entry.key.hasPrefix("x-") {
            log.report(
                entry.place,
                "\(path).\(entry.key)",
                "unknown key",
                hint: Suggestion.hint(for: entry.key, among: known) ?? "remove it: Compose refuses it"
            )
        }
    }

    private func checkHost(_ node: SpecNode, _ path: String) {
        guard let text = node.value.text, !text.isEmpty, text.cut(at: ":") == nil, text.cut(at: "=") == nil else {
            return
        }
        log.report(node.place, path, "`\(text)` has no address", hint: "write it as `name:address`")
    }

    private func checkLimit(_ node: SpecNode, _ path: String) {
        guard case .map = node.content else { return checkNumber(node, path, isWhole: true) }
        require("soft", of: node, path)
        require("hard", of: node, path)
    }

    private func checkPort(_ node: SpecNode, _ path: String) {
        require("target", of: node, path)
        guard let text = node.value.text else { return }
        let parts = (text.parts(at: "/", keepingEmpty: true).first ?? "").parts(at: ":", keepingEmpty: true)
        guard parts.count > 1, let published = parts.dropLast().last else { return }
        let wrong = published.parts(at: "-").compactMap { Int($0) }.first { !(0...65_535).contains($0) }
        guard let wrong else { return }
        log.report(node.place, path, "\(wrong) is not a port", hint: "use a number from 1 to 65535")
    }

    private func require(_ key: String, of node: SpecNode, _ path: String) {
        guard case .map = node.content, node[key] == nil, !log.problems.contains(where: { $0.key == path }) else {
            return
        }
        log.report(node.place, path, "`\(key)` is required", hint: "add it")
    }

    private func checkSize(_ node: SpecNode, _ path: String) {
        guard case .scalar(.string(let text)) = node.content, !text.isEmpty, text != "-1", !Self.isSize(text) else {
            return
        }
        log.report(node.place, path, "`\(text)` is not a size", hint: "write it as `512m` or `2g`")
    }

    private func checkDuration(_ node: SpecNode, _ path: String) {
        guard case .scalar(.string(let text)) = node.content, !text.isEmpty, !Self.isDuration(text) else { return }
        log.report(node.place, path, "`\(text)` is not a duration", hint: "write it as `1m30s` or `500ms`")
    }

    private func checkNumber(_ node: SpecNode, _ path: String, isWhole: Bool) {
        guard case .scalar(.string(let text)) = node.content, !text.isEmpty else { return }
        if isWhole ? Int(text) != nil : Double(text) != nil { return }
        log.report(
            node.place,
            path,
            "`\(text)` is not a number",
            hint: isWhole ? "use a whole number" : "use a number"
        )
    }

    /// A number with a unit of bytes, or none.
    private static func isSize(_ text: String) -> Bool {
        let number = text.utf8.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        guard Double(String(decoding: number, as: UTF8.self)) != nil else { return false }
        var unit = String(decoding: text.utf8.dropFirst(number.count), as: UTF8.self).lowercased()
        if unit.hasPrefix(" ") { unit.removeFirst() }
        if let first = unit.utf8.first, "kmgtp".utf8.contains(first) { unit.removeFirst() }
        return ["", "b", "i", "ib"].contains(unit)
    }

    /// Numbers, each with a unit of time.
    private static func isDuration(_ text: String) -> Bool {
        if text == "0" { return true }
        var rest = Array(text.utf8)[...]
        guard !rest.isEmpty else { return false }
        while !rest.isEmpty {
            let number = rest.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { !(0x30...0x39).contains($0) && $0 != UInt8(ascii: ".") }
            rest = rest.dropFirst(unit.count)
            let known = ["ns", "us", "µs", "ms", "s", "m", "h", "d", "w"]
            guard Double(String(decoding: number, as: UTF8.self)) != nil,
                known.contains(String(decoding: unit, as: UTF8.self))
            else { return false }
        }
        return true
    }
}
