import DustyCore
import DustyTerminal
import FoundationEssentials

/// Runs other programs on the terminal while the dashboard steps aside.
struct ErrandRunner: Sendable {
    let daemon: any Daemon
    let terminal: any Terminal
    /// The key that brings in what was changed.
    let upKey: String

    /// Runs to the end; returns what to say when something was changed by it.
    func run(_ errand: Errand) async throws -> String? {
        switch errand {
        case .dusty(let arguments, let pauses):
            let program = CommandLine.arguments.first ?? "dusty"
            let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? program
            try await terminal.lend { try await Foreground.run([path] + arguments, pauses: pauses) }
            return "`dusty \(arguments.joined(separator: " "))` has ended."
        case .editor(let asset): return try await edit(asset)
        }
    }

    /// Has the value of an asset edited; nothing changes when the editor fails or the text stays the same.
    private func edit(_ name: String) async throws -> String? {
        let known = try await daemon.assets().first { $0.name == name }
        let before = known?.setAt == nil ? Data() : try await daemon.asset(name).content
        let after = try await PrivateFile.with(before) { path in
            try await terminal.lend { try await Foreground.run(Editor.command + [path], pauses: false) }
            return try InputFile(path: path).read(limit: AssetRequest.limit)
        }
        guard after != before else { return "\(name) stays as it is." }
        _ = try await daemon.changeAsset(AssetRequest(name: name, content: after))
        return "\(name) is set (\(Amount.bytes(Int64(after.count)))); \(upKey) brings it in."
    }
}

extension Errand {
    /// What it is called when it fails.
    var title: String {
        switch self {
        case .dusty(let arguments, _): "dusty \(arguments.prefix(2).joined(separator: " "))"
        case .editor(let asset): "edit \(asset)"
        }
    }
}
