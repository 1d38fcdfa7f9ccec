import Foundation

/// Manual pages made from ArgumentParser's description of a command and its subcommands.
public struct ManualPages {
    /// The parts of ArgumentParser's own description that a page shows.
    private struct Tool: Decodable {
        let command: Command
    }

    struct Command: Decodable {
        let commandName: String
        let abstract: String?
        let discussion: String?
        let shouldDisplay: Bool?
        let subcommands: [Command]?
        let arguments: [Argument]?

        var isShown: Bool { shouldDisplay != false && commandName != "help" }
    }

    struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String

            var spelled: String { (kind == "long" ? "--" : "-") + name }
        }

        let kind: String
        let shouldDisplay: Bool
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
        let preferredName: Name?
        let valueName: String?
        let defaultValue: String?
        var abstract: String?
        /// The switch that turns this one off, such as `no-sync`; to ArgumentParser a flag of its own with the same words.
        private(set) var negative: Name?

        private enum CodingKeys: CodingKey {
            case kind, shouldDisplay, isOptional, isRepeating, names, preferredName, valueName, defaultValue, abstract
        }

        /// The two as one, when the other turns this one off.
        func paired(with other: Argument) -> Argument? {
            guard kind == "flag", other.kind == "flag", let name = preferredName, let negative = other.preferredName,
                negative.name == "no-" + name.name
            else { return nil }
            var pair = self
            pair.negative = negative
            return pair
        }
    }

    /// What every page says besides its command's own words.
    public struct Common: Sendable {
        let version: String
        let section: Int
        /// Meanings of exit codes.
        let exitCodes: [(String, String)]
        /// Meanings of variables.
        let variables: [(String, String)]

        /// What every page says.
        public init(version: String, section: Int, exitCodes: [(String, String)], variables: [(String, String)]) {
            self.version = version
            self.section = section
            self.exitCodes = exitCodes
            self.variables = variables
        }
    }

    private let root: Command
    private let common: Common

    /// Pages of the command that this JSON describes.
    public init(json: String, common: Common) throws {
        root = try JSONDecoder().decode(Tool.self, from: Data(json.utf8)).command
        self.common = common
    }

    /// Text of every page by its file's name.
    public func texts() -> [String: String] {
        var texts: [String: String] = [:]
        add(root, path: [], to: &texts)
        return texts
    }

    private func add(_ command: Command, path: [String], to texts: inout [String: String]) {
        let path = path + [command.commandName]
        texts["\(path.joined(separator: "-")).\(common.section)"] = page(command, path)
        for child in command.subcommands ?? [] where child.isShown { add(child, path: path, to: &texts) }
    }

    private func page(_ command: Command, _ path: [String]) -> String {
        let title = path.joined(separator: "-")
        let children = (command.subcommands ?? []).filter(\.isShown)
        let arguments = Self.paired((command.arguments ?? []).filter(\.shouldDisplay))
        var lines = [
            #".\" Generated from the commands' help by the tests; see GeneratedDocumentsTests."#,
            ".TH \(Self.quoted(title.uppercased())) \(common.section) \"\" \(Self.quoted("Dusty \(common.version)")) \"Dusty Manual\"",
            ".SH NAME", "\(Self.escaped(title)) \\- \(Self.escaped(command.abstract ?? ""))", ".SH SYNOPSIS",
        ]
        lines += synopsis(path, arguments, hasChildren: !children.isEmpty)
        lines += Self.discussion(command.discussion ?? "")
        if !children.isEmpty {
            lines.append(".SH COMMANDS")
            for child in children {
                lines += [".TP", "\\fB\(Self.escaped("\(title)-\(child.commandName)"))\\fR(\(common.section))"]
                lines.append(Self.line(child.abstract ?? ""))
            }
        }
        if !arguments.isEmpty {
            lines.append(".SH OPTIONS")
            for argument in arguments { lines += Self.entry(argument) }
        }
        lines += Self.list(".SH EXIT STATUS", common.exitCodes) + Self.list(".SH ENVIRONMENT", common.variables)
        lines += [".SH SEE ALSO", seeAlso(path, children)]
        return lines.joined(separator: "\n") + "\n"
    }

    /// The arguments, where each flag and the one that turns it off are one.
    private static func paired(_ arguments: [Argument]) -> [Argument] {
        arguments.reduce(into: []) { pairs, argument in
            if let pair = pairs.last?.paired(with: argument) {
                pairs[pairs.count - 1] = pair
            } else {
                pairs.append(argument)
            }
        }
    }

    private func synopsis(_ path: [String], _ arguments: [Argument], hasChildren: Bool) -> [String] {
        var words = ["\\fB\(Self.escaped(path.joined(separator: " ")))\\fR"]
        if hasChildren { words.append("\\fIcommand\\fR") }
        words += arguments.filter { $0.preferredName?.name != "help" && $0.preferredName?.name != "version" }.map {
            argument in
            let value = "\\fI\(Self.escaped(argument.valueName ?? ""))\\fR"
            let name = argument.preferredName.map { "\\fB\(Self.escaped($0.spelled))\\fR" }
            let text =
                switch argument.kind {
                case "positional": value
                case "flag":
                    [name ?? "", argument.negative.map { "\\fB\(Self.escaped($0.spelled))\\fR" } ?? ""]
                        .filter { !$0.isEmpty }.joined(separator: " | ")
                default: "\(name ?? "") \(value)"
                }
            let repeated = argument.isRepeating ? text + " ..." : text
            return argument.isOptional ? "[\(repeated)]" : repeated
        }
        return [words.joined(separator: " ")]
    }

    private func seeAlso(_ path: [String], _ children: [Command]) -> String {
        var names: [String] = []
        if path.count > 1 { names.append("\(path.dropLast().joined(separator: "-"))(\(common.section))") }
        if path == ["dusty"] { names.append("dustyd(8)") }
        if path == ["dustyd"] { names.append("dusty(1)") }
        return names.map { name in
            let parts = name.split(separator: "(")
            return "\\fB\(Self.escaped(String(parts[0])))\\fR(\(parts[1])"
        }.joined(separator: ", ")
    }

    /// Paragraphs, and what follows `Example:` as it is.
    private static func discussion(_ text: String) -> [String] {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: "Example:", maxSplits: 1, omittingEmptySubsequences: false)
        var lines: [String] = []
        let words = parts[0].split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        if words.contains(where: { !$0.isEmpty }) {
            lines.append(".SH DESCRIPTION")
            for word in words.drop(while: \.isEmpty) { lines.append(word.isEmpty ? ".PP" : line(word)) }
            while lines.last == ".PP" { lines.removeLast() }
        }
        if parts.count > 1 {
            lines += [".SH EXAMPLES", ".nf"]
            lines += parts[1].split(separator: "\n").map { line($0.trimmingCharacters(in: .whitespaces)) }.filter {
                !$0.isEmpty
            }
            lines.append(".fi")
        }
        return lines
    }

    private static func entry(_ argument: Argument) -> [String] {
        let value = "\\fI\(escaped(argument.valueName ?? ""))\\fR"
        let names = ((argument.names ?? []) + [argument.negative].compactMap(\.self)).map {
            "\\fB\(escaped($0.spelled))\\fR"
        }.joined(separator: ", ")
        let head =
            switch argument.kind {
            case "positional": value
            case "flag": names
            default: "\(names) \(value)"
            }
        var fallback = argument.defaultValue.map { " Without it: \($0)." } ?? ""
        if let negative = argument.negative {
            fallback = " \(negative.spelled) turns this off." + (argument.defaultValue.map { " Default: \($0)." } ?? "")
        }
        return [".TP", head, line((argument.abstract ?? "") + fallback)]
    }

    private static func list(_ heading: String, _ entries: [(String, String)]) -> [String] {
        guard !entries.isEmpty else { return [] }
        return [heading] + entries.flatMap { [".TP", "\\fB\(escaped($0.0))\\fR", line($0.1)] }
    }

    /// Text that begins a line; one that begins with a point would be a request to the formatter.
    private static func line(_ text: String) -> String {
        let text = escaped(text)
        return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
    }

    private static func escaped(_ text: String) -> String {
        let plain = text.replacingOccurrences(of: "\\", with: "\\e").replacingOccurrences(of: "-", with: "\\-")
        // Not every formatter reads UTF-8.
        return plain.unicodeScalars.map { scalar in
            guard scalar.value > 0x7E else { return String(scalar) }
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
        }.joined()
    }

    private static func quoted(_ text: String) -> String {
        "\"\(escaped(text).replacingOccurrences(of: "\"", with: "\\(dq"))\""
    }
}
