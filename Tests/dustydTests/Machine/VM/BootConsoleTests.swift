import DustyCore
import DustyTestSupport
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct BootConsoleTests {
    private static let key = String(repeating: "A", count: 68)

    @Test(arguments: [
        ("dusty: step kernel\r", BootConsole.Event.step("kernel")),
        ("[    3.141592] dusty: ready", .ready),
        ("dusty: host-key ssh-ed25519 AAAAB3", .hostKey(type: "ssh-ed25519", blob: "AAAAB3")),
        ("dusty: failed no data disk", .failed("no data disk")),
    ])
    func `a line that means something is an event`(line: String, event: BootConsole.Event) {
        #expect(BootConsole.event(of: line) == event)
    }

    @Test(arguments: ["", "[    0.000000] Linux version 6.12", "dusty:", "dusty: host-key ssh-ed25519", "dusty: step"])
    func `any other line is none`(line: String) {
        #expect(BootConsole.event(of: line) == nil)
    }

    @Test func `a line that is still being written is not taken`() {
        #expect(BootConsole.events(in: "dusty: step kernel\r\ndusty: step di") == [.step("kernel")])
    }

    @Test func `only what looks like a key is believed to be one`() {
        let good = BootConsole.Event.hostKey(type: "ssh-ed25519", blob: Self.key)
        #expect(BootConsole.hostKeys(in: [.step("ssh"), good])?.keys.map(\.blob) == [Self.key])
        #expect(BootConsole.hostKeys(in: [.hostKey(type: "ssh-ed25519", blob: "x y")]) == nil)
    }

    @Test func `waiting hands on each step once and ends with the keys`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/console.log"
            let text = "noise\ndusty: step kernel\ndusty: step ssh\ndusty: host-key ssh-ed25519 \(Self.key)\n"
            try AtomicFile(path).write(Array(text.utf8))
            let steps = Collector<String>()
            let keys = try await BootConsole(path: path).awaitHostKeys(within: .seconds(50)) { steps.add($0) }
            #expect(keys?.keys.count == 1)
            #expect(steps.values == ["kernel", "ssh"])
        }
    }

    @Test func `what cannot work ends the waiting with its words`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/console.log"
            try AtomicFile(path).write(Array("dusty: failed no data disk\n".utf8))
            do {
                _ = try await BootConsole(path: path).awaitHostKeys(within: .seconds(50)) { _ in }
                Issue.record("it must fail")
            } catch let error as DustyError {
                #expect(error.message.contains("no data disk") && error.hint?.contains(path) == true)
            }
        }
    }

    @Test func `a console without a word is no life`() async throws {
        #expect(try await !BootConsole(path: "/nowhere").awaitLife(within: .milliseconds(1)))
    }
}
