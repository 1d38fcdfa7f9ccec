import DustyTestSupport
import Foundation
import Testing

@testable import DustyTUI

struct ClipboardProgramTests {
    private func names(_ variables: [String: String], isMac: Bool = false, without: Set<String> = []) -> [String] {
        ClipboardProgram.all(variable: { variables[$0] }, isMac: isMac, has: { !without.contains($0) })
            .map { $0.arguments[0] == "/usr/bin/env" ? $0.arguments[1...].joined(separator: " ") : $0.arguments[0] }
    }

    @Test func `the programs of this desktop come first, then tmux`() {
        let desktop = ["WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0", "TMUX": "/tmp/tmux,1,0"]
        #expect(names(desktop) == ["wl-copy", "xclip", "xsel", "tmux"])
        #expect(names(desktop, without: ["wl-copy", "xclip"]) == ["xsel", "tmux"])
        #expect(names([:], isMac: true) == ["LC_ALL= LC_CTYPE=UTF-8 pbcopy"])
        #expect(names([:], isMac: true, without: ["pbcopy"]) == [])
        #expect(names([:]) == [])
    }

    @Test func `over SSH the clipboards of this host are not asked, but for X11 that is forwarded`() {
        let remote = ["SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22", "WAYLAND_DISPLAY": "wayland-0"]
        #expect(names(remote, isMac: true) == [])
        #expect(names(remote.merging(["DISPLAY": "localhost:10"]) { $1 }) == ["xclip", "xsel"])
    }

    @Test func `a program gets the whole text, and one that fails is not believed`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "clipboard-\(UUID()).txt")
        defer { try? FileManager.default.removeItem(at: file) }
        let text = String(repeating: "line \u{E9}\n", count: 50_000)
        #expect(await ClipboardProgram(arguments: ["tee", file.path], success: "").take(text))
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
        #expect(await !ClipboardProgram(arguments: ["false"], success: "").take(text))
        #expect(await !ClipboardProgram(arguments: ["there-is-no-such-program"], success: "").take(text))
    }
}
