import DustyCore
import DustyTerminal
import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where a command prints, and what the place can show.
struct Console: Sendable {
    /// The two ways out.
    enum Channel: Sendable {
        case out, error
    }

    /// Whoever read the output is gone, as `head` is after ten lines.
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

    /// Prints a line made by Dusty itself.
    func print(_ line: String = "", to channel: Channel = .out) throws {
        try write(channel, Array((line + "\n").utf8))
    }

    /// Prints a value as indented JSON.
    func print(json value: some Encodable) throws {
        try write(.out, Array(try Wire.encode(value, pretty: true)) + [0x0A])
    }

    /// Prints a value as one line of JSON.
    func print(jsonLine value: some Encodable) throws {
        try write(.out, Array(try Wire.encodeLine(value)))
    }

    /// Text from outside, fit for this console: a terminal gets no control sequences, a file or a program gets what was said.
    func shown(_ text: String) -> String {
        isTerminal ? Sanitizer.plain(text) : text
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
        #if canImport(Glibc)
        Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #else
        Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    private static func terminalSize() -> (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
