import DustyCore
import Foundation

/// Bodies of requests and answers: what can be read can be sent again and is the same.
enum BodiesTarget: FuzzTarget {
    private static let types: [any (Codable & Equatable & Sendable).Type] = [
        JobRequest.self, BundleRequest.self, RepoRequest.self, RepoChanges.self, CollectRequest.self, AssetRequest.self,
        IgnoreRequest.self,
        AssetContent.self,
        SettingRequest.self, SetupRequest.self, EnvRequest.self, ExecRequest.self, TerminalSize.self,
        MachineRequest.self, MachineChoice.self, MachineCreation.self, MachineChange.self, UpgradeRequest.self,
        DoctorRequest.self, ArchiveEntry.self, BackupManifest.self, Job.self, JobEvent.self, Snapshot.self,
        LogBatch.self, DustyError.self, PlanReport.self, DiskReport.self,
    ]

    @Sendable static func read(_ bytes: [UInt8]) {
        for type in types { tryOut(type, bytes) }
        var splitter = LineSplitter(limit: 4096)
        for piece in bytes.pieces { _ = splitter.append(piece) }
        _ = splitter.finish()
        var frames = ExecFrame.Splitter()
        do {
            for piece in bytes.pieces {
                for frame in try frames.append(piece) {
                    _ = try? ExecInput(frame)
                    _ = try? ExecOutput(frame)
                }
            }
        } catch {}
        _ = LogSince.moment(bytes.text, now: Timestamp(milliseconds: 0))
    }

    private static func tryOut<Body: Codable & Equatable & Sendable>(_ type: Body.Type, _ bytes: [UInt8]) {
        guard let body = try? Wire.decode(type, from: Data(bytes)) else { return }
        guard let data = try? Wire.encode(body) else { fatalError("\(type) that was read cannot be sent: \(body)") }
        guard let again = try? Wire.decode(type, from: data) else {
            fatalError("\(type) cannot be read again: \(data)")
        }
        require(again == body, "\(type) is read as it was sent")
    }
}
