import Foundation
import Testing

@testable import DustyTUI

@Suite struct LocalFileTests {
    private func inDirectory(_ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(directory)
    }

    private func names(_ directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }

    @Test func `a file that is not whole yet has no name, so that a killed client leaves nothing`() throws {
        try inDirectory { directory in
            let file = try LocalFile.making("\(directory)/backup.tar")
            try file.append(Array("half".utf8))
            #expect(try names(directory).isEmpty)
            file.discard()
            #expect(try names(directory).isEmpty)
        }
    }

    @Test func `a whole file takes its name, also one that is taken, and only the user may read it`() throws {
        try inDirectory { directory in
            let path = "\(directory)/backup.tar"
            for text in ["first", "second"] {
                let file = try LocalFile.making(path)
                try file.append(Array(text.utf8))
                try file.finish(as: path)
                #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
                #expect(try names(directory) == ["backup.tar"])
            }
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }
}
