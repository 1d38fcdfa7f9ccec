import DustyCore
import Testing

@testable import dustyd

@Suite struct TestEngineTests {
    @Test func `A88 images are committed, tagged, listed and removed by name`() async throws {
        try await withTemporaryDirectory { directory in
            let stub = StubEngine(in: directory) { request in
                if request.line.hasPrefix("GET /images/json") {
                    return StubEngine.reply(
                        200,
                        #"[{"RepoTags":["dusty/test_api:1","other:2"]},{"RepoTags":null},{"RepoTags":["dusty/test_api:0"]}]"#
                    )
                }
                return StubEngine.reply(request.line.hasPrefix("DELETE") ? 409 : 201, #"{"message":"in use"}"#)
            }
            defer { stub.stop() }
            let engine = DockerEngine(socketPath: stub.path)
            try await engine.commit(container: "c1", repository: "dusty/test_api", tag: "1")
            try await engine.tag(image: "reg.test:5000/base:2", repository: "dusty/test_api", tag: "1")
            #expect(try await engine.names(ofRepository: "dusty/test_api") == ["dusty/test_api:0", "dusty/test_api:1"])
            let error = await #expect(throws: DustyError.self) { try await engine.remove(image: "dusty/test_api:0") }
            #expect(error?.code == .conflict)
            #expect(
                stub.requests.map { $0.line.replacing("/v1.41", with: "") } == [
                    "POST /commit?container=c1&repo=dusty%2Ftest_api&tag=1&changes=LABEL%20dusty.test%3D%22%22%20"
                        + "com.docker.compose.project%3D%22%22",
                    "POST /images/reg.test%3A5000/base%3A2/tag?repo=dusty%2Ftest_api&tag=1",
                    "GET /images/json?filters=%7B%22reference%22%3A%5B%22dusty%5C%2Ftest_api%22%5D%7D",
                    "DELETE /images/dusty/test_api%3A0",
                ]
            )
        }
    }

    @Test func `the end of a container has its code, and labels identify the projects of runs`() async throws {
        try await withTemporaryDirectory { directory in
            let stub = StubEngine(in: directory) { request in
                if request.line.hasSuffix("/wait") { return StubEngine.reply(200, #"{"StatusCode":3}"#) }
                return StubEngine.reply(
                    200,
                    #"""
                    [{"Labels":{"com.docker.compose.project":"a","dusty.test":"a","dusty.keep":"true"}},
                     {"Labels":{"com.docker.compose.project":"b","dusty.test":"b","dusty.keep":"false"}},
                     {"Labels":{"com.docker.compose.project":"","dusty.test":""}},{"Labels":{}},{"Labels":null}]
                    """#
                )
            }
            defer { stub.stop() }
            let engine = DockerEngine(socketPath: stub.path)
            let code = try await engine.exitCode(of: "c1")
            let projects = try await engine.testProjects(ofStack: "default")
            #expect(code == 3)
            #expect(projects == ["a", "b"])
        }
    }

    @Test func `a project is disposed of with its volumes, also when its file is broken or gone`() async throws {
        try await withTemporaryDirectory { directory in
            let file = "\(directory)/docker-compose.yml"
            try makeFile(file, "broken")
            let runner = RecordingRunner { command in
                if command.arguments.contains("version") { return .output("2.26.1") }
                return command.arguments.contains("--file") ? .failure(1, "yaml: broken") : .output()
            }
            let compose = DockerCompose(runner: runner, environment: [:])
            try await compose.dispose(ComposeProject(name: "dusty-test-a-1-1", file: file))
            try await compose.dispose(ComposeProject(name: "dusty-test-a-1-1", file: "/nowhere"))
            let downs = runner.argumentVectors.dropFirst()
            #expect(downs.map { $0.contains("--file") } == [true, false, false])
            for words in downs {
                #expect(words.suffix(5) == ["down", "--volumes", "--remove-orphans", "--timeout", "0"])
            }
        }
    }
}
