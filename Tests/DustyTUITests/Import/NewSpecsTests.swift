import DustyCore
import DustyTestSupport
import Foundation
import Testing

@testable import DustyTUI

struct NewSpecsTests {
    private let files = ["apps/web.yml": "image: x\n", "env/web.env": "A=b\n", "top": "t"]

    @Test func filesAreWrittenAndSecretsAreTheUsersAlone() async throws {
        try await TemporaryDirectory.with { directory in
            let target = directory.path + "/a/specs"
            let written = try NewSpecs(directory: target, files: files, secret: ["env/web.env"]).write()
            #expect(written == ["apps/web.yml", "env/web.env", "top"])
            let attributes = try FileManager.default.attributesOfItem(atPath: target + "/env/web.env")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try String(contentsOfFile: target + "/apps/web.yml", encoding: .utf8) == "image: x\n")
        }
    }

    @Test func gitIgnoreOfTheDirectoryOrOfItsRepoKeepsAFileOut() async throws {
        try await TemporaryDirectory.with { directory in
            let specs = directory.path + "/repo/specs"
            try directory.write("repo/specs/top", "t")
            try directory.write("repo/.git/HEAD", "x")
            #expect(!ProjectFiles.isIgnored(".env", in: specs))
            try directory.write("repo/.gitignore", "*.log\n.env\n")
            #expect(ProjectFiles.isIgnored(".env", in: specs))
            try directory.write("repo/specs/.gitignore", "!.env\n")
            #expect(!ProjectFiles.isIgnored(".env", in: specs))
            try directory.write("repo/.gitignore", "/specs/\n")
            #expect(ProjectFiles.isIgnored(".env", in: specs))
        }
    }

    @Test func whatIsThereIsNeverOverwrittenAndNothingElseIsWritten() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("env/web.env", "mine")
            let error = #expect(throws: DustyError.self) {
                try NewSpecs(directory: directory.path, files: files, secret: []).write()
            }
            #expect(error?.message.contains("env/web.env already") == true)
            #expect(
                try FileManager.default.subpathsOfDirectory(atPath: directory.path).sorted() == ["env", "env/web.env"]
            )
        }
    }

    @Test func aLinkLeadsNothingOutOfTheDirectory() async throws {
        try await TemporaryDirectory.with { directory in
            try FileManager.default.createDirectory(atPath: directory.path + "/out", withIntermediateDirectories: false)
            try FileManager.default.createDirectory(
                atPath: directory.path + "/specs",
                withIntermediateDirectories: false
            )
            try FileManager.default.createSymbolicLink(
                atPath: directory.path + "/specs/apps",
                withDestinationPath: directory.path + "/out"
            )
            #expect(throws: DustyError.self) {
                try NewSpecs(directory: directory.path + "/specs", files: files, secret: []).write()
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path + "/out").isEmpty)
        }
    }
}
