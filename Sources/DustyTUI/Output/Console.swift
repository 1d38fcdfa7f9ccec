import ArgumentParser
import CLibrary
import DustyCore
import DustyTerminal
import Essentials

/// Where a command prints, and what its output can show.
struct Console: Sendable {
    /// The two ways out.
    enum Channel: Sendable {
        case out, error
    }

    /// The reader of the output is gone, as `head` is after ten lines.
    struct Closed: Error {}

    /// Takes bytes and returns when they are written.
    let write: @Sendable (Channel, [UInt8]) throws -> Void
    /// Whether standard output is a terminal.
    let isTerminal: Bool
    /// Whether colours and cursor movements may be used on standard output.
    let isStyled: Bool
    /// Whether colours may be used on standard error.
    let isErrorStyled: Bool
    /// Size of the terminal as it is now.
    let size: @Sendable () -> (columns: Int, rows: Int)
    /// The stack that commands are about; nil for the daemon's own.
    var stack: String?

    /// Prints lines. Whatever they name, no control characters pass, on a terminal or not, except line endings, tabs,
    /// and the colours of a console that has them.
    func print(_ line: String = "", to channel: Channel = .out) throws {
        let hasColours = channel == .out ? isStyled : isErrorStyled
        let clean = hasColours ? Self.keepingColours(line) : CleanText.lines(line)
        try write(channel, Array((clean + "\n").utf8))
    }

    /// Prints what to type next: its commands are about the stack, wherever they are typed.
    func advise(_ line: String, to channel: Channel = .out) throws {
        try print(StackHints.naming(stack, in: line), to: channel)
    }

    /// Prints a question, whose answer is typed after it.
    func prompt(_ question: String, on channel: Channel) throws {
        try write(channel, Array(CleanText.lines(question).utf8))
    }

    /// Whether an app's output is shown to a user, who gets no control sequences; a file or a program gets every byte.
    func showsVerbatim(on channel: Channel) -> Bool {
        channel == .out ? isTerminal : isTerminal || isErrorStyled
    }

    /// Prints a value as indented JSON.
    func print(json value: some Encodable) throws {
        try write(.out, CleanText.json(Array(try Wire.encode(value, pretty: true))) + [0x0A])
    }

    /// Prints a value as one line of JSON.
    func print(jsonLine value: some Encodable) throws {
        try write(.out, CleanText.json(Array(try Wire.encodeLine(value))))
    }

    /// Text that did not come in an answer of the daemon, or was left as it is there, as one line without control
    /// sequences.
    func shown(_ text: String) -> String {
        Sanitizer.plain(text)
    }

    /// A line in which only colours are left of control sequences.
    private static func keepingColours(_ line: String) -> String {
        var result = ""
        var rest = line[...]
        while let start = rest.firstIndex(of: "\u{1B}") {
            result += CleanText.lines(String(rest[..<start]))
            let tail = rest[start...].dropFirst()
            let colour = tail.hasPrefix("[") ? tail.dropFirst().prefix { $0.isNumber || $0 == ";" } : ""
            let end = tail.dropFirst().dropFirst(colour.count)
            if tail.hasPrefix("["), end.first == "m" {
                result += rest[start..<end.startIndex] + "m"
                rest = end.dropFirst()
            } else {
                result += CleanText.line("\u{1B}")
                rest = tail
            }
        }
        return result + CleanText.lines(String(rest))
    }
}

extension Console {
    /// The process's own standard output and error.
    static func standard(environment: [String: String] = ProcessInfo.processInfo.environment) -> Console {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let plain = !(environment["NO_COLOR"] ?? "").isEmpty || ["", "dumb"].contains(environment["TERM"] ?? "")
        return Console(
            write: { channel, bytes in
                try writeAll(bytes, to: channel == .out ? STDOUT_FILENO : STDERR_FILENO)
            },
            isTerminal: isTerminal,
            isStyled: isTerminal && !plain,
            isErrorStyled: isatty(STDERR_FILENO) == 1 && !plain,
            size: terminalSize
        )
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws {
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                if count >= 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    // A terminal shared with a program that made it non-blocking.
                    var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&poller, 1, -1)
                } else if errno != EINTR {
                    throw Closed()
                }
            }
        }
    }

    private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        CLibrary.write(descriptor, bytes.baseAddress, bytes.count)
    }

    private static func terminalSize() -> (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}

/// The option of every command that asks before it does something irreversible.
struct Consent: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    /// Asks, unless the answer was given in advance. Throws when the answer is no, or when there is no terminal to
    /// answer on.
    func ask(_ question: String, _ console: Console) throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw DustyError(.conflict, "nothing was done: there is no terminal to ask on", hint: "give --yes")
        }
        try console.prompt("\(question) [y/N] ", on: .error)
        let answer = readLine()?.lowercased() ?? ""
        guard answer == "y" || answer == "yes" else { throw DustyError(.cancelled, "nothing was done") }
    }
}
