/// Text that is safe to show, with the colours it chose for itself.
public struct StyledText: Hashable, Sendable {
    /// A stretch of one ink, from a position in the text's UTF-8 to the next run or the end.
    public struct Run: Hashable, Sendable {
        /// Offset in UTF-8.
        public var start: Int32
        /// Its ink.
        public var ink: Ink

        /// A run from its parts.
        public init(start: Int32, ink: Ink) {
            self.start = start
            self.ink = ink
        }
    }

    /// The text.
    public var text: String
    /// Where its ink changes, ascending; empty for text without colours.
    public var runs: [Run]

    /// A text with runs.
    public init(_ text: String, runs: [Run] = []) {
        self.text = text
        self.runs = runs
    }
}
