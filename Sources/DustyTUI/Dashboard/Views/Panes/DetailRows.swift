import DustyCore
import DustyTerminal

/// The lines of a tab as rows of its width: longer ones are wrapped, so that all of them can be read.
struct DetailRows {
    /// A row of a line.
    struct Row: Equatable {
        /// Number of the line.
        var line: Int
        var text: String
        var role: Style.Role
    }

    let rows: [Row]

    /// The rows of the tab that is shown. Of the variables in env only the selected one is unfolded.
    init(_ model: Model) {
        let width = Self.width(in: model)
        let lines = DetailLines.lines(of: model)
        let isEnv = model.tab == .env && model.definition?.environment.isEmpty == false
        let hang = isEnv ? DetailLines.envIndent(model) : nil
        rows = lines.enumerated().flatMap { number, line in
            let isFolded = isEnv && (model.focus != .logs || number != model.detail.variable.index)
            let texts = isFolded ? [line.text] : Self.wrapped(line.text, width: width, hang: hang)
            return texts.map { Row(line: number, text: $0, role: line.role) }
        }
    }

    /// Rows that there is room for.
    static func height(in model: Model) -> Int { max(1, DashboardLayout(model).log.height - 1) }

    /// The first row of a line; that of the last line when there is no such line.
    func first(ofLine line: Int) -> Int {
        rows.firstIndex { $0.line >= line } ?? max(0, rows.count - 1)
    }

    /// The line that a row belongs to.
    func line(at row: Int) -> Int? { rows.indices.contains(row) ? rows[row].line : nil }

    /// The first visible row.
    func top(in model: Model) -> Int {
        let height = Self.height(in: model)
        let last = max(0, rows.count - height)
        guard model.tab == .env else { return min(model.detail.top, last) }
        let (top, selected) = (first(ofLine: model.detail.variable.top), first(ofLine: model.detail.variable.index))
        let end = rows[selected...].firstIndex { $0.line != model.detail.variable.index } ?? rows.count
        // All of the selected variable; of one that is longer than the screen its beginning.
        return max(0, min(max(top, end - height), selected))
    }

    /// A text in rows; what follows the first is indented as the first is, or at the hanging indent.
    static func wrapped(_ text: String, width: Int, hang: Int? = nil) -> [String] {
        guard width > 0, TextWidth.columns(of: text) > width else { return [text] }
        let blanks = text.prefix { $0 == " " }.count
        let indent = min(hang ?? blanks + 2, width / 2)
        let start = hang == nil ? min(blanks, width / 2) : 0
        var head = ""
        var rest = Substring(text)
        if hang != nil {
            // What stands before the hanging text stays beside it.
            while let character = rest.first, TextWidth.columns(of: head) < indent {
                head.append(character)
                rest = rest.dropFirst()
            }
        } else {
            head = String(repeating: " ", count: start)
            rest = rest.dropFirst(blanks)
        }
        let pieces = Wrapping.lines(of: String(rest), width: max(1, width - max(indent, TextWidth.columns(of: head))))
        return pieces.enumerated().map { number, piece in
            (number == 0 ? head : String(repeating: " ", count: indent)) + piece
        }
    }

    /// Columns of a row; the last one shows whether the tab goes on.
    static func width(in model: Model) -> Int { max(1, DashboardLayout(model).log.width - 2) }
}
