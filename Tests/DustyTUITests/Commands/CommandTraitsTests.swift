import ArgumentParser
import Testing

@testable import DustyTUI

/// What every command of a kind must be able to do.
@Suite struct CommandTraitsTests {
    private struct Found {
        var path: String
        var type: any ParsableCommand.Type
        /// The options and arguments that it declares.
        var options: Set<String>
    }

    private static func commands(_ type: any ParsableCommand.Type = Dusty.self, _ path: String = "dusty") -> [Found] {
        let options = Set(Mirror(reflecting: type.init()).children.compactMap(\.label))
        return [Found(path: path, type: type, options: options)]
            + (type.configuration.subcommands + type.configuration.groupedSubcommands.flatMap(\.subcommands))
            .flatMap { commands($0, "\(path) \($0._commandName)") }
    }

    /// A name that is made of the type's takes milliseconds at each start, for all commands together: nothing could be called quick.
    @Test func `every command says its own name`() {
        for found in Self.commands() { #expect(found.type.configuration.commandName != nil, "\(found.path)") }
    }

    @Test func `every command that runs a job or prints facts says when it prints JSON`() {
        let all = Self.commands()
        #expect(all.count > 50)
        for found in all where found.options.contains("_flags") {
            #expect(found.type is any JobCommand.Type, "\(found.path)")
        }
        for found in all where found.options.contains("_output") && found.type is any DaemonCommand.Type {
            #expect(found.type is any FactsCommand.Type, "\(found.path)")
        }
    }

    @Test func `every command for a stack takes its name after its own, whatever words follow`() throws {
        let stacked = Self.commands().filter { $0.type is any StackCommand.Type }
        #expect(stacked.count > 30)
        for found in stacked {
            let words = found.path.split(separator: " ").dropFirst().map(String.init)
            let named = (0...4).lazy.compactMap { count -> String? in
                let arguments =
                    words + ["-s", "fix-ui"] + (0..<count).map(String.init) + (count == 4 ? ["--synced"] : [])
                guard let command = try? Dusty.parseAsRoot(arguments) as? any StackCommand else { return nil }
                return command.namedStack
            }
            #expect(named.first == "fix-ui", "\(found.path)")
        }
    }

    @Test func `every command that runs a job on a stack takes the name of one`() {
        for found in Self.commands() where found.type is any JobCommand.Type && !found.path.contains(" machine ") {
            #expect(found.type is any StackCommand.Type, "\(found.path)")
            #expect(found.options.contains("_stack"), "\(found.path)")
        }
    }
}
