import CLibrary
import DustyCore
import Foundation
import Testing

@testable import dustyd

/// What images are built from.
@Suite struct BuildContextTests {
    private func with(_ body: (_ root: String, _ check: (YAMLValue?) throws -> Void) throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let root = "\(directory)/repo"
            try makeFile("\(directory)/other/Dockerfile")
            try makeFile("\(root)/real/Dockerfile")
            try body(root) { options in
                try BuildContext(
                    name: "app",
                    directory: "docker",
                    options: options,
                    root: root,
                    repo: RepoReference("github.com/org/app")
                )?.check()
            }
        }
    }

    private func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }

    @Test func `links that stay in the repo are as good as what they mean, and Compose says what is missing`()
        async throws
    {
        try await with { root, check in
            try check(nil)
            try link("\(root)/docker", to: "real")
            try check(nil)
            try check(["dockerfile": "Missing"])
            try link("\(root)/real/Other", to: "../real/Dockerfile")
            try check(["dockerfile": "Other"])
        }
    }

    @Test(arguments: ["../other", "/etc", "real/../../other"])
    func `a context that leads out of the repo is refused`(target: String) async throws {
        try await with { root, check in
            try link("\(root)/docker", to: target)
            let error = #expect(throws: DustyError.self) { try check(nil) }
            #expect(
                error?.message.contains("docker in app leads out of the repo") == true,
                "\(error?.message ?? "")"
            )
        }
    }

    @Test(arguments: ["Dockerfile", "Dockerfile.dockerignore", ".dockerignore"])
    func `so is a file of it that does, or is no plain file`(name: String) async throws {
        try await with { root, check in
            #expect(mkdir("\(root)/docker", 0o755) == 0)
            try link("\(root)/docker/\(name)", to: "/etc/hostname")
            #expect(throws: DustyError.self) { try check(nil) }
            #expect(unlink("\(root)/docker/\(name)") == 0 && mkfifo("\(root)/docker/\(name)", 0o600) == 0)
            let error = #expect(throws: DustyError.self) { try check(nil) }
            #expect(error?.message.contains("is not a plain file") == true)
        }
    }

    @Test func `a Dockerfile may not climb out of the repo`() async throws {
        try await with { root, check in
            #expect(rename("\(root)/real", "\(root)/docker") == 0)
            try check(["dockerfile": "../docker/Dockerfile"])
            #expect(throws: DustyError.self) { try check(["dockerfile": "../../other/Dockerfile"]) }
        }
    }
}
