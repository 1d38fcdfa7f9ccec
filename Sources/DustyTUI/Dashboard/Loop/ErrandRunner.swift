import CLibrary
import DustyCore
import DustyTerminal
import Essentials

/// Runs other programs on the terminal while the dashboard steps aside.
struct ErrandRunner: Sendable {
    let daemon: any Daemon
    let terminal: any Terminal
    /// The key that applies the changes.
    let upKey: String

    /// Runs to the end; returns a message when that changed something.
    func run(_ errand: Errand) async throws -> String? {
        switch errand {
        case .dusty(let arguments, let pauses):
            return Self.news(of: errand.title, try await ending(of: [Self.ourselves] + arguments, pauses: pauses))
        case .editor(let asset): return try await edit(asset)
        case .pipe(let command, let text):
            try await PrivateFile.with(Data(text.utf8)) { path in
                // The shell is the user's, as everything here is; the path is separate from what they typed.
                let shell = ["/bin/sh", "-c", "exec <\"$1\"; eval \"$2\"", "sh", path, command]
                try await terminal.lend { try await Foreground.run(shell, pauses: Self.pauses(after: command)) }
            }
            return nil
        case .custom(let run):
            let pauses: Foreground.Pause = run.command.output == .screen ? .always : .never
            let ending = try await ending(of: run.words, adding: run.variables, pauses: pauses)
            return Self.news(of: errand.title, ending)
        }
    }

    /// Runs a program on the terminal; returns how it ended.
    private func ending(
        of words: [String],
        adding variables: [String: String] = [:],
        pauses: Foreground.Pause
    ) async throws -> ChildProgram.Ending {
        let (endings, continuation) = AsyncStream.makeStream(of: ChildProgram.Ending.self)
        try await terminal.lend {
            continuation.yield(try await Foreground.run(words, adding: variables, pauses: pauses))
        }
        continuation.finish()
        return await endings.first { _ in true } ?? .code(0)
    }

    /// What to say of a program that has ended: with its exit code, unless that is 0.
    static func news(of title: String, _ ending: ChildProgram.Ending) -> String {
        switch ending {
        case .code(0): "`\(title)` has ended."
        case .code(let code): "`\(title)` ended with exit code \(code)."
        // As in a shell.
        case .signal(let signal): "`\(title)` ended with exit code \(128 + signal)."
        }
    }

    /// Runs a command of the person's own without the terminal; returns what to say. Throws when it fails, with the last line that it wrote.
    static func runQuietly(_ run: CustomRun) async throws -> String {
        try await PrivateFile.with(Data()) { path in
            // What it writes may be without end, and only the last line is shown.
            let script = #"{ "$@" </dev/null 2>&1; printf '\n%s' "$?"; } | tail -c 4000 >"$0""#
            try await Foreground.run(
                ["/bin/sh", "-c", script, path] + run.words,
                adding: run.variables,
                pauses: .never
            )
            let text = String(decoding: try InputFile(path: path).read(limit: 1 << 16), as: UTF8.self)
            let lines = text.allLines.map(Sanitizer.plain).filter { !$0.isEmpty }
            let code = lines.last.flatMap { Int($0) } ?? -1
            let last = lines.dropLast().last
            guard code == 0 else {
                throw DustyError(.failed, "exit code \(code)" + (last.map { ": \($0)" } ?? ""))
            }
            return "\(run.command.name): \(last ?? "done.")"
        }
    }

    /// The running program, even if its file has been replaced.
    private static var ourselves: String { Platform.ownProgram }

    /// A pager's output has been read when it ends; other output would disappear at once.
    private static func pauses(after command: String) -> Foreground.Pause {
        let last = command.split(separator: "|").last?.split(separator: " ").first.map(String.init) ?? ""
        let name = last.split(separator: "/").last.map(String.init) ?? last
        let showsAlone = ["less", "more", "most", "lnav", "vi", "vim", "nvim", "view", "nano", "fzf", "hl", "moar"]
            .contains(
                name
            )
        return showsAlone ? .never : .always
    }

    /// Has the value of an asset edited; nothing changes when the editor fails or the text stays the same.
    private func edit(_ name: String) async throws -> String? {
        let known = try await daemon.call(.assets).first { $0.name == name }
        let before = known?.setAt == nil ? Data() : try await daemon.call(.asset, AssetQuestion(name)).content
        let after = try await PrivateFile.with(before) { path in
            try await terminal.lend {
                let ending = try await Foreground.run(Editor.command + [path], pauses: .never)
                guard ending == .code(0) else { throw DustyError(.failed, "the editor failed, so nothing was changed") }
            }
            return try InputFile(path: path).read(limit: AssetRequest.limit)
        }
        guard after != before else { return "\(name) stays as it is." }
        _ = try await daemon.call(.changeAsset, AssetRequest(name: name, content: after))
        return "\(name) is set (\(Amount.bytes(Int64(after.count)))); \(upKey) brings it in."
    }
}
