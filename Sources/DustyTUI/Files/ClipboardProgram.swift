import CLibrary
import Dispatch
import DustyCore

/// A program that puts its input on the clipboard.
struct ClipboardProgram: Equatable, Sendable {
    /// Its arguments; no shell reads them.
    var arguments: [String]
    /// The message when it has succeeded.
    var success: String

    /// Its time limit, in milliseconds.
    private static let patience: Int32 = 2000

    /// The programs that can do it here, the most reliable first. Over SSH this host's clipboards are not the user's,
    /// except for a forwarded X11.
    static func all(
        variable: (String) -> String? = UserEnvironment.value,
        isMac: Bool = Platform.isMac,
        has: (String) -> Bool = isInPath
    ) -> [ClipboardProgram] {
        let isRemote = variable("SSH_CONNECTION") != nil || variable("SSH_TTY") != nil
        var found: [ClipboardProgram] = []
        func add(_ arguments: [String], _ success: String? = nil) {
            guard let name = arguments.first, has(name) else { return }
            found.append(ClipboardProgram(arguments: arguments, success: success ?? "Copied with \(name)"))
        }
        // It reads in the encoding of the locale, which a session may not have.
        if isMac, !isRemote, has("pbcopy") { found.append(pbcopy) }
        if variable("WAYLAND_DISPLAY") != nil, !isRemote { add(["wl-copy"]) }
        if variable("DISPLAY") != nil {
            add(["xclip", "-selection", "clipboard"])
            add(["xsel", "--clipboard", "--input"])
        }
        if variable("TMUX") != nil {
            let success = "Copied to tmux (its key ] pastes) and sent to the terminal around it"
            add(["tmux", "load-buffer", "-w", "-"], success)
        }
        return found
    }

    private static let pbcopy = ClipboardProgram(
        arguments: ["/usr/bin/env", "LC_ALL=", "LC_CTYPE=UTF-8", "pbcopy"],
        success: "Copied with pbcopy"
    )

    /// Whether a directory of PATH has a program of that name.
    static func isInPath(_ name: String) -> Bool {
        (UserEnvironment.value(of: "PATH") ?? "").split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
    }

    /// Passes it the text, on a separate thread; whether it read all of it.
    func take(_ text: String) async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: (try? run(with: text)) != nil) }
        }
    }

    /// Passes it the text. Throws when it cannot be started, fails or does not read it in time.
    private func run(with text: String) throws {
        var ends: [Int32] = [0, 0]
        // A pipe would kill this process when the reader is gone.
        guard Platform.streamPair(&ends) else { throw failure(String(cString: strerror(errno))) }
        var actions = Platform.noSpawnActions
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        let words = arguments.map { strdup($0) }
        defer { for word in words { free(word) } }
        var child = pid_t()
        let code = posix_spawnp(&child, arguments[0], &actions, nil, words + [nil], environ)
        close(ends[0])
        guard code == 0 else {
            close(ends[1])
            throw failure(String(cString: strerror(code)))
        }
        let isWritten = Self.write(Array(text.utf8), to: ends[1])
        close(ends[1])
        try wait(for: child, isWritten: isWritten)
    }

    private func wait(for child: pid_t, isWritten: Bool) throws {
        var status: Int32 = 0
        for _ in 0..<(Self.patience / 10) {
            let ended = waitpid(child, &status, WNOHANG)
            if ended == child {
                guard isWritten, status == 0 else { throw failure("it failed") }
                return
            }
            usleep(10_000)
        }
        kill(child, SIGKILL)
        waitpid(child, &status, 0)
        throw failure("it keeps running")
    }

    /// Writes all of it; false when the reader is gone, or does not read it in time.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        var rest = bytes[...]
        while !rest.isEmpty {
            var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&poller, 1, patience) > 0 else { return false }
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Platform.quietly) }
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func failure(_ why: String) -> DustyError {
        DustyError(.failed, "\(arguments[0]) did not accept the text: \(why)")
    }
}
