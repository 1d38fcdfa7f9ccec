import ArgumentParser
import DustyCore
import DustyTestSupport
import Foundation
import Testing

@testable import DustyTUI

/// Manual pages are made of the commands and checked in, as are the other documents.
struct GeneratedDocumentsManualTests {
    private static let directory = URL(filePath: #filePath).appending(path: "../../../../docs/man").standardizedFileURL

    private static let common = ManualPages.Common(
        version: DustyVersion.current,
        section: 1,
        exitCodes: [
            ("0", "Done."), ("1", "Failed."), ("64", "Wrong usage."), ("69", "The daemon cannot be reached."),
            ("77", "Not permitted."), ("130", "Interrupted."),
        ],
        variables: [
            ("DUSTY_SOCKET_PATH", "The daemon's socket; \(HTTPDaemon.defaultSocketPath) when not set."),
            ("NO_COLOR, TERM", "No colours and no live view when NO_COLOR is set or TERM is dumb."),
            ("SSH_AUTH_SOCK", "Your SSH agent, which the daemon uses for git."),
        ]
    )

    @Test func theManualPagesAreUpToDateAndNoneIsLeftOver() throws {
        let pages = try ManualPages(json: Dusty._dumpHelp(), common: Self.common).texts()
        #expect(pages["dusty-disk-backup.1"]?.contains(".SH EXAMPLES") == true)
        let existing = try FileManager.default.contentsOfDirectory(atPath: Self.directory.path)
        let stale = existing.filter { $0.hasSuffix(".1") && pages[$0] == nil }
        if ProcessInfo.processInfo.environment["DUSTY_WRITE_DOCUMENTS"] != nil {
            for name in stale { try FileManager.default.removeItem(at: Self.directory.appending(path: name)) }
            for (name, text) in pages { try Data(text.utf8).write(to: Self.directory.appending(path: name)) }
            return
        }
        #expect(stale.isEmpty, "docs/man holds pages of commands that are gone: \(stale)")
        for (name, text) in pages {
            let checkedIn = FileManager.default.contents(atPath: Self.directory.appending(path: name).path)
            let same = checkedIn == Data(text.utf8)
            #expect(same, "docs/man/\(name) is out of date; run `make docs`")
        }
    }

    @Test func `a switch and the one that turns it off are one entry`() throws {
        let pages = try ManualPages(json: Dusty._dumpHelp(), common: Self.common).texts()
        let page = try #require(pages["dusty-restart.1"])
        #expect(page.contains(#"[\fB\-\-sync\fR | \fB\-\-no\-sync\fR]"#))
        #expect(page.contains("Copy code first. \\-\\-no\\-sync turns this off. Default: \\-\\-sync."))
        for text in pages.values { #expect(!text.contains("\n\\fB\\-\\-no\\-sync\\fR\n")) }
    }
}
