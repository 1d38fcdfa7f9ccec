import Foundation
import Testing

@testable import dustyd

@Suite struct DiskAssetsTests {
    private func with(_ body: (String, DiskAssets) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await body(directory, DiskAssets(directory: "\(directory)/machine/persist/dusty_assets"))
        }
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `A139 any bytes come back as they were, and only the owner can read them`() async throws {
        try await with { directory, assets in
            #expect(try await assets.all() == [:])
            #expect(try await assets.read("key") == nil)
            let values: [[UInt8]] = [[], Array(0...255), Array("it's $(id) `id`\n😀".utf8)]
            for value in values {
                try await assets.write("key", value)
                #expect(try await assets.read("key") == value)
            }
            let place = "\(directory)/machine/persist/dusty_assets"
            #expect(try mode(place) == 0o700)
            #expect(try mode("\(place)/key") == 0o600)
            #expect(tree(place) == ["key"])
        }
    }

    @Test func `the same content leaves the stamp, another changes it`() async throws {
        try await with { _, assets in
            try await assets.write("key", [1])
            let first = try await assets.all()["key"]
            try await assets.write("key", [1])
            #expect(try await assets.all()["key"] == first)
            try await assets.write("key", [1, 2])
            #expect(try await assets.all()["key"]?.stamp != first?.stamp)
            #expect(try await assets.all()["key"]?.bytes == 2)
        }
    }

    @Test func `A139 what is forgotten is gone, and forgetting twice is no error`() async throws {
        try await with { _, assets in
            try await assets.remove("key")
            try await assets.write("key", [1])
            try await assets.remove("key")
            try await assets.remove("key")
            #expect(try await assets.all() == [:])
        }
    }

    @Test func `a directory that others may enter is closed to them`() async throws {
        try await with { directory, assets in
            let place = "\(directory)/machine/persist/dusty_assets"
            try makeFile("\(place)/old", "x")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place)
            #expect(try await assets.read("old") == [UInt8(ascii: "x")])
            #expect(try mode(place) == 0o700)
        }
    }

    @Test func `a link in place of an asset or of the directory leads nowhere`() async throws {
        try await with { directory, assets in
            let files = FileManager.default
            try makeFile("\(directory)/secret", "mine")
            try await assets.write("key", [1])
            let place = "\(directory)/machine/persist/dusty_assets"
            try files.createSymbolicLink(atPath: "\(place)/link", withDestinationPath: "\(directory)/secret")
            #expect(try await assets.read("link") == nil)
            #expect(try await Array(assets.all().keys) == ["key"])
            try await assets.write("link", [2])
            #expect(textOfFile("\(directory)/secret") == "mine")
            #expect(try await assets.read("link") == [2])

            try files.removeItem(atPath: place)
            try files.createDirectory(atPath: "\(directory)/elsewhere", withIntermediateDirectories: true)
            try files.createSymbolicLink(atPath: place, withDestinationPath: "\(directory)/elsewhere")
            await #expect(throws: (any Error).self) { try await assets.write("key", [1]) }
            await #expect(throws: (any Error).self) { try await assets.read("key") }
            #expect(tree("\(directory)/elsewhere") == [])
        }
    }
}
