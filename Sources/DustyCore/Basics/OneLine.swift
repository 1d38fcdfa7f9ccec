extension Sequence<String> {
    /// Lines as one line of a message, set apart: what comes from several places would otherwise read as one sentence.
    public var onOneLine: String {
        reduce(into: "") { result, line in
            let begun = line.drop(while: \.isWhitespace)
            guard let end = begun.lastIndex(where: { !$0.isWhitespace }) else { return }
            result += (result.isEmpty ? "" : ":;,.".contains(result.last ?? " ") ? " " : "; ") + begun[...end]
        }
    }
}
