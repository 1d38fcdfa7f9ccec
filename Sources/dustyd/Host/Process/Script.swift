import DustyCore

/// A script of ours for a POSIX shell: one of the files of `Scripts`, embedded in the program, or a few words written
/// out in the source.
///
/// Nothing can be inserted into its text. It gets its arguments as `$1`, `$2`, …
struct Script: Sendable, Equatable, ExpressibleByStringLiteral {
    let text: String

    /// The script of these files, one after the other.
    init(_ files: [UInt8]...) {
        text = String(decoding: files.joined(), as: UTF8.self)
    }

    init(stringLiteral text: String) {
        self.text = text
    }

    /// What runs it.
    func words(_ arguments: [String] = []) -> [String] { ["sh", "-c", text, "dusty"] + arguments }
}

extension Command {
    /// A script with its arguments, run here.
    init(_ script: Script, _ arguments: [String] = []) {
        let words = script.words(arguments)
        self.init(program: words[0], arguments: Array(words.dropFirst()))
    }
}

/// A command line for the shell at the other end of an SSH connection: the one place where words become such a line.
enum RemoteCommand {
    /// The words as a line that any POSIX login shell reads as exactly these words.
    static func line(_ words: [String]) -> String {
        words.map(ShellWord.quote).joined(separator: " ")
    }

    /// A script with its arguments; they are never part of its text.
    static func script(_ script: Script, _ arguments: [String] = []) -> String {
        line(script.words(arguments))
    }
}
