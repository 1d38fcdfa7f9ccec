import CLibrary
import Testing

@testable import dustyd

@Suite struct DiskDirectoriesTests {
    private let directories = DiskDirectories()

    @Test func `the state of a directory changes with its files and not with what does not count`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile("\(directory)/a/one.py", "1")
            let before = try await directories.state(of: directory, as: nil)
            try makeFile("\(directory)/.git/HEAD", "x")
            try makeFile("\(directory)/a/__pycache__/one.pyc", "x")
            #expect(try await directories.state(of: directory, as: nil) == before)
            try makeFile("\(directory)/a/one.py", "22")
            #expect(try await directories.state(of: directory, as: nil) != before)
            try makeFile("\(directory)/a/two.py", "")
            let both = try await directories.state(of: directory, as: nil)
            unlink("\(directory)/a/two.py")
            #expect(try await directories.state(of: directory, as: nil) != both)
        }
    }

    @Test func `links are seen and not followed, also when removing`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile("\(directory)/outside/precious", "1")
            try makeFile("\(directory)/run/own", "1")
            symlink("\(directory)/outside", "\(directory)/run/link")
            let state = try await directories.state(of: "\(directory)/run", as: nil)
            #expect(state.contains("/link "))
            #expect(!state.contains("precious"))
            #expect(await directories.names(in: directory) == ["outside", "run"])
            #expect(await directories.names(in: "\(directory)/run") == [])
            try await directories.remove("\(directory)/run")
            #expect(await directories.names(in: directory) == ["outside"])
            #expect(access("\(directory)/outside/precious", F_OK) == 0)
            try await directories.remove("\(directory)/run")
        }
    }
}
