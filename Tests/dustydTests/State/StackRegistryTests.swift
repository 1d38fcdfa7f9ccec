import DustyCore
import Testing

@testable import dustyd

@Suite struct StackRegistryTests {
    private let files = MemoryFiles()

    @Test func `the lowest free place is taken, and kept until the stack is removed`() throws {
        let registry = registry()
        #expect(try ["b", "a", "c"].map { try registry.add(record($0), avoiding: [2]).slot } == [1, 3, 4])
        try registry.remove("a")
        #expect(try registry.add(record("d"), avoiding: [2]).slot == 3)
        #expect(registry.all.map(\.name) == ["b", "c", "d"])
        #expect(self.registry().all == registry.all)
        let error = #expect(throws: DustyError.self) { try registry.add(record("d"), avoiding: []) }
        #expect(error?.code == .conflict)
    }

    @Test func `two hundred stacks have a place, and one more is refused`() throws {
        let registry = registry()
        for number in StackNames.slots { _ = try registry.add(record("s\(number)"), avoiding: []) }
        #expect(Set(registry.all.compactMap { try? $0.names.address }).count == 200)
        let error = #expect(throws: DustyError.self) { try registry.add(record("more"), avoiding: []) }
        let full = "there is no place for another stack: a host has 200, and this daemon has 200 stacks beside its own"
        #expect(error?.message == full)
        try registry.remove("s7")
        let other = #expect(throws: DustyError.self) { try registry.add(record("more"), avoiding: [7]) }
        #expect(other?.message.contains("1 are taken by other programs") == true)
    }

    @Test(arguments: [
        "nonsense", "{}", StackRegistryTests.entry("../etc", 1), StackRegistryTests.entry("test-a", 1),
        StackRegistryTests.entry("a", 0),
        StackRegistryTests.entry("a", 201), StackRegistryTests.entry("a_b", 1),
    ])
    func `a file not written for Dusty makes no stacks and is not overwritten`(_ text: String) throws {
        let bytes = Array(#"{"stacks":[\#(text)]}"#.utf8)
        try files.replace("/stacks.json", with: bytes, mode: 0o600)
        let registry = registry()
        #expect(registry.all.isEmpty && registry.fault != nil)
        #expect(throws: DustyError.self) { try registry.add(record("a"), avoiding: []) }
        #expect(try files.contents("/stacks.json") == bytes)
    }

    @Test func `a directory belongs to one stack, however it is written`() throws {
        let registry = registry()
        var first = record("a")
        first.directories = try StackRecord.directories(["/home/tess//work/./api/", "/home/tess/work/api"])
        #expect(first.directories == ["/home/tess/work/api"])
        _ = try registry.add(first, avoiding: [])
        var second = record("b")
        second.directories = try StackRecord.directories(["/home/tess/work", "//home/tess/work/api/."])
        let error = #expect(throws: DustyError.self) { try registry.add(second, avoiding: []) }
        #expect(error?.message == "/home/tess/work/api belongs to the stack `a`")
        #expect(registry.all.map(\.name) == ["a"])
    }

    @Test(arguments: [
        "", "work", "/", "//", "/./", "/a/../b", "/a\nb", "/a\u{1B}[1m", "/" + String(repeating: "a", count: 4096),
    ])
    func `what is no directory of one stack is refused`(_ path: String) {
        #expect(throws: DustyError.self) { try StackRecord.directories([path]) }
    }

    @Test func `plain names lead to a stack until it is removed, also after a restart`() throws {
        let registry = registry()
        for name in ["fix-ui", "blog"] { _ = try registry.add(record(name), avoiding: []) }
        let front = StackFront(name: "fix-ui", hostNames: ["api.shop.test"])
        try registry.lead(to: front)
        try registry.renew(StackFront(name: "other", hostNames: ["web.shop.test"]))
        #expect(registry.front == front, "a choice of another stack stays")
        try registry.remove("blog")
        #expect(self.registry().front == front)
        try registry.remove("fix-ui")
        #expect(registry.front == nil && self.registry().front == nil)
    }

    @Test func `what was written before there was a front is read, and a front that is no stack is none`() throws {
        for front in ["", #","front":{"name":"gone","hostNames":[]}"#] {
            try files.replace(
                "/stacks.json",
                with: Array("{\"stacks\":[\(Self.entry("a", 1))]\(front)}".utf8),
                mode: 0o600
            )
            #expect(registry().all.map(\.name) == ["a"] && registry().front == nil && registry().fault == nil)
        }
    }

    static func entry(_ name: String, _ slot: Int) -> String {
        #"{"name":"\#(name)","slot":\#(slot),"owner":"x","directories":[],"#
            + #""created_at":"1970-01-01T00:00:00Z","phase":"ready"}"#
    }

    private func registry() -> StackRegistry { StackRegistry(path: "/stacks.json", files: files) }

    private func record(_ name: String) -> StackRecord {
        StackRecord(name: name, slot: 0, owner: "tess", createdAt: Timestamp(milliseconds: 0))
    }
}
