/// The look of a cell, described by its meaning; the screen turns it into what the terminal can show.
public struct Style: Hashable, Sendable {
    /// What a piece of text is.
    public enum Role: UInt8, Sendable, CaseIterable {
        /// Plain text in the terminal's own colours.
        case normal
        /// Names of panes.
        case title
        /// The name of the pane with the focus.
        case activeTitle
        /// Rules and dividers.
        case rule
        /// Of less weight: headings, units, times.
        case dim
        /// In good order.
        case good
        /// Being worked on.
        case busy
        /// Deserves a look.
        case warning
        /// Failed.
        case failure
        /// A key one can press.
        case key
        /// A hit of the search.
        case match
        /// The hit one is at.
        case currentMatch
        /// From Dusty, among a container's lines.
        case note
        /// A field one types into.
        case field
    }

    /// What the text is.
    public var role: Role
    /// Whether it lies in the selected row.
    public var selected: Bool
    /// Colours of the text itself.
    public var ink: Ink

    /// A style; plain by default.
    public init(_ role: Role = .normal, selected: Bool = false, ink: Ink = .plain) {
        self.role = role
        self.selected = selected
        self.ink = ink
    }

    /// Plain text.
    public static let normal = Style()

    /// One letter for tests: the role's, upper case when selected.
    var letter: Character {
        let letters: [Role: Character] = [
            .normal: ".", .title: "t", .activeTitle: "a", .rule: "-", .dim: "d", .good: "g", .busy: "b", .warning: "w",
            .failure: "f", .key: "k", .match: "m", .currentMatch: "c", .note: "n", .field: "i",
        ]
        if ink != .plain, role == .normal { return selected ? "X" : "x" }
        let letter = letters[role] ?? "?"
        return selected ? (letter == "." ? "S" : Character(letter.uppercased())) : letter
    }
}

/// Colours and attributes that untrusted text may choose for itself.
public struct Ink: Hashable, Sendable {
    /// Palette number 0 to 255, or nil for the terminal's own.
    public var foreground: UInt8?
    /// Palette number 0 to 255, or nil for the terminal's own.
    public var background: UInt8?
    /// Bold, dim and so on.
    public var attributes: Attributes

    /// Attributes of text.
    public struct Attributes: OptionSet, Hashable, Sendable {
        /// The bits.
        public let rawValue: UInt8
        /// Attributes from bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// Brighter or thicker.
        public static let bold = Attributes(rawValue: 1)
        /// Fainter.
        public static let dim = Attributes(rawValue: 2)
        /// Slanted.
        public static let italic = Attributes(rawValue: 4)
        /// Underlined.
        public static let underline = Attributes(rawValue: 8)
        /// Colours exchanged.
        public static let reverse = Attributes(rawValue: 16)
    }

    /// An ink from its parts.
    public init(foreground: UInt8? = nil, background: UInt8? = nil, attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    /// No choice made.
    public static let plain = Ink()
}
