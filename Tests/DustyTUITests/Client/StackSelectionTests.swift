import DustyCore
import Testing

@testable import DustyTUI

@Suite struct StackSelectionTests {
    private let stacks = [
        StackInfo(name: "default", slot: 0, address: "127.65.0.1"),
        StackInfo(name: "fix-ui", slot: 1, directories: ["/src/api-fix-ui", "/src/web"], address: "127.65.1.1"),
        StackInfo(name: "blog", slot: 2, directories: ["/src", "/src/web/blog"], address: "127.65.2.1"),
    ]

    @Test(arguments: [
        ("/src/api-fix-ui", "fix-ui"), ("/src/api-fix-ui/lib", "fix-ui"), ("/src/api-fix-uix", "blog"),
        ("/src/web/blog/x", "blog"), ("/src/web/x", "fix-ui"), ("/srcs", nil), ("/", nil),
    ])
    func `the nearest directory above says which stack is meant`(directory: String, name: String?) {
        #expect(StackSelection.owner(of: directory, among: stacks) == name)
    }

    @Test(arguments: [
        (["-s", "a", "status"], ["status"], "a"), (["--stack", "a"], [], "a"), (["--stack=a", "up"], ["up"], "a"),
        (["up", "-s", "a"], ["up", "-s", "a"], nil), (["-s"], ["-s"], nil), ([], [], nil),
    ])
    func `a stack before the command is the command's`(typed: [String], rest: [String], name: String?) {
        var set: String?
        #expect(StackSelection.withoutLeading(typed) { set = $0 } == rest)
        #expect(set == name)
    }

    @Test func `only requests about a stack name one`() {
        #expect(Endpoint.status.target(of: NoInput(), stack: "fix-ui") == "/v1/status?stack=fix-ui")
        #expect(Endpoint.stacks.target(of: NoInput(), stack: "fix-ui") == "/v1/stacks")
        #expect(Endpoint.status.target(of: NoInput()) == "/v1/status")
        #expect(Endpoint.job.target(of: JobNumber(3), stack: "a") == "/v1/jobs/3?stack=a")
    }

    @Test func `what is typed behind scripts names a stack up to the script`() throws {
        #expect(try ScriptWords(["-s", "a", "api", "migrate", "-s", "b"]).stack == "a")
        #expect(try ScriptWords(["api", "--stack=a", "migrate"]).stack == "a")
        #expect(try ScriptWords(["api", "migrate", "-s", "b"]).stack == nil)
    }
}
