import Testing

@testable import DustyCore

/// Projects in a clone: whose code specs say, and what is done after changes of it.
struct ImportedRepoTests {
    private func facts(_ paths: [String], _ directories: [String], origin: String? = nil) -> ImportFacts {
        ImportFacts(
            directory: "/specs",
            repos: Dictionary(paths.map { ($0, "/src") }) { $1 },
            addresses: origin.map { ["/src": $0] } ?? [:],
            directories: Set(directories)
        )
    }

    private let voting = """
        services:
          vote:
            build: {context: /src/vote}
            volumes: [{type: bind, source: /src/vote, target: /app}]
          worker: {build: {context: /src/worker}}
          seed: {build: {context: /src}, volumes: [{type: volume, source: data, target: /repo/data}]}
        volumes: {data: {}}
        """

    @Test func specsNameTheOriginAndStepsTheWorkingCopy() throws {
        let paths = ["/src", "/src/vote", "/src/worker"]
        let work = try imported(voting, facts(paths, paths, origin: "git@github.com:acme/voting.git"))
        #expect(work.problems.isEmpty)
        for name in ["vote", "worker", "seed"] {
            #expect(work.specs.apps[name]?.repo?.name == "git@github.com:acme/voting.git", "\(name)")
        }
        #expect(work.specs.apps["vote"]?.build == "vote")
        #expect(!work.files.values.joined().contains("/src"))
        let steps = work.report(directory: "/specs", written: [], warnings: [], problems: [], isRepo: true).next
        #expect(steps.contains("dusty repos override git@github.com:acme/voting.git /src"))
    }

    @Test(arguments: ["https://ann:secret@host/acme/voting", "ext::sh -c x", "-oProxyCommand=x:y", ""])
    func whatIsNoAddressOrHoldsALoginIsNotWritten(origin: String) throws {
        let work = try imported(voting, facts(["/src/vote"], ["/src/vote"], origin: origin))
        #expect(work.problems.isEmpty)
        let name = work.specs.apps["vote"]?.repo?.name
        #expect(name == (origin.hasPrefix("https") ? "https://host/acme/voting" : "/src"))
        #expect(!work.files.values.joined().contains("secret"))
    }

    @Test func whatIsOnlyBuiltIsBuiltFromTheRepo() throws {
        let paths = ["/src", "/src/vote", "/src/worker"]
        let work = try imported(voting, facts(paths, paths))
        #expect(work.problems.isEmpty)
        let (worker, seed) = (work.specs.apps["worker"], work.specs.apps["seed"])
        #expect(worker?.repo?.name == "/src" && worker?.part == "worker" && worker?.build == "worker")
        #expect(worker?.mount == "/repo" && worker?.keepsImageCommand == true)
        // All of the repo would hold what others mount, so a part of it is seen, at a place of its own; it is built from all of it.
        #expect(seed?.build == "." && seed?.part == "vote" && seed?.mount == "/repo-of-seed")
        #expect(work.rows("worker", "build") == ["changed built from the app's repo, which is seen at /repo"])
    }

    @Test func watchIsRulesTheStrongestFirst() throws {
        let paths = ["/src/vote", "/src/vote/package.json", "/src/vote/views"]
        let work = try imported(
            """
            services:
              vote:
                build: {context: /src/vote}
                develop:
                  watch:
                    - {action: sync, path: /src/vote/views, target: /app/views}
                    - {action: sync+restart, path: /src/vote, target: /app, ignore: [node_modules/, "*.md"]}
                    - {action: rebuild, path: /src/vote/package.json}
            """,
            facts(paths, ["/src/vote", "/src/vote/views"])
        )
        #expect(work.problems.isEmpty)
        let vote = try #require(work.specs.apps["vote"])
        #expect(vote.part == "vote" && vote.mount == "/app")
        #expect(vote.compose["volumes"] == ["/app/node_modules"])
        let rows = work.rows("vote", "develop").joined()
        #expect(rows.contains("after changes of /src/vote/package.json: rebuild, as `watch`"))
        #expect(rows.contains("after changes of /src/vote: restart, as `watch`"))
        #expect(rows.contains("*.md of /src/vote is in the container too"))
        let watcher = CodeWatcher(app: "vote", mount: "/app", part: vote.part, rules: vote.watch)
        func reaction(_ path: String) -> CodeReaction { watcher.reaction(to: [Array(path.utf8)]) }
        #expect(reaction("vote/package.json") == .rebuild)
        #expect(reaction("vote/app.py") == .restart)
        #expect(reaction("vote/README.md") == .nothing)
        #expect(reaction("vote/node_modules/x/index.js") == .nothing)
        #expect(reaction("worker/worker.py") == .nothing)
    }

    @Test func whatARebuildIgnoresIsLeftToTheOthers() throws {
        let work = try imported(
            """
            services:
              web:
                build: {context: /src}
                develop:
                  watch:
                    - {action: rebuild, path: /src, ignore: [app/, docs]}
                    - {action: sync+exec, path: /src/app, target: /code, exec: {command: [kill, -HUP, "1 2"]}}
            """,
            facts(["/src", "/src/app"], ["/src", "/src/app"])
        )
        #expect(work.problems.isEmpty)
        let web = try #require(work.specs.apps["web"])
        let watcher = CodeWatcher(app: "web", mount: "/code", rules: web.watch)
        #expect(watcher.reaction(to: [Array("docs/x".utf8)]) == .nothing)
        #expect(web.watch.first { $0.action == .exec }?.command == ["kill -HUP '1 2'"])
        #expect(watcher.reaction(to: [Array("app/x".utf8)]).keepsProgram)
        #expect(watcher.reaction(to: [Array("app/x".utf8)]) != .nothing)
    }
}
