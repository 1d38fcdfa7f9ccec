import DustyTestSupport
import Testing

@testable import dustyd

@Suite struct BuildPrintTests {
    private func print(_ directory: String, mount: String? = nil) throws -> String {
        try BuildPrint(root: directory, directory: "app", dockerfile: nil, mount: mount).text()
    }

    private func with(_ files: [String: String], _ body: (String) throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            for (file, text) in files { try makeFile("\(directory)/app/\(file)", text) }
            try body(directory)
        }
    }

    @Test func `Every file that the builder is given counts by its content, others do not`() async throws {
        let files = [
            "Dockerfile": "FROM x\nCOPY . .\n", ".dockerignore": "*.log\n", "a": "1", "b/c": "2", "x.log": "3",
        ]
        try await with(files) { directory in
            let before = try print(directory)
            try makeFile("\(directory)/app/x.log", "4")
            try makeFile("\(directory)/app/.git/index", "5")
            try makeFile("\(directory)/app/a", "1")
            #expect(try print(directory) == before)
            try makeFile("\(directory)/app/b/c", "3")
            let second = try print(directory)
            #expect(second != before)
            try makeFile("\(directory)/app/b/d", "")
            #expect(try print(directory) != second)
        }
    }

    @Test func `Where the code is mounted only what the Dockerfile names counts`() async throws {
        let dockerfile = "FROM x\nCOPY pack*.json src/ ./\nCOPY etc /etc/app\nCOPY . .\n"
        let files = ["Dockerfile": dockerfile, "package.json": "1", "src/code": "1", "code": "1", "etc/conf": "1"]
        try await with(files) { directory in
            let before = try print(directory, mount: "/app")
            try makeFile("\(directory)/app/code", "2")
            try makeFile("\(directory)/app/src/code", "2")
            #expect(try print(directory, mount: "/app") == before)
            var known = [before]
            for file in ["package.json", "etc/conf", "Dockerfile"] {
                try makeFile("\(directory)/app/\(file)", "2 \(dockerfile)")
                known.append(try print(directory, mount: "/app"))
            }
            #expect(Set(known).count == 4)
        }
    }

    @Test func `A directory that is a link out of the repo is not looked into`() async throws {
        try await with(["Dockerfile": "FROM x"]) { directory in
            let outside = BuildPrint(root: "\(directory)/app", directory: "../app", dockerfile: nil, mount: nil)
            let nowhere = BuildPrint(root: "/nowhere", directory: "", dockerfile: nil, mount: nil)
            let texts = [try outside.text(), try nowhere.text()]
            #expect(texts == ["unreadable", "unreadable"])
        }
    }

    @Test(arguments: [
        ("COPY . /opt/tool", true), ("COPY . /src", true), ("RUN --mount=type=bind,target=/src make", true),
        ("COPY . .", false), ("COPY . /app/", false), ("COPY . /app/inner", false),
    ])
    func `Where the code is mounted the whole counts only if it goes elsewhere`(line: String, counts: Bool) async throws
    {
        try await with(["Dockerfile": "FROM x\n\(line)\n", "a/code": "1"]) { directory in
            let before = try print(directory, mount: "/app")
            try makeFile("\(directory)/app/a/code", "2")
            #expect(try (print(directory, mount: "/app") != before) == counts)
        }
    }

    @Test func `What is too much to look at has one state, whatever is in it`() async throws {
        let rules = (1...900).map { "*a*a*a*a*\($0)b\n" }.joined()
        try await with(["Dockerfile": "FROM x\nCOPY . .\n", ".dockerignore": rules]) { directory in
            for number in 1...20 {
                try makeFile("\(directory)/app/\(String(repeating: "a", count: 60))\(number)", "\(number)")
            }
            func look(_ steps: Int) throws -> String {
                try BuildPrint(root: directory, directory: "app", dockerfile: nil, mount: nil, steps: steps).text()
            }
            #expect(try look(100_000) == BuildPrint.tooMuch)
            try makeFile("\(directory)/app/b", "1")
            #expect(try look(100_000) == BuildPrint.tooMuch)
            try makeFile("\(directory)/app/.dockerignore", "x\n")
            #expect(try look(100_000) != BuildPrint.tooMuch)
        }
    }

    @Test func `A look ends when it is to stop, or its task is cancelled`() async throws {
        try await withTemporaryDirectory { directory in
            for number in 1...70 { try makeFile("\(directory)/app/\(number)", "") }
            let look = BuildPrint(root: directory, directory: "app", dockerfile: nil, mount: nil)
            #expect(throws: CancellationError.self) { try look.text { true } }
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await look.text(as: nil)
            }
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
