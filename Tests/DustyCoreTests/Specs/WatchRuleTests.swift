import DustyCore
import Testing

@Suite struct WatchRuleTests {
    private static let watcher = CodeWatcher(
        app: "web",
        mount: "/web",
        rules: [
            WatchRule(paths: ["docs/"], action: .nothing),
            WatchRule(paths: ["requirements.txt", "/*.lock"], action: .rebuild),
            WatchRule(paths: ["*.proto", "!old.proto"], action: .exec, command: ["make protos"]),
            WatchRule(paths: ["conf/"], action: .signal),
            WatchRule(paths: ["*.conf"], action: .signal, signal: "USR1"),
            WatchRule(paths: ["*.py"], action: .restart),
        ]
    )

    private static let protos = CodeReaction.inside(scripts: ["cd /web || exit\nset -e\nmake protos"], signals: [])

    @Test(
        arguments: [
            (["docs/a.py"], .nothing), (["a/b.py"], .restart), (["requirements.txt"], .rebuild), (["a.lock"], .rebuild),
            (["a/a.lock"], .nothing), (["a.proto"], protos), (["old.proto"], .nothing), (["README"], .nothing),
            ([], .nothing),
            (["conf/a/b"], .inside(scripts: [], signals: ["HUP"])),
            (["x.conf"], .inside(scripts: [], signals: ["USR1"])),
            (["x.conf", "conf/y"], .inside(scripts: [], signals: ["HUP", "USR1"])),
            (["a.py", "a.proto", "conf/y"], .restart), (["a.py", "requirements.txt"], .rebuild),
        ] as [([String], CodeReaction)]
    )
    func `the first rule that matches a file decides, and the strongest of all files is done`(
        paths: [String],
        reaction: CodeReaction
    ) {
        #expect(Self.watcher.reaction(to: Set(paths.map { Array($0.utf8) })) == reaction)
    }

    @Test func `what is needed is asked for once, commands before signals`() {
        let paths = Set(["a.proto", "b.proto", "conf/x", "conf/y"].map { Array($0.utf8) })
        guard case .inside(let scripts, let signals) = Self.watcher.reaction(to: paths) else {
            Issue.record("something else is done")
            return
        }
        #expect(scripts.count == 1)
        #expect(signals == ["HUP"])
    }

    @Test func `when it is not known what changed, everything may have`() {
        #expect(Self.watcher.reaction(to: nil) == .rebuild)
        #expect(CodeWatcher(app: "web", mount: "/web", rules: []).reaction(to: nil) == .nothing)
    }

    @Test func `names that are no text are matched as the bytes that they are`() {
        let path: [UInt8] = [0xFF, 10] + Array(".py".utf8)
        #expect(Self.watcher.reaction(to: [path]) == .restart)
    }
}
