import ArgumentParser
import DustyCore
import Testing

@testable import DustyTUI

@Suite struct BrowseTests {
    private func names(_ apps: [String]) -> StackHostNames {
        StackHostNames(
            stack: "fix-ui",
            entries: [
                StackHostNames.Entry(name: "api.shop.test", address: "127.65.1.1"),
                StackHostNames.Entry(name: "web.shop.test", address: "127.65.1.1"),
            ],
            plainNames: [],
            pages: apps.enumerated().map { StackHostNames.Page(app: $1, url: "http://\($1)\($0).shop.test/") }
        )
    }

    @Test func `It opens the first address of the app, or of the only one`() throws {
        #expect(try Dusty.Browse.address(of: "web", names(["api", "web", "web"])) == "http://web1.shop.test/")
        #expect(try Dusty.Browse.address(of: nil, names(["web", "web"])) == "http://web0.shop.test/")
    }

    @Test(
        arguments: [
            (nil, [], "no active app or service has a web address"),
            (nil, ["api", "web"], "2 of them have a web address"),
            ("wbe", ["api", "web"], "wbe"),
        ] as [(String?, [String], String)]
    )
    func `Where it cannot know which, it says what there is`(app: String?, apps: [String], words: String) {
        let error = #expect(throws: DustyError.self) { try Dusty.Browse.address(of: app, names(apps)) }
        #expect(error?.message.contains(words) == true)
    }

    @Test func `The browser gets a profile of the stack's own and the addresses of its names`() {
        #expect(
            Dusty.Browse.options(names([]), profile: "/home/ann/.local/state/dusty/browser/fix-ui") == [
                "--user-data-dir=/home/ann/.local/state/dusty/browser/fix-ui", "--no-first-run",
                "--no-default-browser-check",
                "--host-resolver-rules=MAP api.shop.test 127.65.1.1, MAP web.shop.test 127.65.1.1",
            ]
        )
    }

    @Test func `A program and its options come behind two dashes`() throws {
        let command = try #require(
            try Dusty.parseAsRoot(["stack", "enter", "fix-ui", "--", "npm", "test", "-s"]) as? Dusty.Stack.Enter
        )
        #expect(command.name == "fix-ui" && command.program == ["npm", "test", "-s"])
    }
}
