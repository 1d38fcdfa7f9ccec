import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// Commands of the person's own.
struct DashboardCustomTests {
    private static let file = """
        commands:
          - name: psql
            key: F7
            context: services
            command: exec psql -h "$DUSTY_NAME" "$TABLE"
            prompts:
              - {name: TABLE, text: table to show, default: users}
              - LIMIT
            confirm: Really?
          - name: layers
            key: H
            context: containers
            command: [docker, history, "$DUSTY_IMAGE", "a $DUSTY_NAME ${DUSTY_NAME}x $HOME"]
            output: pager
          - name: ping
            command: ping
            output: none
        """

    private func dashboard(_ text: String = file) throws -> Dashboard {
        var dashboard = Dashboard()
        dashboard.model.adopt(try DashboardConfigReader.read(text, file: "dashboard.yml"))
        return dashboard
    }

    @Test func `prompts are answered one after the other, then it is asked, then it runs`() throws {
        var dashboard = try dashboard()
        dashboard.press(.character("2"), .function(7))
        #expect(dashboard.text.contains("psql, table to show: users_"))
        dashboard.press(.control("u"))
        dashboard.type("'; rm -rf /")
        dashboard.press(.enter)
        #expect(dashboard.text.contains("psql, LIMIT: _"))
        dashboard.type("9")
        dashboard.press(.enter)
        #expect(dashboard.text.contains("Really?"))
        #expect(dashboard.text.contains("exec psql -h"))
        dashboard.press(.character("y"))
        guard case .lend(.custom(let run))? = dashboard.effects.first else {
            Issue.record("nothing runs")
            return
        }
        // What was typed is a value, and never a part of the line for the shell.
        #expect(run.words == ["/bin/sh", "-c", #"exec psql -h "$DUSTY_NAME" "$TABLE""#, "psql"])
        #expect(run.variables["TABLE"] == "'; rm -rf /" && run.variables["LIMIT"] == "9")
        #expect(run.variables["DUSTY_NAME"] == "postgres" && run.variables["DUSTY_IMAGE"] == "postgres:15")
        #expect(run.variables["DUSTY_STACK"] == ExampleStack.snapshot.stack)
    }

    @Test func `in words of a program variables that are known are values, once, and stay in their word`() throws {
        var dashboard = try dashboard()
        dashboard.press(.character("H"))
        guard case .lend(.custom(var run))? = dashboard.effects.first else {
            Issue.record("nothing runs")
            return
        }
        #expect(run.words.suffix(4) == ["docker", "history", "shop/admin:1", "a admin adminx $HOME"])
        #expect(run.words.prefix(2) == ["/bin/sh", "-c"])
        run.variables["DUSTY_IMAGE"] = "$DUSTY_NAME b"
        #expect(run.words.suffix(2).first == "$DUSTY_NAME b")
    }

    @Test func `without a key it is given by name, and one without output runs beside the dashboard`() throws {
        var dashboard = try dashboard()
        dashboard.type(":ping")
        #expect(dashboard.text.contains("yours: ping"))
        dashboard.press(.enter)
        guard case .runQuietly(let run)? = dashboard.effects.first else {
            Issue.record("nothing runs")
            return
        }
        #expect(run.command.name == "ping")
    }

    @Test func `it is refused where nothing for it is selected, and where one only looks`() throws {
        var dashboard = try dashboard()
        dashboard.press(.function(7))
        #expect(dashboard.notice == "psql works on a service: select one in pane 2.")
        dashboard.model.access = .readOnly
        dashboard.press(.character("H"))
        #expect(dashboard.notice.contains("only looks") && dashboard.effects.allSatisfy { $0 != .quit })
        #expect(!dashboard.effects.contains { if case .lend = $0 { true } else { false } })
    }

    @Test func `help and the menu list it`() throws {
        var dashboard = try dashboard()
        dashboard.press(.character("?"), .character("/"))
        dashboard.type("layers")
        #expect(dashboard.row(with: "layers: docker history").contains("H "))
        dashboard.press(.enter, .escape, .character("."), .character("/"))
        dashboard.type("ping")
        dashboard.press(.enter, .enter)
        #expect(dashboard.effects.contains { if case .runQuietly = $0 { true } else { false } })
    }

    @Test(
        arguments: [
            ("commands: x", "1:11: error: commands: this must be a list"),
            ("commands:\n  - {name: a}", "2:5: error: commands.0: `command` is missing"),
            ("commands:\n  - {command: a}", "2:5: error: commands.0: `name` is missing"),
            (
                "commands:\n  - {name: restart, command: a}",
                "2:12: error: commands.0.name: there is a command `restart` already"
            ),
            ("commands:\n  - {name: stop, command: a}", "there is a command `stop` already"),
            (
                "commands:\n  - {name: a, command: a}\n  - {name: a, command: b}",
                "3:12: error: commands.1.name: there is"
            ),
            ("commands:\n  - {name: a, command: a, key: r}", "2:32: error: commands.0.key: `r` is `restart` already"),
            ("commands:\n  - {name: a, command: a, key: rr}", "`rr` is no key"),
            ("commands:\n  - {name: a, command: a, context: moon}", "`moon` is not"),
            ("commands:\n  - {name: a, command: a, output: moon}", "`moon` is not"),
            (
                "commands:\n  - {name: a, command: a, prompts: [table]}",
                "2:37: error: commands.0.prompts.0: `table` cannot be"
            ),
            ("commands:\n  - {name: a, command: a, prompts: [DUSTY_NAME]}", "cannot be the variable"),
            ("commands:\n  - {name: a, command: []}", "this list has no program"),
            ("commands:\n  - {name: a, command: a, colour: red}", "`colour` is no part of a command"),
            ("commands:\n  - {name: 'a$(b)', command: a}", "cannot be the name of a command"),
        ] as [(String, String)]
    )
    func `every fault is told with its place`(_ text: String, _ problem: String) {
        do {
            _ = try DashboardConfigReader.read(text, file: "dashboard.yml")
            Issue.record("it was taken")
        } catch {
            let problems = error.problems?.map(\.description) ?? []
            #expect(problems.contains { $0.contains(problem) }, "\(problems)")
        }
    }

    @Test func `a key that another command gave up in the same file is free`() throws {
        var dashboard = try dashboard("commands: [{name: a, key: u, command: a}]\nkeys: {bring-up: F9}\n")
        dashboard.press(.character("u"))
        #expect(dashboard.effects.contains { if case .lend(.custom) = $0 { true } else { false } })
    }

    @Test func `what it writes last is said, and how it failed`() async throws {
        func run(_ text: String) async throws -> String {
            let command = CustomCommand(name: "mine", program: .shell(text), output: .none)
            return try await ErrandRunner.runQuietly(CustomRun(command: command, variables: ["DUSTY_NAME": "a b; c"]))
        }
        #expect(try await run(#"echo one; printf '%s' "$DUSTY_NAME""#) == "mine: a b; c")
        #expect(try await run("true") == "mine: done.")
        await #expect(throws: DustyError(.failed, "exit code 3: no luck")) {
            _ = try await run("echo no luck >&2; exit 3")
        }
    }
}
