import DustyCore
import Synchronization

extension Program {
    /// Settings that are changed at once, without a job. Each is reported with the equivalent command; values are left
    /// out, because they may be secrets.
    func change(_ effect: Effect) {
        switch effect {
        case .changeEnv(let request): change(request)
        case .forgetAsset(let name):
            ask("asset") { [daemon] in
                _ = try await daemon.call(.changeAsset, AssetRequest(name: name, content: nil))
                return .changed("\(name) is forgotten, the same as `dusty assets unset \(name)`.")
            }
        case .readAsset(let name, let file):
            let upKey = model.key(.bringUp)
            ask("asset") { [daemon] in
                let content = try InputFile(path: HomePath.expanded(file)).read(limit: AssetRequest.limit)
                _ = try await daemon.call(.changeAsset, AssetRequest(name: name, content: content))
                let size = Amount.bytes(Int64(content.count))
                return .changed(
                    "\(name) is set (\(size)), the same as `dusty assets set \(name) \(file)`; \(upKey) brings it in."
                )
            }
        case .changeRepo(let request): change(request)
        case .changeBundles(let changes): change(changes)
        default: break
        }
    }

    private func change(_ request: EnvRequest) {
        let upKey = model.key(.bringUp)
        ask("env") { [daemon] in
            _ = try await daemon.call(.changeEnv, request)
            let names = (request.set.map(\.name) + request.unset).joined(separator: " ")
            let verb = request.set.isEmpty ? "unset" : "set"
            let command = "dusty env \(verb) \(request.name) \(names)\(request.set.isEmpty ? "" : "=...")"
            return .changed("\(names) of \(request.name) is \(verb), the same as `\(command)`; \(upKey) brings it in.")
        }
    }

    private func change(_ request: RepoRequest) {
        ask("repo") { [daemon] in
            let path = try request.path.map { try OverrideDirectory.absolute(HomePath.expanded($0)) }
            _ = try await daemon.call(.changeRepo, RepoRequest(name: request.name, path: path))
            let name = Wording.shortName(request.name)
            guard let path else {
                return .changed("\(name) is the managed clone again, the same as `dusty repos manage \(name)`.")
            }
            return .changed("\(name) is taken from \(path), the same as `dusty repos override \(name) \(path)`.")
        }
    }

    private func change(_ changes: [BundleRequest]) {
        ask("bundles") { [daemon, mailbox] in
            var bundles: [BundleStatus] = []
            for change in changes {
                bundles = try await daemon.call(.changeBundles, change)
                let verb = change.active ? "activate" : "deactivate"
                mailbox.post(.done("The same as `dusty bundles \(verb) \(change.names.joined(separator: " "))`."))
            }
            return .bundlesChanged(bundles)
        }
    }
}

/// Files that the user requested.
enum TextFile {
    /// Writes a new file, which belongs to the user; returns the message. An existing one is never overwritten.
    static func create(_ path: String, with text: String) throws -> String {
        let file = try NewFile(path)
        do {
            try file.append(Array(text.utf8))
        } catch let error as DustyError {
            file.remove()
            throw DustyError(error.code, error.message, hint: "try another place; the unfinished file is gone")
        }
        let lines = text.utf8.count { $0 == UInt8(ascii: "\n") }
        return "Wrote \(Amount.things(lines, "line")), \(Amount.bytes(Int64(text.utf8.count))), to \(path)."
    }
}

/// Logs that the user wants in a file.
enum LogFile {
    /// Writes a whole log to a new file, piece by piece; returns the message.
    static func write(_ export: LogExport, to path: String, from daemon: any Daemon) async throws -> String {
        let writer = Mutex(Writing(file: try NewFile(path), export: export))
        @Sendable func take(_ batch: LogBatch) throws { try writer.withLock { try $0.append(batch.lines) } }
        let window = LogWindow(since: export.since)
        do {
            switch export.subject {
            case .containers(let names):
                try await daemon.follow(.logs, LogRequest(names: names, window)) { try take($0) }
            case .job(let id): try await daemon.follow(.jobOutput, JobOutputRequest(job: id, window)) { try take($0) }
            }
        } catch {
            writer.withLock { $0.file.remove() }
            throw error
        }
        return writer.withLock { writing in
            let size = Amount.bytes(Int64(writing.bytes))
            return "Wrote \(Amount.things(writing.lines, "line")), \(size), to \(path)."
        }
    }

    private struct Writing {
        let file: NewFile
        var export: LogExport
        var lines = 0
        var bytes = 0

        mutating func append(_ batch: [LogLine]) throws {
            var text = ""
            for line in batch {
                for shown in export.take(line) {
                    text += LogExport.text(shown)
                    lines += 1
                }
            }
            bytes += text.utf8.count
            try file.append(Array(text.utf8))
        }
    }
}
