import CLibrary
internal import CNcurses
internal import Dispatch

/// The real terminal, through curses. Only one can be open at a time; `close` releases the terminal, and so does every
/// signal that ends the process.
@MainActor
public final class Screen: Terminal {
    private enum State { case open, suspended, lent, closed }

    private var state = State.open
    private let utf8: Bool
    private var pairs: ColourPairs
    private var shown: Frame?
    /// The newest frame that the terminal could not accept yet.
    private var pending: Frame?
    private var writing: (any DispatchSourceWrite)?
    private var handler: @MainActor (TerminalEvent) -> Void = { _ in }
    private var decoder = KeyDecoder()
    private var sources: [any DispatchSourceProtocol] = []
    private var keyboard: (any DispatchSourceProtocol)?
    private var row: [cn_cell] = []
    private let signals: Int32

    /// Takes the terminal over.
    public init(_ options: ScreenOptions) throws(TerminalError) {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
        let isUTF8 = cn_utf8()
        utf8 = isUTF8 && !options.ascii
        // Before curses, which installs handlers only if there are none.
        cn_crash_install()
        signals = cn_signals_open()
        try Self.openTerminal()
        cn_stderr_divert()
        _ = cn_adopt_size()
        pairs = ColourPairs(colors: Int(cn_colors()), theme: options.theme)
        if options.mouse { takeMouse(true) }
        let kind = TerminalKind(type: Self.variable("TERM"), program: Self.variable("TERM_PROGRAM"))
        if options.synchronized, kind.canBeAsked { cn_synchronized_ask() }
    }

    private static func openTerminal() throws(TerminalError) {
        let type = variable("TERM")
        // An unknown type is usually a new terminal reached over SSH, and those all understand xterm.
        guard cn_open(nil) || cn_open("xterm-256color") || cn_open("vt100") else { throw .unknownType(type) }
        guard cn_can_move() else {
            cn_close()
            throw .noCursor(type: type)
        }
    }

    private static func variable(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
    }

    /// Columns and rows now.
    public var size: Size {
        Size(width: Int(cn_columns()), height: Int(cn_lines()))
    }

    /// Starts to listen to keys and signals.
    public func begin(_ handler: @escaping @MainActor (TerminalEvent) -> Void) {
        self.handler = handler
        guard sources.isEmpty else { return }
        listen(to: STDIN_FILENO) { $0.readKeys() }
        keyboard = sources.last
        if signals >= 0 { listen(to: signals) { $0.readSignals() } }
        // Keys may have been typed before the program listened; curses may already hold them.
        readKeys()
    }

