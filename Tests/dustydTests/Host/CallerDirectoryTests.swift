import DustyCore
import Foundation
import Synchronization
import Testing

@testable import dustyd

/// A user database that does not answer holds up those whom it is asked about, for a time, and no one else.
@Suite(.timeLimit(.minutes(5))) struct CallerDirectoryTests {
    private static func entry(_ uid: UInt32) -> CallerDirectory.Entry {
        CallerDirectory.Entry(
            user: User(uid: uid, gid: uid, groups: [uid], name: "u\(uid)", home: "/home/u\(uid)"),
            isMember: uid > 1000
        )
    }

    @Test func `a user is found as the database knows them now`() async throws {
        let entries = Mutex<[UInt32: CallerDirectory.Entry]>([:])
        let directory = CallerDirectory(patience: .seconds(600)) { uid in entries.withLock { $0[uid] } }
        #expect(try await directory.entry(of: 7) == nil)
        entries.withLock { $0[7] = Self.entry(7) }
        #expect(try await directory.entry(of: 7) == Self.entry(7))
        entries.withLock { $0[7]?.isMember = true }
        #expect(try await directory.entry(of: 7)?.isMember == true)
    }

    @Test func `root is found in the database of this host`() async throws {
        let entry = try await CallerDirectory(patience: .seconds(600)).entry(of: 0)
        #expect(entry?.user.name == "root" && entry?.user.home == User.lookup(uid: 0)?.home)
    }

    @Test func `a question without an answer holds up no question about others and can be given up`() async throws {
        let released = DispatchSemaphore(value: 0)
        defer { for _ in 0..<64 { released.signal() } }
        let directory = CallerDirectory(patience: .seconds(600)) { uid in
            if uid == 7 { released.wait() }
            return Self.entry(uid)
        }
        // More than there are threads in the pool.
        let waiting = (0..<64).map { _ in Task { try await directory.entry(of: 7) } }
        for uid: UInt32 in 1001..<1021 {
            #expect(try await directory.entry(of: uid) == Self.entry(uid))
        }
        for task in waiting {
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func `a question without an answer fails in time, has one thread, and is asked again after that`()
        async throws
    {
        let released = DispatchSemaphore(value: 0)
        let state = Mutex((asked: 0, hangs: true))
        let directory = CallerDirectory(patience: .milliseconds(50)) { uid in
            let hangs = state.withLock { state in
                state.asked += 1
                return state.hangs
            }
            if hangs { released.wait() }
            return Self.entry(uid)
        }
        for _ in 0..<3 {
            let error = await #expect(throws: DustyError.self) { try await directory.entry(of: 7) }
            #expect(error?.code == .unavailable)
        }
        #expect(state.withLock { $0.asked } <= 1)
        state.withLock { $0.hangs = false }
        released.signal()
        var found: CallerDirectory.Entry?
        while found == nil { found = try? await directory.entry(of: 7) }
        #expect(found == Self.entry(7))
    }
}
