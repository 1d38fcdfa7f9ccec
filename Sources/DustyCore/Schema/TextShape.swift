/// What a text looks like.
public struct TextShape: Sendable, Equatable {
    /// What it is, such as `a host name`.
    public var words: String
    /// A regular expression of ECMA 262 that it matches; nil when anything is allowed.
    public var pattern: String?
    /// The only allowed texts; empty when others are allowed too.
    public var choices: [String] = []
    /// Whether it may be empty.
    public var mayBeEmpty = false
}

extension TextShape {
    /// Any text but the empty one.
    static let filled = TextShape(words: "a text")
    /// Any text.
    static let free = TextShape(words: "a text", mayBeEmpty: true)
    /// A shell command.
    static let command = TextShape(words: "a shell command")
    /// A path in a container.
    static let containerPath = TextShape(words: "an absolute path", pattern: "^/[^:]*$")
    /// A directory.
    static let directory = TextShape(words: "a directory")
    /// A directory of a repo.
    static let repoPart = TextShape(words: "a directory of the repo", pattern: "^[^/:][^:]*$")
    /// An image.
    static let image = TextShape(words: "an image", pattern: "^[^-\\s]\\S*$")
    /// A repo.
    static let repo = TextShape(words: "a repo")
    /// A branch.
    static let branch = TextShape(words: "a branch", pattern: "^[^-\\s~^:?*\\[\\\\][^\\s~^:?*\\[\\\\]*$")
    /// A host name.
    static let hostName = TextShape(
        words: "a host name",
        pattern: "^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$"
    )
    /// A host name with a gap for the name of a stack.
    static let hostNameInStacks = TextShape(
        words: "a host name with `{stack}` in it",
        pattern: "^[A-Za-z0-9.-]*\\{stack\\}[A-Za-z0-9.-]*$"
    )
    /// A host name, with a port where it answers under several.
    static let urlTarget = TextShape(
        words: "a host name, or one with `:PORT`",
        pattern: "^[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?$"
    )
    /// A name that can be part of a file name.
    static let word = TextShape(words: "a name", pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$")
    /// The path of a URL.
    static let urlPath = TextShape(words: "the path of a URL", pattern: "^/[^\\s]*$")

    /// One of a few texts.
    static func choice(_ choices: String...) -> TextShape {
        let words = choices.map { "`\($0)`" }
        let last = words.last ?? ""
        return TextShape(words: "\(words.dropLast().joined(separator: ", ")) or \(last)", choices: choices)
    }
}

extension TextShape {
    /// A volume in its short form.
    static let volume = TextShape(words: "a text such as `/on/machine:/in/container`")
    /// When a container restarts; a text with a variable in it is one of these later.
    static let restart = TextShape(
        words: "`no`, `always`, `unless-stopped` or `on-failure`",
        pattern: "^(no|always|unless-stopped|on-failure(:[0-9]+)?)$|\\$"
    )
}