    private func listen(to descriptor: Int32, _ read: @escaping @MainActor (Screen) -> Void) {
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .main)
        source.setEventHandler { [weak self] in
            MainActor.assumeIsolated { if let self { read(self) } }
        }
        source.resume()
        sources.append(source)
    }

    /// Releases the terminal. What was printed to standard error meanwhile appears now.
    public func close() {
        guard state != .closed else { return }
        // A source must not be released while it is suspended.
        if state == .lent { keyboard?.resume() }
        state = .closed
        for source in sources { source.cancel() }
        sources = []
        writing?.cancel()
        writing = nil
        cn_close()
        cn_stderr_restore()
    }

    /// Shows a frame; only rows that differ from the last one are passed to curses. While the terminal accepts no bytes
    /// nothing is sent, and only the newest frame is shown when it does.
    public func draw(_ frame: Frame) {
        guard state == .open else { return }
        guard cn_can_write(STDOUT_FILENO) else {
            pending = frame
            waitToWrite()
            return
        }
        pending = nil
        for y in 0..<min(frame.size.height, size.height) {
            if let shown, shown.size == frame.size, shown.row(y) == frame.row(y) { continue }
            put(frame.row(y), at: y)
        }
        shown = frame
        cn_flush()
    }

    private func waitToWrite() {
        guard writing == nil else { return }
        let source = DispatchSource.makeWriteSource(fileDescriptor: STDOUT_FILENO, queue: .main)
        source.setEventHandler { [weak self] in
            MainActor.assumeIsolated { self?.writable() }
        }
        source.resume()
        writing = source
    }

    private func writable() {
        writing?.cancel()
        writing = nil
        if let pending { draw(pending) }
    }

    /// Sends the next frame in full.
    public func repaint() {
        shown = nil
        cn_repaint()
    }

    private func redraw() {
        guard let frame = pending ?? shown else { return }
        repaint()
        draw(frame)
    }

    /// Puts a text on the clipboard by OSC 52, which also works over SSH.
    public func copy(_ text: String) {
        guard state == .open else { return }
        let isInsideScreen = Self.variable("TERM").hasPrefix("screen") && getenv("STY") != nil
        cn_put(Clipboard.sequence(for: text, insideScreen: isInsideScreen))
    }

    /// Draws attention to something that happened.
    public func alert(_ alert: Alert, _ text: String) {
        guard state == .open, cn_can_write(STDOUT_FILENO) else { return }
        cn_put(alert.sequence(for: text, insideTmux: getenv("TMUX") != nil))
    }

    /// Makes clicks and the wheel arrive as keys, or leaves them to the terminal.
    public func takeMouse(_ isOurs: Bool) {
        cn_mouse(isOurs)
    }

    /// Releases the terminal and stops the process, as Ctrl-Z does.
    public func suspend() {
        guard state == .open else { return }
        state = .suspended
        cn_suspend()
        cn_stop()
        // Nothing stops a process that no shell waits for; then the terminal is taken again.
        DispatchQueue.main.asyncAfter(deadline: .now() + .milliseconds(300)) { [weak self] in
            MainActor.assumeIsolated { self?.resume() }
        }
    }

    /// Lends the terminal to other programs while the body runs.
    public func lend(_ body: @Sendable () async throws -> Void) async rethrows {
        // Right after Ctrl-Z and fg it has not been taken back yet.
        if state == .suspended { resume() }
        guard state == .open else { return }
        state = .lent
        keyboard?.suspend()
        cn_suspend()
        cn_stderr_restore()
        defer {
            if state == .lent {
                cn_stderr_divert()
                keyboard?.resume()
                state = .suspended
                resume()
            }
        }
        try await body()
    }

    private func resume() {
        guard state != .closed, state != .lent else { return }
        state = .open
        cn_resume()
        shown = nil
        handler(.resized(size))
    }

    private func readKeys() {
        var batch: [KeyDecoder.Raw] = []
        loop: while true {
            var value: UInt32 = 0
            switch cn_get_wch(&value) {
            case Int32(CN_CHARACTER): batch.append(.character(value))
            case Int32(CN_KEY_CODE): batch.append(.code(value))
            default: break loop
            }
        }
        for key in decoder.decode(batch) { handler(.key(key)) }
        for report in decoder.takeReports() { heed(report) }
        if batch.isEmpty, cn_hung_up(STDIN_FILENO) {
            // Without this the source would keep firing on a terminal that is gone.
            for source in sources { source.cancel() }
            sources = []
            handler(.ended)
        }
    }

    private func heed(_ report: TerminalReport) {
        switch report {
        case .mode(2026, isSupported: true): cn_synchronized(true)
        // Whatever others wrote over the screen is gone when you look at it again.
        case .focused: redraw()
        case .unfocused, .mode: break
        }
    }

    private func readSignals() {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(signals, &bytes, bytes.count)
        guard count > 0 else { return }
        for number in Set(bytes.prefix(count)).map(Int32.init) {
            switch number {
            case SIGWINCH: resized()
            // Ctrl-Z of a program that has the terminal stops the dashboard too, as it would in a shell.
            case SIGTSTP where state == .lent: raise(SIGSTOP)
            case SIGTSTP: suspend()
            case SIGCONT: resume()
            case SIGINT where state != .lent: handler(.interrupted)
            default: break
            }
        }
    }

    private func resized() {
        guard state == .open, cn_adopt_size() else { return }
        shown = nil
        handler(.resized(size))
    }

    private func put(_ cells: ArraySlice<Frame.Cell>, at y: Int) {
        row.removeAll(keepingCapacity: true)
        for cell in cells where cell.glyph.width > 0 {
            let look = pairs.look(of: cell.style)
            let glyph = Transliteration.glyph(cell.glyph, utf8: utf8)
            row.append(
                cn_cell(
                    scalar: glyph.base,
                    mark1: glyph.mark1,
                    mark2: glyph.mark2,
                    attributes: look.attributes,
                    pair: look.pair
                )
            )
            if glyph.width < cell.glyph.width {
                row.append(cn_cell(scalar: 0x20, mark1: 0, mark2: 0, attributes: look.attributes, pair: look.pair))
            }
        }
        cn_put_row(Int32(y), row, Int32(row.count))
    }
}
