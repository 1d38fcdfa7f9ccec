import ArgumentParser
import DustyCore

extension Dusty {
    struct Explain: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "Explain a key of the specs: type, default, meaning, example.",
            discussion: """
                A key is given by its path or the end of it, as messages print it, such as app.host_forwarding.host_port, \
                host_port or ready. `app`, `lib`, `bundle` and `service` list the keys of that kind; without a key all are listed.

                Example:
                  dusty explain host_forwarding
                  dusty explain --schema app > app.json
                """
        )

        /// What `--json` prints.
        struct Report: Encodable {
            let keys: [Entry]
        }

        /// One key.
        struct Entry: Encodable {
            let key: String
            let also: [String]
            let type: String
            let required: Bool
            let need: String?
            let `default`: String?
            let meaning: String
            let example: String?
            let keys: [String]

            init(_ topic: SpecGuide.Topic) {
                key = topic.paths[0]
                also = Array(topic.paths.dropFirst())
                type = topic.key.shape.description
                required = topic.key.isRequired
                need = topic.need
                `default` = topic.key.standard?.flow
                meaning = topic.key.meaning
                example = topic.key.example
                keys = SpecGuide.children(of: topic.key).map(\.name)
            }
        }

        @Argument(help: "Key, path of a key, or kind of spec.")
        var key: String?

        @Option(
            help: ArgumentHelp("Print the JSON Schema of app, lib, bundle or service instead.", valueName: "kind")
        )
        var schema: String?

        @OptionGroup var output: JSONFlag

        func validate() throws {
            guard let schema, SpecSchema.text(of: schema) == nil else { return }
            throw ValidationError("`\(schema)` is not a kind of spec", hint: "use app, lib, bundle or service")
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            if let text = schema.flatMap(SpecSchema.text) {
                return try console.write(.out, Array(text.utf8))
            }
            let topics = try key.map { try SpecGuide.find($0) } ?? SpecGuide.topics
            if output.json { return try console.print(json: Report(keys: topics.map(Entry.init))) }
            if key == nil || SpecGuide.kinds.contains(where: { $0.name == key }) {
                return try console.print(Self.table(topics))
            }
            for (index, topic) in topics.enumerated() {
                if index > 0 { try console.print() }
                try Self.explain(topic, on: console)
            }
        }

        private static func table(_ topics: [SpecGuide.Topic]) -> Table {
            var table = Table(columns: [.text("KEY"), .text("NEEDED"), .text("DEFAULT"), .text("MEANING")])
            for topic in topics {
                table.rows.append([
                    Table.Cell(topic.paths[0]), Table.Cell(topic.key.isRequired ? "yes" : ""),
                    Table.Cell(topic.key.standard?.flow ?? ""), Table.Cell(topic.key.meaning),
                ])
            }
            return table
        }

        private static func explain(_ topic: SpecGuide.Topic, on console: Console) throws {
            try console.print(topic.paths.map { console.paint($0, .strong) }.joined(separator: ", "))
            try console.print("  \(topic.key.shape.description)")
            if let need = topic.need { try console.print("  \(need)") }
            if let standard = topic.key.standard { try console.print("  default: \(standard.flow)") }
            try console.print()
            try console.print("  \(topic.key.meaning)")
            if let example = topic.key.example {
                try console.print("\n  Example:")
                for line in example.lines { try console.print("    \(line)") }
            }
            let children = SpecGuide.children(of: topic.key)
            if !children.isEmpty {
                try console.print("\n  Keys: \(children.map(\.name).joined(separator: ", "))")
            }
        }
    }
}
