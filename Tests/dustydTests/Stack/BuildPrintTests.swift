import DustyTestSupport
import Testing

@testable import dustyd

@Suite struct BuildPrintTests {
    private func print(_ directory: String, mount: String? = nil) -> String {
        BuildPrint(root: directory, directory: "app", dockerfile: nil, mount: mount).text()
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
            let before = print(directory)
            try makeFile("\(directory)/app/x.log", "4")
            try makeFile("\(directory)/app/.git/index", "5")
            try makeFile("\(directory)/app/a", "1")
            #expect(print(directory) == before)
            try makeFile("\(directory)/app/b/c", "3")
            let second = print(directory)
            #expect(second != before)
            try makeFile("\(directory)/app/b/d", "")
            #expect(print(directory) != second)
        }
    }

    @Test func `Where the code is mounted only what the Dockerfile names counts`() async throws {
        let dockerfile = "FROM x\nCOPY pack*.json src/ ./\nCOPY etc /etc/app\nCOPY . .\n"
        let files = ["Dockerfile": dockerfile, "package.json": "1", "src/code": "1", "code": "1", "etc/conf": "1"]
        try await with(files) { directory in
            let before = print(directory, mount: "/app")
            try makeFile("\(directory)/app/code", "2")
            try makeFile("\(directory)/app/src/code", "2")
            #expect(print(directory, mount: "/app") == before)
            var known = [before]
            for file in ["package.json", "etc/conf", "Dockerfile"] {
                try makeFile("\(directory)/app/\(file)", "2 \(dockerfile)")
                known.append(print(directory, mount: "/app"))
            }
            #expect(Set(known).count == 4)
        }
    }

    @Test func `A directory that is a link out of the repo is not looked into`() async throws {
        try await with(["Dockerfile": "FROM x"]) { directory in
            let outside = BuildPrint(root: "\(directory)/app", directory: "../app", dockerfile: nil, mount: nil)
            #expect(outside.text() == "unreadable")
            #expect(BuildPrint(root: "/nowhere", directory: "", dockerfile: nil, mount: nil).text() == "unreadable")
        }
    }
}
