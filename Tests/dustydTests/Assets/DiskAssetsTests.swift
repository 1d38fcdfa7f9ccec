import Foundation
import Testing

@testable import dustyd

@Suite struct DiskAssetsTests {
    private func with(_ body: (String, DiskAssets) throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try body(directory, DiskAssets(directory: "\(directory)/machine/persist/dusty_assets"))
        }
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `A139 any bytes come back as they were, and only the owner can read them`() async throws {
        try await with { directory, assets in
            #expect(try assets.all() == [:])
            #expect(try assets.read("key") == nil)
            let values: [[UInt8]] = [[], Array(0...255), Array("it's $(id) `id`\n😀".utf8)]
            for value in values {
                try assets.write("key", value)
                #expect(try assets.read("key") == value)
            }
            let place = "\(directory)/machine/persist/dusty_assets"
            #expect(try mode(place) == 0o700)
            #expect(try mode("\(place)/key") == 0o600)
            #expect(tree(place) == ["key"])
        }
    }

    @Test func `the same content leaves the stamp, another changes it`() async throws {
        try await with { _, assets in
            try assets.write("key", [1])
            let first = try assets.all()["key"]
            try assets.write("key", [1])
            #expect(try assets.all()["key"] == first)
            try assets.write("key", [1, 2])
            #expect(try assets.all()["key"]?.stamp != first?.stamp)
            #expect(try assets.all()["key"]?.bytes == 2)
        }
    }

    @Test func `A139 what is forgotten is gone, and forgetting twice is no error`() async throws {
        try await with { _, assets in
            try assets.remove("key")
            try assets.write("key", [1])
            try assets.remove("key")
            try assets.remove("key")
            #expect(try assets.all() == [:])
        }
    }

    @Test func `a directory that others may enter is closed to them`() async throws {
        try await with { directory, assets in
            let place = "\(directory)/machine/persist/dusty_assets"
            try makeFile("\(place)/old", "x")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place)
            #expect(try assets.read("old") == [UInt8(ascii: "x")])
            #expect(try mode(place) == 0o700)
        }
    }

    @Test func `a link in place of an asset or of the directory leads nowhere`() async throws {
        try await with { directory, assets in
            let files = FileManager.default
            try makeFile("\(directory)/secret", "mine")
            try assets.write("key", [1])
            let place = "\(directory)/machine/persist/dusty_assets"
            try files.createSymbolicLink(atPath: "\(place)/link", withDestinationPath: "\(directory)/secret")
            #expect(try assets.read("link") == nil)
            #expect(try Array(assets.all().keys) == ["key"])
            try assets.write("link", [2])
            #expect(textOfFile("\(directory)/secret") == "mine")
            #expect(try assets.read("link") == [2])

            try files.removeItem(atPath: place)
            try files.createDirectory(atPath: "\(directory)/elsewhere", withIntermediateDirectories: true)
            try files.createSymbolicLink(atPath: place, withDestinationPath: "\(directory)/elsewhere")
            #expect(throws: (any Error).self) { try assets.write("key", [1]) }
            #expect(throws: (any Error).self) { try assets.read("key") }
            #expect(tree("\(directory)/elsewhere") == [])
        }
    }
}
