import DustyCore
import Foundation
import Yams

@testable import dustyd

/// What rsync prints; on another machine that is whatever the machine wants to say.
enum RsyncTarget: FuzzTarget {
    static func read(_ bytes: [UInt8]) {
        for line in bytes.text.split(whereSeparator: \.isNewline) {
            guard let progress = RsyncOutput.progress(String(line)) else { continue }
            require((try? Wire.encode(progress)) != nil, "progress can be sent: \(progress)")
        }
        _ = RsyncOutput.result(bytes.text)
    }
}

/// What Compose prints while it pulls, how it fails, and what Docker keeps of logins.
enum ComposeTarget: FuzzTarget {
    static func read(_ bytes: [UInt8]) {
        var pull = PullProgress()
        for line in bytes.text.split(whereSeparator: \.isNewline) {
            guard let progress = pull.take(String(line)) else { continue }
            require((try? Wire.encode(progress)) != nil, "progress can be sent: \(progress)")
            require((0...100).contains(progress.percent ?? 0), "a part of the whole: \(progress)")
        }
        _ = ComposeFailure.needsRemoval(CommandResult(status: 1, output: "", errorOutput: bytes.text))
        _ = RegistryLogins(config: bytes).cover("registry.test")
    }
}

/// What the engine answers and streams.
enum EngineTarget: FuzzTarget {
    static func read(_ bytes: [UInt8]) {
        for isTerminal in [true, false] {
            var decoder = LogDecoder(terminal: isTerminal, limit: 4096)
            var lines: [ContainerLogLine] = []
            for piece in bytes.pieces { lines += decoder.append(piece) }
            lines += decoder.finish()
            require(lines.allSatisfy { $0.text.utf8.count <= 3 * 4096 + 64 }, "lines are cut")
        }
        var frames = StreamFrames()
        for piece in bytes.pieces { _ = frames.append(piece) }
        let data = Data(bytes)
        let decoder = JSONDecoder()
        _ = try? decoder.decode([ListedContainer].self, from: data)
        _ = try? decoder.decode(InspectedContainer.self, from: data)
        _ = try? decoder.decode(EngineEventReply.self, from: data)
        _ = try? decoder.decode(StorageReply.self, from: data)
        if let stats = try? decoder.decode(StatsReply.self, from: data).stats(hostMemory: 1 << 34) {
            require(stats.cpuPercent.isFinite, "figures can be sent: \(stats)")
        }
    }
}

/// What other machines and the programs that run virtual ones print.
enum MachinesTarget: FuzzTarget {
    static func read(_ bytes: [UInt8]) {
        let text = bytes.text
        _ = try? SSHTarget(text)
        if let target = try? SSHTarget("root@big.test") { _ = try? MachineSurvey(text, target: target) }
        let keys = HostKeys(scan: text)
        require(HostKeys(scan: keys.file(for: "big")).keys.count == keys.keys.count, "host keys are read as written")
        _ = RemoteVitals(text)
        _ = MachineGreeting.address(in: text)
        _ = BootConsole.events(in: text)
        _ = VBoxAdapter.all(text)
        _ = VBoxInformation(text)
        _ = VBoxGuestProperties(text).addresses(of: "080027AABBCC")
        _ = VBoxList(text)
        _ = LimaInstance.all(text)
        _ = LimaSSHConfig(text)
    }
}

/// `config.yml` and `env.yml`: what Dusty makes of them it writes so that it reads the same.
enum SettingsTarget: FuzzTarget {
    static func read(_ bytes: [UInt8]) {
        guard let node = try? Yams.compose(yaml: bytes.text), var document = node.mapping else { return }
        let settings = Settings(document)
        settings.write(into: &document)
        let texts = try? [
            Yams.serialize(node: .mapping(document), indent: 2, allowUnicode: true),
            Yams.serialize(node: .mapping(Settings.envDocument(settings.envOverrides)), indent: 2, allowUnicode: true),
        ]
        guard let texts else { return }
        guard let again = try? Yams.compose(yaml: texts[0])?.mapping else { fatalError("unreadable: \(texts[0])") }
        var read = Settings(again)
        read.envOverrides = Settings.envOverrides((try? Yams.compose(yaml: texts[1])) ?? nil)
        require(read == settings, "settings are read as written: \(texts)")
    }
}
