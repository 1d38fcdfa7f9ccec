import DustyCore
import Foundation

@testable import dustyd

/// What rsync prints; on another machine that is whatever the machine wants to say.
enum RsyncTarget: FuzzTarget {
    @Sendable static func read(_ bytes: [UInt8]) {
        for line in bytes.text.split(whereSeparator: \.isNewline) {
            guard let progress = RsyncOutput.progress(String(line)) else { continue }
            require((try? Wire.encode(progress)) != nil, "progress can be sent: \(progress)")
            require((0...100).contains(progress.percent ?? 0), "a part of the whole: \(progress)")
            require((progress.items ?? 0) <= (progress.totalItems ?? 0), "no more than there are: \(progress)")
        }
        var contents = TransferRecord.Contents()
        for line in bytes.text.allLines { RsyncOutput.take(line, into: &contents) }
        let result = contents.result
        require(contents.listing.count >= contents.sent.count, "what was sent is listed: \(contents)")
        require(result.files >= 0 && result.deleted >= 0 && result.bytes >= 0, "figures that can be shown: \(result)")
    }
}

/// What Compose prints while it pulls, how it fails, and what Docker keeps of logins.
enum ComposeTarget: FuzzTarget {
    @Sendable static func read(_ bytes: [UInt8]) {
        var pull = PullProgress()
        var before = 0.0
        for line in bytes.text.split(whereSeparator: \.isNewline) {
            guard let progress = pull.take(String(line)) else { continue }
            require((try? Wire.encode(progress)) != nil, "progress can be sent: \(progress)")
            require((before...100).contains(progress.percent ?? 0), "it only grows: \(progress)")
            before = progress.percent ?? 0
        }
        for status: Int32 in [1, 137] {
            let result = CommandResult(program: "docker", status: status, output: "", errorOutput: bytes.text)
            _ = ComposeFailure.needsRemoval(result)
            _ = ComposeFailure.lacksPlugin(result)
            let error = ComposeFailure(subcommand: "up", result: result).error
            require(error.message.utf8.count < 20_000, "a failure in a few words")
            _ = result.withoutProgress
        }
        _ = RegistryLogins(config: bytes).cover("registry.test")
    }
}

/// What other machines and the programs that run virtual ones print.
enum MachinesTarget: FuzzTarget {
    @Sendable static func read(_ bytes: [UInt8]) {
        let text = bytes.text
        if let target = try? SSHTarget(text) {
            require(!target.destination.hasPrefix("-"), "no option of ssh: \(target)")
            require((try? SSHTarget(target.description)) == target, "a target is read as written: \(target)")
        }
        if let target = try? SSHTarget("root@big.test"), let survey = try? MachineSurvey(text, target: target) {
            require(!survey.root.utf8.contains(0x3A), "a path that can stand in a volume: \(survey.root)")
        }
        let keys = HostKeys(scan: text)
        require(HostKeys(scan: keys.file(for: "big")) == keys, "host keys are read as written")
        require(keys.fingerprints.count == keys.keys.count, "every key has a fingerprint")
        vitals(RemoteVitals(text))
        _ = MachineGreeting.address(in: text)
        _ = BootConsole.events(in: text)
        _ = VBoxAdapter.all(text)
        _ = VBoxAdapter.created(text)
        _ = VBoxInformation(text)
        _ = VBoxGuestProperties(text).addresses(of: "080027AABBCC")
        _ = VBoxList(text)
        _ = LimaInstance.all(text)
        _ = LimaSSHConfig(text)
        _ = ProxyTrial.outcomes(text)
    }

    private static func vitals(_ vitals: RemoteVitals) {
        if let disk = vitals.disk { require(disk.used >= 0 && disk.total >= 0, "sizes that can be shown: \(disk)") }
        _ = vitals.processors
        for moment in [vitals.time, vitals.kernel.startedAt()].compactMap(\.self) {
            _ = moment.seconds(since: Timestamp(milliseconds: -1))
            require((try? Wire.encode([moment])) != nil, "a time that can be sent")
        }
        _ = vitals.kernel.memory()
        _ = vitals.kernel.systemName()
        _ = vitals.kernel.processorLoad()?.percent(since: ProcessorLoad(busy: 1, total: 1))
    }
}
