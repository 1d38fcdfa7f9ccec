import DustyCore
import DustyTerminal
import DustyTestSupport
import Foundation
import Testing

@testable import DustyTUI

/// Pictures of the dashboard over recordings of the running example, which Tests/EndToEnd/record_pictures.py makes.
struct GeneratedDocumentsPicturesTests {
    enum Picture: String, CaseIterable {
        case small = "dashboard-80x24"
        case dashboard = "dashboard-120x40"
        case large = "dashboard-200x60"
        case flood, failed

        var title: String {
            switch self {
            case .small: "The dashboard on a terminal of 80 columns: the apps, and the log of the one that is selected"
            case .dashboard: "The dashboard: apps, services, repos, machine and jobs, and the log of an app"
            case .large: "The dashboard on a terminal of 200 columns: lists, a log, and the facts of the selected app"
            case .flood: "An app that writes ten thousand lines a second"
            case .failed: "An app that ended with an error, and the end of its log"
            }
        }
    }

    private func dashboard(of picture: Picture) throws -> Dashboard {
        switch picture {
        case .small: try replay("working", "api", width: 80, height: 24)
        case .dashboard: try replay("working", "api", width: 120, height: 40)
        case .large: try replay("working", "api", width: 200, height: 60)
        case .failed: try replay("failed", "api", width: 120, height: 40)
        case .flood: try flooded(replay("working", "api", width: 120, height: 40))
        }
    }

    /// A dashboard that a recording was played to, with an app selected.
    private func replay(_ name: String, _ app: String, width: Int, height: Int) throws -> Dashboard {
        let file = URL(filePath: #filePath).appending(path: "../Recordings/\(name).jsonl").standardizedFileURL
        let recording = try Recording(file: file.path)
        var dashboard = Dashboard(width: width, height: height, snapshot: nil)
        for recorded in recording.messages {
            dashboard.model.now = recorded.time
            dashboard.send(try #require(recorded.message))
            for _ in 0..<8 where dashboard.model.selectedContainer?.name != app { dashboard.press(.down) }
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

    @Test(arguments: Picture.allCases)
    func `pictures are up to date`(_ picture: Picture) throws {
        let screen = ScreenPicture(frame: try dashboard(of: picture).frame, title: picture.title)
        try GeneratedDocument.compare(screen.text(), with: "docs/pictures/\(picture.rawValue).svg")
    }
}
