import DustyCore
import Testing

@testable import dustyd

@Suite struct DumpTests {
    @Test func `A135 no secret of any place is in the dump, and the versions are`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            _ = try await stack.settings.change { settings in
                settings.envOverrides = [
                    "api": [
                        "KEY": "override-secret", "PEM": "begin-secret\n  middle-secret\nend",
                        "PAIR": #"quo"te\pair-secret"#,
                    ]
                ]
                settings.repoOverrides["https://host/repo"] = "/src"
            }
            try stack.files.replace(
                stack.paths.composeFile,
                with: Array(
                    """
                    services:
                      api:
                        environment: {API_KEY: spec-secret, PORT: "80"}
                        command: [run, --password=command-secret]
                        labels: {note: "token=label-secret", pair: 'quo"te\\pair-secret', pem: "begin-secret"}
                    """.utf8
                ),
                mode: 0o600
            )
            stack.storage.set(EngineUsage(containers: [.running("api")]))
            stack.storage.set(documents: [
                "/containers/id-api/json": """
                {"Name": "/dusty_api_1", "Config": {"Env": ["A=container-secret", "B="], "Cmd": ["sh", "-c", "x argument-secret"],
                "Healthcheck": {"Test": ["CMD", "health-secret"]}}, "Args": ["args-secret"], "AuthToken": "field-secret"}
                """,
                "/info":
                    #"{"HttpProxy": "http://u:proxy-secret@p:1", "NCPU": 2, "Warnings": ["quo\"te\\pair-secret"]}"#,
            ])
            try makeFile("\(stack.paths.state)/dustyd.log", "said container-secret and password: log-secret\n")
            try stack.files.replace("\(stack.paths.state)/dustyd.log", with: [], mode: 0o600)

            await stack.context.observatory.update { facts in
                facts.warnings["x"] = Warning(
                    subject: .init(rawValue: "x"),
                    message: #"said quo"te\pair-secret and middle-secret"#,
                    hint: "begin-secret\nend"
                )
            }
            let doctor = Doctor(stack: stack.context, disk: stack.disk, caller: .tester, fixes: false)
            let documents = await Dump(
                stack: stack.context,
                disk: stack.disk,
                jobs: stack.jobs,
                doctor: doctor,
                audit: nil
            ).documents()
            for document in documents {
                #expect(!document.text.contains("-secret"), "\(document.name)\n\(document.text)")
            }
            let names = documents.map(\.name)
            for name in [
                "versions.json", "status.json", "jobs.json", "doctor.json", "settings.txt", "specs.txt", "hosts.txt",
                "proxy.conf", "daemon.log", "compose/docker-compose.yml", "engine/info.yml",
                "containers/dusty_api_1.yml",
            ] {
                #expect(names.contains(name), "\(name)")
            }
            let versions = documents.first { $0.name == "versions.json" }?.text ?? ""
            #expect(versions.contains(DustyVersion.current))
            let log = documents.first { $0.name == "daemon.log" }
            #expect(log?.text == "said <redacted> and password: <redacted>\n")
            let compose = documents.first { $0.name.hasPrefix("compose") }
            #expect(compose?.text.contains("API_KEY") == true)
            #expect((compose?.redactions ?? 0) >= 4)
        }
    }
}
