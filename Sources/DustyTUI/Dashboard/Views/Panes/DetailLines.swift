import DustyCore
import DustyTerminal

/// The content of the tabs other than the log and the graphs, line by line.
enum DetailLines {
    /// A line of text with its look.
    typealias Line = PagerView.Line

    /// The lines of the tab that is shown.
    static func lines(of model: Model) -> [Line] {
        guard let name = model.detailSubject, let container = model.shownContainer else {
            return [("Select an app or a service: panes 1 and 2.", .dim)]
        }
        return switch model.tab {
        case .log, .stats: []
        case .env: env(model)
        case .ports:
            facts(Facts.of(container, in: model), model)
        case .repos: repos(of: container, model)
        case .events:
            events(of: name, model).flatMap { line in wrapped(line.text, model, indent: 0).map { ($0, line.role) } }
        case .spec: spec(model)
        case .processes: processes(model)
        case .inspect: inspection(model)
        }
    }

    private static func facts(_ facts: [Facts.Fact], _ model: Model) -> [Line] {
        let label = Facts.labelWidth(of: facts) + 1
        return facts.flatMap { fact in
            wrapped(fact.text, model, indent: label).enumerated().map { offset, text in
                (TextWidth.padded(offset == 0 ? fact.name : "", to: label) + text, fact.role)
            }
        }
    }

    private static func wrapped(_ text: String, _ model: Model, indent: Int) -> [String] {
        Wrapping.lines(of: text, width: max(1, DetailRows.width(in: model) - indent))
    }

    /// What replaces a missing answer.
    private static func waiting(_ query: Query, _ model: Model) -> [Line] {
        if case .refused(let error) = model.answers[query] { return [(Wording.failure(of: "daemon", error), .failure)] }
        return [(model.reasonNotToAsk ?? "asking the daemon", .dim)]
    }

    private static func env(_ model: Model) -> [Line] {
        guard let name = model.detailSubject, let definition = model.definition else {
            return waiting(.definition(model.detailSubject ?? ""), model)
        }
        guard !definition.environment.isEmpty else {
            let add = model.key(.addVariable, or: ":env set")
            return [("\(name) has no variables beyond those of its image. \(add) adds one.", .dim)]
        }
        let width = envNameWidth(definition)
        let hidden = "********  (\(model.key(.editVariable)) shows)"
        return definition.environment.map { variable in
            let isHidden = variable.isSecret && !model.detail.revealed.contains(variable.name)
            let value = isHidden ? hidden : Sanitizer.plain(variable.value)
            let mark = variable.overridden ? "*" : " "
            return ("\(mark)\(filled(variable.name, to: width))  \(value)", isHidden ? .dim : .normal)
        }
    }

    /// A text with blanks up to a width; a longer one stays whole.
    private static func filled(_ text: String, to width: Int, right: Bool = false) -> String {
        TextWidth.padded(text, to: max(width, TextWidth.columns(of: text)), right: right)
    }

    private static func envNameWidth(_ definition: DefinitionInfo) -> Int {
        min(32, definition.environment.map { TextWidth.columns(of: $0.name) }.max() ?? 8)
    }

    /// Columns before the values in env.
    static func envIndent(_ model: Model) -> Int {
        model.definition.map { 1 + envNameWidth($0) + 2 } ?? 0
    }

    private static func repos(of container: ContainerStatus, _ model: Model) -> [Line] {
        guard !container.repos.isEmpty else { return [("\(container.name) mounts no repo.", .dim)] }
        guard case .repos(let all) = model.answers[.repos] else { return waiting(.repos, model) }
        return container.repos.flatMap { name -> [Line] in
            let sync = model.snapshot?.sync.first { $0.repo == name }
            guard let repo = all.first(where: { $0.name == name }) else { return [(name, .normal)] }
            let kind = repo.overridden ? "override" : "managed clone"
            var lines: [Line] = [(repo.shortName, .title), ("  repo     \(repo.name)", .normal)]
            lines.append(("  branch   \(repo.branchText)", .normal))
            lines.append(("  from     \(repo.path)  (\(kind))", .normal))
            if let sync {
                lines.append(("  sync     \(SyncView.text(of: sync, in: model, width: 40))", sync.state.role))
            }
            if let note = repo.note { lines.append(("  note     \(note)", .warning)) }
            return lines
        }
    }

    private static func events(of name: String, _ model: Model) -> [Line] {
        let events = model.events(of: name)
        guard !events.isEmpty else { return [("Nothing has happened to \(name) since this was opened.", .dim)] }
        return events.map { event in
            let time = Clock.time(event.time, utcOffset: model.utcOffset, milliseconds: false)
            return ("\(time) \(event.summary)", event.weight.role)
        }
    }

    private static func processes(_ model: Model) -> [Line] {
        let query = Query.processes(model.detailSubject ?? "")
        guard case .processes(let list) = model.answers[query] else { return waiting(query, model) }
        let widths = list.columns.indices.map { column in
            ([list.columns] + list.rows).map { column < $0.count ? TextWidth.columns(of: $0[column]) : 0 }.max() ?? 0
        }
        func line(_ fields: [String]) -> String {
            zip(fields, widths).enumerated().map { column, field in
                // The command line comes last and is as long as it is.
                let isLast = column == widths.count - 1
                let isNumber = field.0.first?.isNumber == true
                return isLast ? field.0 : filled(field.0, to: min(field.1, 20), right: isNumber)
            }.joined(separator: "  ")
        }
        let more: [Line] = list.omitted > 0 ? [("and \(Amount.count(list.omitted)) more", .dim)] : []
        return [(line(list.columns), .dim)] + list.rows.map { (line($0), .normal) } + more
    }

    private static func inspection(_ model: Model) -> [Line] {
        let query = Query.inspection(model.detailSubject ?? "")
        guard case .inspection(let inspection) = model.answers[query] else { return waiting(query, model) }
        return inspection.json.allLines.map { ($0, .normal) }
    }

    private static func spec(_ model: Model) -> [Line] {
        guard let definition = model.definition else {
            return waiting(.definition(model.detailSubject ?? ""), model)
        }
        func block(_ text: String) -> [Line] {
            var lines = text.allLines.map { ($0, Style.Role.normal) }
            if lines.last?.0 == "" { lines.removeLast() }
            return lines
        }
        return [(definition.file, .title)] + block(definition.spec) + [("", .normal), ("compiled for Compose", .title)]
            + block(definition.compiled)
    }
}
