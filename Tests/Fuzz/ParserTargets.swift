import DustyCore
import DustyTerminal
import Foundation

@testable import dustyd

/// Spec files, each behind a line `=== kind/name.yml`: decoded, checked, assembled and compiled.
enum SpecsTarget: FuzzTarget {
    static func read(_ bytes: [UInt8]) {
        var files: [String: String] = [:]
        var name = "apps/a.yml"
        for line in bytes.text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("=== ") {
                name = String(line.dropFirst(4))
            } else {
                files[name, default: ""] += "\(line)\n"
            }
        }
        let (specs, problems) = Specs.decode(SpecSources(files: files))
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
    }
}

/// A hosts file: what is not ours stays byte for byte, and writing twice is writing once.
enum HostsTarget: FuzzTarget {
    static func read(_ bytes: [UInt8]) {
        let section = HostsSection(entries: [.init(address: "127.65.0.1", name: "shop.test")])
        let once = section.applied(to: bytes)
        require(section.applied(to: once) == once, "the section is written once")
        require(section.body(in: once) == ["127.65.0.1 shop.test"], "the section is read back")
        let removed = section.removed(from: once)
        require(section.removed(from: removed) == removed, "the section is removed once")
        _ = HostsDiagnosis(bytes, names: .standard)
        let mended = HostsSection.mended(bytes, names: .standard)
        require(HostsSection.mended(mended, names: .standard) == mended, "what was put right is right")
    }
}

/// A line of a container's log: no control sequence but colours reaches the terminal.
enum SanitizerTarget: FuzzTarget {
    static func read(_ bytes: [UInt8]) {
        let line = Sanitizer.line(bytes)
        for scalar in line.text.unicodeScalars {
            require(
                scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value),
                "no control character: \(scalar.value)"
            )
        }
        for run in line.runs {
            require(run.start >= 0 && Int(run.start) < line.text.utf8.count, "runs lie in the text")
        }
        let plain = Sanitizer.plain(bytes.text)
        require(Sanitizer.plain(plain) == plain, "what is clean stays as it is")
    }
}

/// Archives: a backup, and what `cp` rewrites, in pieces of any size.
enum TarTarget: FuzzTarget {
    static func read(_ bytes: [UInt8]) {
        var scanner = TarScanner()
        do {
            for piece in bytes.pieces { _ = try scanner.append(piece) }
            let manifest = try scanner.finished()
            for name in manifest.names {
                require(
                    !name.isEmpty && name != ".." && !name.contains("/"),
                    "a name at the top: \(name.debugDescription)"
                )
            }
        } catch {}
        let move = CopyMove(dropping: 1, prefix: ["in"], keepsOwners: false, leavesOutSpecials: true)
        var rewriter = TarRewriter { entry in
            let moved = try move(entry)
            if let moved { require(!moved.path.contains(".."), "a path that climbs: \(moved.path)") }
            return moved
        }
        do {
            for piece in bytes.pieces { _ = try rewriter.append(piece) }
            _ = try rewriter.finish()
        } catch {}
    }
}
