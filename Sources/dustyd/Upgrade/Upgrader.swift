import CLibrary
import DustyCore
import Essentials
import Synchronization
import SystemPackage

/// Receives new programs, checks them, and installs them in place of the old ones.
final class Upgrader: Sendable {
    private let jobs: any JobDraining
    private let programs: any CommandRunner
    private let restart: Restart
    /// Path of the program that runs as the daemon.
    private let daemon: String
    private let staged = Mutex<[UpgradeProgram: (path: String, program: StagedProgram)]>([:])

    init(
        jobs: any JobDraining,
        programs: any CommandRunner,
        restart: Restart,
        daemon: String = Platform.ownPath
    ) {
        self.jobs = jobs
        self.programs = programs
        self.restart = restart
        self.daemon = daemon
    }

    /// Receives a program beside the one it shall replace, and asks it for its version. It runs as the caller, never as root for that.
    func stage(
        _ program: UpgradeProgram,
        for caller: Caller,
        _ next: () async throws -> [UInt8]?
    ) async throws -> StagedProgram {
        let target = try target(of: program)
        discard(program, beside: target)
        let path = Self.prefix(target) + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        do {
            try await receive(path, next)
            let version = try await version(of: path, as: program, by: caller.user)
            let new = StagedProgram(program: program, version: version, path: target)
            staged.withLock { $0[program] = (path, new) }
            return new
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Installs staged programs and discards those that are not named. A new daemon takes over once no job is running.
    func apply(_ request: UpgradeRequest) async throws -> UpgradeOutcome {
        let chosen = try staged.withLock { staged in
            try request.programs.map { program in
                guard let entry = staged[program] else {
                    throw DustyError(.conflict, "no new \(program.rawValue) was received", hint: "send it first")
                }
                return entry
            }
        }
        let restarts = request.programs.contains(.dustyd)
        if restarts { try await jobs.drain(wait: request.wait) }
        do {
            for entry in chosen { try Self.replace(entry.program.path, by: entry.path) }
        } catch {
            if restarts { await jobs.reopen() }
            throw error
        }
        for program in UpgradeProgram.allCases {
            if let target = try? target(of: program) { discard(program, beside: target) }
        }
        if restarts { restart.request(daemon) }
        return UpgradeOutcome(replaced: chosen.map(\.program), restarts: restarts)
    }

    /// Removes staged programs that were not installed, even those of an earlier daemon.
    private func discard(_ program: UpgradeProgram, beside target: String) {
        staged.withLock { $0[program] = nil }
        let directory = AtomicFile.parent(of: target)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for path in names.map({ "\(directory)/\($0)" }) where path.hasPrefix(Self.prefix(target)) { unlink(path) }
    }

    /// Prefix of the names of staged programs.
    private static func prefix(_ target: String) -> String {
        "\(AtomicFile.parent(of: target))/.\(FilePath(target).lastComponent?.string ?? "").upgrade-"
    }

    /// The installed file that a program replaces.
    private func target(of program: UpgradeProgram) throws -> String {
        let directory = AtomicFile.parent(of: daemon)
        guard FilePath(daemon).lastComponent?.string == UpgradeProgram.dustyd.rawValue else {
            throw DustyError(
                .conflict,
                "the daemon runs from \(daemon), which is not named dustyd; it is not replaced"
            )
        }
        guard !FilePath(daemon).components.contains(".build") else {
            throw DustyError(
                .conflict,
                "the daemon runs from the build tree \(directory)",
                hint: "build again there, or install it: make install"
            )
        }
        let path = "\(directory)/\(program.rawValue)"
        guard (try? FileStatus(at: path))?.isFile == true else {
            throw DustyError(.conflict, "\(path) is not a file that can be replaced", hint: "install Dusty again")
        }
        return path
    }

    private func receive(_ path: String, _ next: () async throws -> [UInt8]?) async throws {
        do {
            let file = try FileDescriptor.open(
                FilePath(path),
                .writeOnly,
                options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                permissions: [.ownerReadWrite]
            )
            do {
                while let piece = try await next() { try file.writeAll(piece) }
                guard fsync(file.rawValue) == 0, fchmod(file.rawValue, 0o755) == 0 else {
                    throw Errno(rawValue: errno)
                }
                try file.close()
            } catch {
                try? file.close()
                throw error
            }
        } catch let error as Errno {
            throw DustyError(.failed, "\(path) cannot be written: \(error)")
        }
    }

    /// The version the program prints; throws when it is another program, or does not run here.
    private func version(of path: String, as program: UpgradeProgram, by user: User) async throws -> String {
        func ask(_ option: String) async throws -> String {
            let command = Command(program: path, arguments: [option], user: user, limit: Command.shortLimit)
            let result = try await programs.run(command) { _ in }
            guard result.status == 0 else {
                throw DustyError(.invalid, "the new \(program.rawValue) does not run here: \(result.lastWords())")
            }
            return result.output
        }
        let help = try await ask("--help")
        guard help.contains("USAGE: \(program.rawValue) ") else {
            throw DustyError(.invalid, "what was sent is not \(program.rawValue)", hint: "give a build of Dusty")
        }
        let version = try await ask("--version").split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        guard version.wholeMatch(of: /\d+\.\d+\.\d+\S*/) != nil else {
            throw DustyError(.invalid, "the new \(program.rawValue) prints no version")
        }
        return version
    }

    /// The new file takes the old one's place in one step, with its owner and mode.
    private static func replace(_ target: String, by path: String) throws {
        do {
            guard let status = try FileStatus(at: target, following: true) else { throw Errno.noSuchFileOrDirectory }
            guard chown(path, status.owner, status.group) == 0, chmod(path, status.rights) == 0,
                rename(path, target) == 0
            else { throw Errno(rawValue: errno) }
        } catch {
            throw DustyError(.failed, "\(target) cannot be replaced: \(error)")
        }
    }
}
