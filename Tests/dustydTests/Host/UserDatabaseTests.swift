import CLibrary
import DustyCore
import Foundation
import Synchronization
import Testing

@testable import dustyd

/// A user database that does not answer, as with a slow LDAP, holds up only what needs its answer.
@Suite(.timeLimit(.minutes(5))) struct UserDatabaseTests {
    /// What asks on the pool, or before there is one.
    private static let allowed: Set<String> = [
        "UserDatabase.swift", "CallerDirectory.swift", "User+Lookup.swift", "SubprocessRunner+Failures.swift",
        "SocketLock.swift",
    ]

    @Test func `users and groups of this host are found`() async throws {
        let users = UserDatabase(patience: .seconds(600))
        #expect(try await users.user(id: 0)?.name == "root")
        #expect(try await users.user(named: "root")?.uid == 0)
        #expect(try await users.group(named: "root") == 0)
        #expect(try await users.user(named: "no-such-user") == nil)
        #expect(try await users.group(named: "no-such-group") == nil)
    }

    @Test func `more questions without an answer than there are threads in the pool hold up nothing else`() async throws
    {
        let released = DispatchSemaphore(value: 0)
        defer { for _ in 0..<64 { released.signal() } }
        let users = UserDatabase(patience: .milliseconds(100)) { subject in
            if subject != .name("quick") { released.wait() }
            return .user(User(uid: 7, gid: 7, groups: [], name: "quick", home: "/"))
        }
        let waiting = (0..<20).map { number in Task { try await users.user(id: UInt32(number)) } }
        #expect(try await users.user(named: "quick")?.uid == 7)
        for task in waiting {
            let error = await #expect(throws: DustyError.self) { try await task.value }
            #expect(error?.code == .unavailable)
        }
    }

    @Test(.needsRoot) func `the reader of a repo and the socket wait for no database`() async throws {
        try await withTemporaryDirectory { directory in
            let released = DispatchSemaphore(value: 0)
            let hangs = Mutex(true)
            defer { for _ in 0..<8 { released.signal() } }
            let users = UserDatabase(patience: .milliseconds(50)) { subject in
                if hangs.withLock({ $0 }) { released.wait() }
                if case .group = subject { return .group(4711) }
                return .user(User(uid: 4710, gid: 4710, groups: [], name: "ann", home: "/"))
            }
            let (config, state) = ("\(directory)/etc/config.yml", "\(directory)/state")
            try makeFile(config, "owner: ann\nrepo_overrides: {/r: /src}\nrepo_override_users: {/r: ann}\n")
            let store = SettingsStore(path: config, files: DiskFiles())
            var settings = Settings()
            settings.repoOverrides["/r"] = "/src"
            settings.overrideUsers["/r"] = "ann"
            let repos = RepoPaths(settings: settings, paths: Paths(environment: ["DUSTY_STATE_DIR": state]))
            let error = await #expect(throws: DustyError.self) {
                try await repos.reader(of: RepoReference("/r"), users: users)
            }
            #expect(error?.code == .unavailable)

            let socket = "\(directory)/socket"
            try Self.makeSocket(socket)
            let access = SocketAccess(socket: socket, settings: store, file: config, users: users, logger: .silent)
            await access.apply()
            #expect(try FileStatus(at: socket)?.owner == 0, "it stays root's")
            hangs.withLock { $0 = false }
            for _ in 0..<8 { released.signal() }
            while try FileStatus(at: socket)?.owner != 4710 { await access.apply() }
            #expect(try FileStatus(at: socket)?.group == 4711)
        }
    }

    @Test func `nothing else of the daemon asks the user database`() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources/dustyd")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var seen = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            seen += 1
            guard !Self.allowed.contains(file.lastPathComponent) else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for call in ["User.lookup(", "User.groupID(", "getpw", "getgr"] {
                #expect(!text.contains(call), "\(file.lastPathComponent) asks by \(call)")
            }
        }
        #expect(seen > 100)
    }

    private static func makeSocket(_ path: String) throws {
        let descriptor = socket(AF_UNIX, Platform.stream, 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(code == 0)
    }
}
