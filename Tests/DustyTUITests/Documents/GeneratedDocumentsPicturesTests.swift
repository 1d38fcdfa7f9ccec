import DustyCore
import DustyTerminal
import DustyTestSupport
import Foundation
import Testing

@testable import DustyTUI

/// Pictures of the dashboard over recordings of the running example, which Tests/EndToEnd/record_pictures.py makes.
struct GeneratedDocumentsPicturesTests {
    /// States that are worth a picture; each is shown on every size.
    enum Picture: String, CaseIterable {
        case dashboard, starting, failed, crashLoop = "crash-loop", flood, stale, question, disk

        var title: String {
            switch self {
            case .dashboard: "The dashboard: apps, services, repos, machine and jobs, and the log of an app"
            case .starting: "A start: how long each step took, and who is not ready yet"
            case .failed: "An app that ended with an error, and the end of its log"
            case .crashLoop: "A service that crashes again and again"
            case .flood: "An app that writes ten thousand lines a second"
            case .stale: "The daemon has gone: rows say since when they are only remembered"
            case .question: "The question before everything is stopped"
            case .disk: "What takes space, and what may go"
            }
        }
    }

    static let sizes = [(80, 24), (120, 40), (200, 60)]

    private func dashboard(of picture: Picture, _ size: (Int, Int)) throws -> Dashboard {
        switch picture {
        case .dashboard: return try replay("working", "api", size)
        case .starting: return try replay("starting", "api", size)
        case .failed: return try replay("failed", "api", size)
        case .crashLoop: return try replay("crash-loop", "mailer", in: "2", size)
        case .flood: return flooded(try replay("working", "api", size))
        case .stale:
            var dashboard = try replay("working", "api", size)
            let retry = Timestamp(milliseconds: dashboard.model.now.milliseconds + 12_000)
            dashboard.send(.lost(DustyError(.unavailable, "The daemon does not answer."), retryAt: retry))
            dashboard.wait(7)
            dashboard.send(.expired(notice: dashboard.model.notice?.id ?? 0))
            return dashboard
        case .question:
            var dashboard = try replay("working", "api", size)
            dashboard.press(.character("D"))
            return dashboard
        case .disk:
            var dashboard = try replay("working", "api", size)
            let report = try Wire.decode(DiskReport.self, from: Data(contentsOf: place(of: "disk.json")))
            dashboard.press(.character("d"))
            let plan = CleanupPlan(remove: report.items.filter { $0.inUse == false }, keep: [])
            dashboard.send(.answered(.disk, .disk(report, plan)))
            return dashboard
        }
    }

    private func place(of file: String) -> URL {
        URL(filePath: #filePath).appending(path: "../Recordings/\(file)").standardizedFileURL
    }

    /// A dashboard that a recording was played to, with a row of a pane selected.
    private func replay(_ name: String, _ row: String, in pane: Character = "1", _ size: (Int, Int)) throws -> Dashboard
    {
        let recording = try Recording(file: place(of: "\(name).jsonl").path)
        var dashboard = Dashboard(width: size.0, height: size.1, snapshot: nil)
        for recorded in recording.messages {
            dashboard.model.now = recorded.time
            dashboard.send(try #require(recorded.message))
            if dashboard.model.selectedContainer?.name != row { dashboard.press(.character(pane), .character("g")) }
            for _ in 0..<8 where dashboard.model.selectedContainer?.name != row { dashboard.press(.down) }
        }
        dashboard.send(.expired(notice: dashboard.model.notice?.id ?? 0))
        return dashboard
    }

    /// The same while the app writes faster than anyone reads; these lines are not recorded.
    private func flooded(_ dashboard: Dashboard) -> Dashboard {
        var dashboard = dashboard
        let second = dashboard.model.now.milliseconds / 1000
        for tenth in Int64(0)...10 {
            dashboard.model.now = Timestamp(milliseconds: (second + 1) * 1000 + tenth * 100)
            let lines = (0..<1000).map { number in
                let request = Int(tenth) * 1000 + number
                return LogLine(
                    source: "api",
                    time: dashboard.model.now,
                    stream: .out,
                    text: "172.31.0.7 - - \"GET /products?page=\(request) HTTP/1.1\" 200 -"
                )
            }
            dashboard.send(.log("api", LogBatch(lines: lines)))
        }
        return dashboard
    }

    @Test(arguments: Picture.allCases, sizes)
    func `pictures are up to date`(_ picture: Picture, _ size: (Int, Int)) throws {
        let screen = ScreenPicture(frame: try dashboard(of: picture, size).frame, title: picture.title)
        try GeneratedDocument.compare(screen.text(), with: Self.file(of: picture, size))
    }

    @Test func `there are no other pictures`() throws {
        let known = Set(Picture.allCases.flatMap { picture in Self.sizes.map { Self.file(of: picture, $0) } })
        let directory = URL(filePath: #filePath).appending(path: "../../../../docs/pictures").standardizedFileURL
        let kept = try FileManager.default.contentsOfDirectory(atPath: directory.path).map { "docs/pictures/\($0)" }
        #expect(known.isSuperset(of: kept))
    }

    private static func file(of picture: Picture, _ size: (Int, Int)) -> String {
        "docs/pictures/\(picture.rawValue)-\(size.0)x\(size.1).svg"
    }
}
