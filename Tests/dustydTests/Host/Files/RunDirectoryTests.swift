import CLibrary
import Foundation
import Testing

@testable import DustyTestSupport

/// Tests leave nothing behind, also when their run is killed.
@Suite struct RunDirectoryTests {
    @Test func `what a killed run left is removed, and what a living one has is not`() async throws {
        try await withTemporaryDirectory { base in
            try makeFile("\(base)/\(RunDirectory.mark)gone/a/b")
            try makeFile("\(base)/\(RunDirectory.mark)cut/lock")
            try makeFile("\(base)/\(RunDirectory.mark)lives/a")
            try makeFile("\(base)/of-others/a")
            if geteuid() == 0 {
                let gone = "\(base)/\(RunDirectory.mark)gone"
                try makeFile("\(gone)/source")
                // More of them than the kernel lists on one page.
                for _ in 0..<60 { #expect(mount("\(gone)/source", "\(gone)/a/b", nil, UInt(MS_BIND), nil) == 0) }
            }
            let lock = try #require(RunDirectory.lock("\(base)/\(RunDirectory.mark)lives"))
            RunDirectory.sweep(base)
            let left = try FileManager.default.contentsOfDirectory(atPath: base).sorted()
            #expect(left == ["\(RunDirectory.mark)lives", "of-others"])
            RunDirectory.unlock(lock)
            RunDirectory.sweep(base)
            let rest = try FileManager.default.contentsOfDirectory(atPath: base)
            #expect(rest == ["of-others"])
        }
    }
}
