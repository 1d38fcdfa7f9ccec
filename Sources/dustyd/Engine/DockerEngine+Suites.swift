import DustyCore
import UnixHTTP

extension DockerEngine: EngineImages {
    func commit(container: String, repository: String, tag: String) async throws {
        // Every container made from the image would inherit the labels of a run, and be removed with it.
        let changes = "LABEL \(StackLabel.test)=\"\" \(ComposeLabel.project)=\"\""
        try await api.reply(
            "POST",
            "/commit",
            [("container", container), ("repo", repository), ("tag", tag), ("changes", changes)],
            timeout: .seconds(900)
        )
    }

    func tag(image: String, repository: String, tag: String) async throws {
        try await api.reply("POST", "/images/\(Self.path(image))/tag", [("repo", repository), ("tag", tag)])
    }

    func names(ofRepository repository: String) async throws -> [String] {
        struct Image: Decodable {
            let tags: [String]?
            private enum CodingKeys: String, CodingKey { case tags = "RepoTags" }
        }
        let images: [Image] = try await api.value(
            "/images/json",
            [("filters", Self.filters(["reference": [repository]]))]
        )
        return images.flatMap { $0.tags ?? [] }.filter { $0.hasPrefix(repository + ":") }.sorted()
    }

    func remove(image: String) async throws {
        try await api.reply("DELETE", "/images/\(Self.path(image))", timeout: .seconds(120))
    }

    /// An image's name as part of a path: its slashes are the path's.
    static func path(_ image: String) -> String {
        image.parts(at: "/", keepingEmpty: true).map { HTTPQuery.escape(String($0)) }
            .joined(separator: "/")
    }
}

extension DockerEngine: SuiteContainers {
    /// Longest time between the end of a container's output and its own end.
    private static let patience = Duration.seconds(24 * 3600)

    func output(
        of container: String,
        terminal: Bool,
        each: @Sendable (_ bytes: ArraySlice<UInt8>, _ isError: Bool) async throws -> Void
    ) async throws {
        let query = ["stream", "stdin", "stdout", "stderr"].map { (name: $0, value: "1") }
        var frames = StreamFrames()
        try await api.hijack("/containers/\(HTTPQuery.escape(container))/attach", query) { writer in
            try await writer.write([UInt8(ascii: "\n")])
            // The engine would treat the end of input as the end of output.
            try await Task.sleep(for: Self.patience)
        } each: { bytes in
            guard !terminal else { return try await each(bytes[...], false) }
            for part in frames.append(bytes) { try await each(part.bytes, part.isError) }
        }
    }

    func exitCode(of container: String) async throws -> Int {
        struct Outcome: Decodable {
            let code: Int
            private enum CodingKeys: String, CodingKey { case code = "StatusCode" }
        }
        let reply = try await api.reply(
            "POST",
            "/containers/\(HTTPQuery.escape(container))/wait",
            timeout: Self.patience
        )
        return try (api.decode(reply) as Outcome).code
    }

    func testProjects(ofStack stack: String) async throws -> Set<String> {
        struct Container: Decodable {
            let labels: [String: String]?
            private enum CodingKeys: String, CodingKey { case labels = "Labels" }
        }
        let labels = ["\(StackLabel.stack)=\(stack)", StackLabel.test]
        let containers: [Container] = try await api.value(
            "/containers/json",
            [("all", "1"), ("filters", Self.filters(["label": labels]))]
        )
        var projects: Set<String> = []
        for labels in containers.compactMap(\.labels) {
            guard let project = labels[StackLabel.test], !project.isEmpty, labels[ComposeLabel.project] == project
            else { continue }
            projects.insert(project)
        }
        return projects
    }
}
