import DustyCore
import Testing

@testable import dustyd

@Suite struct PullProgressTests {
    /// What Compose 2.26 printed while it pulled an image of three layers.
    private static let recorded = """
         big Pulling 
         9560257fbf87 Pulling fs layer 
         2b344516a9de Pulling fs layer 
         7dca04a0f426 Pulling fs layer 
         7dca04a0f426 Downloading [>                                                  ]  229.4kB/20.01MB
         2b344516a9de Downloading [>                                                  ]  302.1kB/30.01MB
         9560257fbf87 Downloading [>                                                  ]   98.3kB/8.804MB
         7dca04a0f426 Verifying Checksum 
         7dca04a0f426 Download complete 
         9560257fbf87 Verifying Checksum 
         9560257fbf87 Download complete 
         2b344516a9de Downloading [==========================================>        ]  25.52MB/30.01MB
         9560257fbf87 Extracting [>                                                  ]   98.3kB/8.804MB
         2b344516a9de Verifying Checksum 
         2b344516a9de Download complete 
         9560257fbf87 Extracting [==================================================>]  8.804MB/8.804MB
         9560257fbf87 Pull complete 
         2b344516a9de Extracting [==============================>                    ]  18.35MB/30.01MB
         2b344516a9de Pull complete 
         7dca04a0f426 Extracting [==================================================>]  20.01MB/20.01MB
         7dca04a0f426 Pull complete 
         big Pulled 
        """

    private func told(_ text: String) -> [Job.Progress] {
        var pull = PullProgress()
        return text.split(separator: "\n").compactMap { pull.take(String($0)) }
    }

    @Test func `it never goes back, and 100 is for when Compose says so`() {
        let percents = told(Self.recorded).compactMap(\.percent)
        #expect(percents == percents.sorted())
        #expect(percents.first == 0 && percents.last == 99)
        #expect(percents.contains { $0 > 40 && $0 < 70 })
    }

    @Test func `layers are counted, and extracting begins when all are here`() {
        let all = told(Self.recorded)
        #expect(all.count == 20)
        #expect(all.last?.items == 3 && all.last?.totalItems == 3)
        #expect(all.last?.totalBytes == 58_824_000)
        let phases = all.map(\.phase)
        #expect(phases.first == .downloading && phases.last == .extracting)
        #expect(phases.firstIndex(of: .extracting) == 13)
    }

    @Test func `layers that are here already count as done`() {
        let all = told(" 9560257fbf87 Already exists \n 2b344516a9de Downloading [>  ]  15MB/30MB")
        #expect(all.first?.percent == 0 && all.first?.phase == .downloading)
        #expect(all.last?.items == 1 && all.last?.totalItems == 2)
        #expect(all.last?.percent == 25)
    }

    @Test(arguments: [
        "", "big Pulling", "Container b-big-1  Created", "9560257fbf87", "9560257fbf87 Downloading nothing/never",
        "9560257fbf87 Downloading [>] 1MB/0B", "9560257fbf87 Reticulating [>] 1MB/2MB", "9560257FBF87 Pull complete",
        "9560257fbf87 Downloading [>] 1e99MB/2e99MB", "9560257fbf87 Downloading [>] 1B/999999TB",
        "Step 1/3 : FROM redis:7.0",
    ])
    func `other lines are none of a layer`(_ line: String) {
        #expect(told(line).isEmpty)
    }
}
