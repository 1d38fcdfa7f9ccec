@testable import DustyTerminal

/// A frame as an SVG document, in the colours of a theme. Rules, bars and backgrounds are shapes, so that they join in every font; each
/// stretch of text says how wide it is, so that columns stay in line.
struct ScreenPicture {
    let frame: Frame
    /// What it shows, for readers who cannot see it.
    let title: String
    var theme = Theme.dark

    private static let cell = (width: 8.4, height: 18.0)
    private static let margin = 12.0
    private static let fonts =
        "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
    private static let background = "#0d1117"
    private static let foreground = "#c9d1d9"
    private static let named = [
        "#161b22", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4",
        "#6e7681", "#ffa198", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#f0f6fc",
    ]

    func text() -> String {
        let width = Self.figure(Self.margin * 2 + Self.cell.width * Double(frame.size.width))
        let height = Self.figure(Self.margin * 2 + Self.cell.height * Double(frame.size.height))
        let rows = (0..<frame.size.height).flatMap { y in
            let runs = runs(ofRow: y)
            return backgrounds(of: runs, y) + runs.flatMap { shapes($0, y) } + runs.flatMap { texts($0, y) }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" role="img">
            <!-- Generated from a recording by the tests; see GeneratedDocumentsPicturesTests. -->
            <title>\(Self.escaped(title))</title>
            <rect width="\(width)" height="\(height)" rx="8" fill="\(Self.background)"/>
            <g font-family="\(Self.fonts)" font-size="14">
            \(rows.joined(separator: "\n"))
            </g>
            </svg>

            """
    }

    /// Neighbouring cells of one look.
    private struct Run {
        var x: Int
        var cells: [Frame.Cell]
        let look: Look
    }

    private struct Look: Equatable {
        var foreground: String
        var background: String
        var attributes: Ink.Attributes
    }

    private func runs(ofRow y: Int) -> [Run] {
        var runs: [Run] = []
        for (x, cell) in frame.row(y).enumerated() {
            let look = look(of: cell.style)
            if runs.last?.look == look {
                runs[runs.count - 1].cells.append(cell)
            } else {
                runs.append(Run(x: x, cells: [cell], look: look))
            }
        }
        return runs
    }

    private func look(of style: Style) -> Look {
        let ink = theme.ink(of: style)
        let look = Look(
            foreground: ink.foreground.map(Self.colour) ?? Self.foreground,
            background: ink.background.map(Self.colour) ?? Self.background,
            attributes: ink.attributes.subtracting(.reverse)
        )
        guard ink.attributes.contains(.reverse) else { return look }
        return Look(foreground: look.background, background: look.foreground, attributes: look.attributes)
    }

    private static func colour(_ index: UInt8) -> String {
        if index < 16 { return named[Int(index)] }
        let (red, green, blue) = Quantiser.components(of: index)
        return "#"
            + [red, green, blue].map { part in
                let digits = String(part, radix: 16)
                return digits.count < 2 ? "0" + digits : digits
            }.joined()
    }

    // Shapes

    /// Neighbours of one colour are one rectangle: between two, a line would show.
    private func backgrounds(of runs: [Run], _ y: Int) -> [String] {
        var bands: [(x: Int, columns: Int, fill: String)] = []
        for run in runs where run.look.background != Self.background {
            if let last = bands.last, last.fill == run.look.background, last.x + last.columns == run.x {
                bands[bands.count - 1].columns += run.cells.count
            } else {
                bands.append((run.x, run.cells.count, run.look.background))
            }
        }
        return bands.map { rectangle($0.x, y, columns: Double($0.columns), fill: $0.fill) }
    }

    /// Rules and bars; neighbours of one kind are one shape.
    private func shapes(_ run: Run, _ y: Int) -> [String] {
        var shapes: [String] = []
        var index = 0
        while index < run.cells.count {
            let base = run.cells[index].glyph.base
            let end = run.cells[index...].firstIndex { $0.glyph.base != base } ?? run.cells.count
            shapes += shape(of: base, run.x + index, y, count: end - index, fill: run.look.foreground)
            index = end
        }
        return shapes
    }

    private func shape(of base: UInt32, _ x: Int, _ y: Int, count: Int, fill: String) -> [String] {
        let columns = Double(count)
        switch base {
        case 0x2500: return [rectangle(x, y, columns: columns, from: 0.47, to: 0.53, fill: fill)]
        case 0x2501: return [rectangle(x, y, columns: columns, from: 0.42, to: 0.58, fill: fill)]
        case 0x2502: return (x..<x + count).map { rectangle($0, y, inset: 0.44, columns: 0.12, fill: fill) }
        case 0x2581...0x2588:
            return [rectangle(x, y, columns: columns, from: 1 - Double(base - 0x2580) / 8, fill: fill)]
        default: return []
        }
    }

    private static func isShape(_ cell: Frame.Cell) -> Bool {
        (0x2500...0x2502).contains(cell.glyph.base) || (0x2581...0x2588).contains(cell.glyph.base)
    }

    private func rectangle(
        _ x: Int,
        _ y: Int,
        inset: Double = 0,
        columns: Double,
        from top: Double = 0,
        to bottom: Double = 1,
        fill: String
    ) -> String {
        let left = Self.figure(Self.margin + (Double(x) + inset) * Self.cell.width)
        let upper = Self.figure(Self.margin + (Double(y) + top) * Self.cell.height)
        let width = Self.figure(columns * Self.cell.width)
        let height = Self.figure((bottom - top) * Self.cell.height)
        return #"<rect x="\#(left)" y="\#(upper)" width="\#(width)" height="\#(height)" fill="\#(fill)"/>"#
    }

    // Text

    /// The words of a run; where two blanks or a shape lie between them, a new one begins at its own place.
    private func texts(_ run: Run, _ y: Int) -> [String] {
        var texts: [String] = []
        var start = 0
        var index = 0
        func isBlank(_ place: Int) -> Bool {
            place >= run.cells.count || run.cells[place].glyph == .space || Self.isShape(run.cells[place])
        }
        while index <= run.cells.count {
            let ends = isBlank(index) && (isBlank(index + 1) || Self.isShape(run.cells[index]))
            if ends || (isBlank(index) && index == start) {
                if index > start { texts.append(element(run, start..<index, y)) }
                start = index + 1
            }
            index += 1
        }
        return texts
    }

    private func element(_ run: Run, _ range: Range<Int>, _ y: Int) -> String {
        let x = Self.figure(Self.margin + Double(run.x + range.lowerBound) * Self.cell.width)
        let base = Self.figure(Self.margin + Double(y) * Self.cell.height + 13.5)
        let width = Self.figure(Double(range.count) * Self.cell.width)
        var attributes = #"x="\#(x)" y="\#(base)" textLength="\#(width)" fill="\#(run.look.foreground)""#
        if run.look.attributes.contains(.bold) { attributes += #" font-weight="bold""# }
        if run.look.attributes.contains(.dim) { attributes += #" fill-opacity="0.6""# }
        if run.look.attributes.contains(.italic) { attributes += #" font-style="italic""# }
        if run.look.attributes.contains(.underline) { attributes += #" text-decoration="underline""# }
        return "<text \(attributes)>\(Self.escaped(run.cells[range].map(\.glyph.text).joined()))</text>"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    /// A length with at most two digits after the point.
    private static func figure(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(whole)" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
