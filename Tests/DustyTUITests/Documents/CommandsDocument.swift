import ArgumentParser

@testable import DustyTUI

/// The page on all commands, made of their help.
enum CommandsDocument {
    private static let columns = 100

    static func text() -> String {
        """
        <!-- Generated from the commands' help by the tests; see GeneratedDocumentsTests. -->
        # Commands

        Every command that prints facts takes `--json`; commands that run a job take `--json` for a stream of events, one a line.
        Messages for people go to standard error then. A job lives in the daemon: Ctrl-C leaves it, `dusty cancel` stops it.

        | exit code | means |
        |---|---|
        | 0 | done |
        | 1 | failed |
        | 64 | wrong usage |
        | 69 | the daemon cannot be reached |
        | 77 | not permitted |
        | 130 | interrupted |

        | variable | means |
        |---|---|
        | `DUSTY_STACK` | the stack that is meant, where no `-s` names one ([stacks.md](stacks.md)) |
        | `DUSTY_SOCKET_PATH` | the daemon's socket; `\(HTTPDaemon.defaultSocketPath)` when not set |
        | `NO_COLOR`, `TERM` | no colours and no live view when `NO_COLOR` is set or `TERM` is `dumb` |
        | `SSH_AUTH_SOCK` | your SSH agent, which the daemon uses for git |


        """ + section("dusty", Dusty.self, level: 2)
    }

    private static func section(_ name: String, _ command: any ParsableCommand.Type, level: Int) -> String {
        let help = Dusty.helpMessage(for: command, columns: columns)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in String(line).trimmingEnd() }
            .joined(separator: "\n")
        let own = "\(String(repeating: "#", count: level)) \(name)\n\n```\n\(help.trimmingEnd())\n```\n\n"
        let children = command.configuration.subcommands.map { child in
            section("\(name) \(child._commandName)", child, level: min(level + 1, 4))
        }
        return own + children.joined()
    }
}

extension String {
    fileprivate func trimmingEnd() -> String {
        var text = self
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
