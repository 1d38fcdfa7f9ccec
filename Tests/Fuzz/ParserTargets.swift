import Foundation

@testable import DustyCore

/// Spec files, each behind a line `=== kind/name.yml`, and `=== .env`: decoded, checked, assembled and compiled.
enum SpecsTarget: FuzzTarget {
    @Sendable static func read(_ bytes: [UInt8]) {
        var files: [String: String] = [:]
        var name = "apps/a.yml"
        for line in bytes.text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("=== ") {
                name = String(line.dropFirst(4))
            } else {
                files[name, default: ""] += "\(line)\n"
            }
        }
        for text in files.values { rewrite(text) }
        let environment = files.removeValue(forKey: ".env").map { Secret($0) }
        let (specs, problems) = Specs.decode(SpecSources(files: files, environment: environment))
        let error = DustyError(specs: problems)
        require((try? Wire.encode(error)) != nil, "problems can be sent")
        guard problems.isEmpty else { return }
        let assembled = AssembledSpecs(specs, activeBundles: specs.bundles.keys)
        let inputs = Inputs(
            assembled: assembled,
            names: .standard,
            machine: MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1", root: "/m"),
            envOverrides: [:],
            localPaths: [:]
        )
        guard let blueprint = try? Blueprint(compiling: inputs) else { return }
        let hosts = blueprint.hosts.applied(to: Array("127.0.0.1 localhost\n".utf8))
        require(blueprint.hosts.removed(from: hosts).text == "127.0.0.1 localhost\n", "the hosts section is only ours")
        require(Planner.plan(blueprint, from: Observed()).composeFile != nil, "a Compose file is planned")
        for text in CompileOutput.files(for: blueprint, assembled: assembled) where text.key == "docker-compose.yml" {
            require((try? SpecDocument.read(text.value, file: "c")) != nil, "the Compose file is YAML: \(text.value)")
        }
    }

    /// What we read of YAML we write so that it is read the same.
    private static func rewrite(_ text: String) {
        guard let value = try? SpecDocument.read(text, file: "a.yml").value else { return }
        let written = value.document.revealed
        let again = try? SpecDocument.read(written, file: "a.yml").value
        require(again == value, "YAML is read as written: \(written.debugDescription)")
    }
}

/// A hosts file: what is not ours stays byte for byte, and writing twice is writing once.
enum HostsTarget: FuzzTarget {
    @Sendable static func read(_ bytes: [UInt8]) {
        let section = HostsSection(entries: [.init(address: "127.65.0.1", name: "shop.test")])
        let once = section.applied(to: bytes)
        require(section.applied(to: once) == once, "the section is written once")
        require(section.body(in: once) == ["127.65.0.1 shop.test"], "the section is read back")
        let others = lines(bytes)
        require(others == nil || lines(once) == others, "the lines of others stay")
        let diagnosis = HostsDiagnosis(once, names: .standard)
        require(diagnosis.hasSection && diagnosis.faults.isEmpty, "what we wrote is right: \(diagnosis)")
        let removed = section.removed(from: once)
        require(section.removed(from: removed) == removed, "the section is removed once")
        require(others == nil || lines(removed) == others, "the lines of others stay")
        if section.removed(from: bytes) == bytes { require(removed == bytes, "without a section nothing changes") }
        let repaired = HostsSection.repaired(bytes, names: .standard)
        require(HostsSection.repaired(repaired, names: .standard) == repaired, "what was put right is right")
        _ = HostsDiagnosis(bytes, names: .standard)
    }

    /// The lines that are not between markers, without blanks at their ends and empty ones; nil where a marker is missing or doubled, so
    /// that it is not certain whose lines are whose.
    private static func lines(_ bytes: [UInt8]) -> [[UInt8]]? {
        let names = StackNames.standard
        var isInside = false
        var others: [[UInt8]] = []
        for line in bytes.split(separator: 0x0A) {
            let text = Array(line.reversed().drop { [0x0D, 0x20, 0x09].contains($0) }.reversed())
            if text == Array(names.hostsBegin.utf8) {
                guard !isInside else { return nil }
                isInside = true
            } else if text == Array(names.hostsEnd.utf8) {
                guard isInside else { return nil }
                isInside = false
            } else if !isInside, !text.isEmpty {
                others.append(text)
            }
        }
        return isInside ? nil : others
    }
}
