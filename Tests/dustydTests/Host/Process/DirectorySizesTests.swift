import Testing

@testable import dustyd

@Suite struct DirectorySizesTests {
    @Test func `what every system's du says agrees with what GNU's does`() async throws {
        try await withTemporaryDirectory { directory in
            let file = AtomicFile("\(directory)/a\nb/file")
            try AtomicFile.makeDirectories("\(directory)/a\nb")
            try file.write([UInt8](repeating: 1, count: 300_000), mode: 0o600)
            let paths = ["\(directory)/a\nb", "\(directory)/nothing"]
            let runner = SubprocessRunner()
            let portable = try await DirectorySizes(programs: runner, isPortable: true).bytes(of: paths)
            let whole = try await DirectorySizes(programs: runner, isPortable: false).bytes(of: paths)
            #expect(portable == whole)
            #expect(portable.count == 1)
        }
    }
}
