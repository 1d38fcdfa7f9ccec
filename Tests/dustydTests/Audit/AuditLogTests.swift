import DustyCore
import Foundation
import Testing

@testable import dustyd

@Suite struct AuditLogTests {
    private func record(_ number: Int, outcome: String = "ok") -> AuditRecord {
        AuditRecord(
            time: Timestamp(milliseconds: Int64(number) * 1000),
            uid: 1000,
            user: "ann",
            pid: number,
            request: "POST /v1/jobs",
            detail: "up",
            outcome: outcome
        )
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `records come back in order, the latest of those wanted`() async throws {
        try await withTemporaryDirectory { directory in
            let log = AuditLog(path: "\(directory)/state/audit.log")
            for number in 1...5 { try await log.append(record(number)) }
            #expect(try await log.records(AuditRequest(limit: 3)).map(\.pid) == [3, 4, 5])
            let since = AuditRequest(since: Timestamp(milliseconds: 4000), limit: 10)
            #expect(try await log.records(since).map(\.pid) == [4, 5])
            #expect(try mode("\(directory)/state/audit.log") == 0o600)
        }
    }

    @Test func `the files stay few and small, and the oldest records go first`() async throws {
        try await withTemporaryDirectory { directory in
            let log = AuditLog(path: "\(directory)/audit.log", size: 600, kept: 3)
            for number in 1...100 { try await log.append(record(number)) }
            #expect(tree(directory) == ["audit.log", "audit.log.1", "audit.log.2"])
            for name in tree(directory) {
                #expect(try Data(contentsOf: URL(filePath: "\(directory)/\(name)")).count <= 600)
                #expect(try mode("\(directory)/\(name)") == 0o600)
            }
            let kept = try await log.records(AuditRequest(limit: 1000)).map(\.pid)
            #expect(kept == Array((101 - kept.count)...100))
            #expect(kept.count >= 9)
        }
    }

    @Test func `a line that was cut off takes no other with it`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile("\(directory)/audit.log", #"{"time":"2026-"#)
            let log = AuditLog(path: "\(directory)/audit.log")
            try await log.append(record(1))
            #expect(try await log.records(AuditRequest()).map(\.pid) == [1])
            #expect(try mode("\(directory)/audit.log") == 0o600)
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["link", "pipe", "directory"])
    func `what is not a file is refused at once`(kind: String) async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/audit.log"
            switch kind {
            case "link":
                try makeFile("\(directory)/other")
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(directory)/other")
            case "pipe": #expect(mkfifo(path, 0o600) == 0)
            default: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            }
            await #expect(throws: DustyError.self) { try await AuditLog(path: path).append(record(1)) }
        }
    }

    @Test func `bodies are written down without what may be secret`() {
        let bodies: [any AuditedBody] = [
            EnvRequest(name: "api", set: [EnvVariable(name: "TOKEN", value: "hush")], unset: ["OLD"]),
            AssetRequest(name: "key", content: Data("hush".utf8)),
            ExecRequest(name: "api", arguments: ["psql", "--password=hush"]),
            SettingRequest(key: "specs_repo", value: "https://ann:hush@example.org/specs.git"),
            RepoRequest(name: "https://ann:hush@example.org/api.git", path: "/src/api"),
            SetupRequest(specsRepo: "https://ann:hush@example.org/specs.git", owner: "ann"),
            JobRequest(.script("api", ScriptRequest(name: "seed", arguments: ["--password=hush"]))),
            ExecRequest(name: "api", attach: true),
        ]
        let trails = bodies.map(\.trail)
        #expect(!trails.contains { $0.contains("hush") }, "\(trails)")
        #expect(trails[0] == "api: set TOKEN, unset OLD")
        #expect(trails[4].hasSuffix("-> /src/api"))
        #expect(trails.suffix(2) == ["script api seed", "api: its own process"])
    }
}
