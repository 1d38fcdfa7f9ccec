import DustyCore

/// Reads and writes `config.yml`, and `env.yml` beside it, which only root can read because variables hold passwords.
/// The files are read again each time, because users edit them.
///
/// A file that cannot be read blocks only what depends on it, and is never overwritten.
actor SettingsStore {
    private static let header = "# Settings of Dusty. Its commands rewrite this file and drop comments.\n"
    private static let envHeader =
        "# Variables that override the specs. `dusty env` rewrites this file and drops comments.\n"
    private let path: String
    private let envPath: String
    private let files: any FileStore
    let known: KnownSettings
    /// The owner of the daemon, if these settings do not say it.
    private let daemon: KnownSettings?
    /// The values of variables, as they were read or written last.
    nonisolated let secrets = KnownSecrets()

    /// The settings at a path; `memory` is where the daemon keeps what it must know when they cannot be read. Those of a stack beside the
    /// daemon's own have the owner of `daemon` and no other.
    init(path: String, files: any FileStore, memory: String? = nil, daemon: KnownSettings? = nil) {
        self.path = path
        self.daemon = daemon
        envPath = "\(AtomicFile.parent(of: path))/env.yml"
        self.files = files
        known = KnownSettings(path: memory, files: files)
    }

    /// The settings as they are on disk; a file that is not there means the defaults. Throws what is wrong with `config.yml`; what is wrong
    /// with `env.yml` is in the settings, since most of what is done needs no variables.
    func current() throws -> Settings {
        try read().settings
    }

    /// Why files cannot be read; empty when all is well.
    func faults() -> [DustyError] {
        do {
            return [try current().envFault].compactMap(\.self)
        } catch {
            let fault = (error as? DustyError) ?? DustyError(.failed, "\(path) cannot be read")
            return [fault] + [envFault()].compactMap(\.self)
        }
    }

    /// The owner of this Dusty and the machine of its stack: as the settings say, or as they said last while they
    /// cannot be read.
    func essentials() -> Settings {
        (try? current()) ?? known.settings
    }

    /// Changes the settings. Keys that Dusty does not know stay as they are.
    func change(_ edit: @Sendable (inout Settings) throws -> Void) throws -> Settings {
        let (document, read) = try read()
        var settings = read
        let before = settings
        try edit(&settings)
        guard settings != before else { return settings }
        let changesVariables = settings.envOverrides != before.envOverrides
        if changesVariables { _ = try before.variables() }
        // Old files have the variables among the settings, which every user can read.
        let moves = document.hasVariables && before.envFault == nil
        var rest = before
        rest.envOverrides = settings.envOverrides
        // Both are checked to be readable before either is written.
        let variables = moves || changesVariables ? try text(of: settings.envOverrides) : nil
        var written = settings
        if daemon != nil { (written.owner, written.machine) = (nil, nil) }
        let text = moves || settings != rest ? try text(of: written, over: document) : nil
        if let variables { try files.replace(envPath, with: Array(variables.revealed.utf8), mode: 0o600) }
        if let text {
            // Every user may read it unless the address of the specs has a password.
            let hasLogin = settings.specsRepo.map { RepoReference($0).hasLogin } ?? false
            try files.replace(path, with: Array(text.utf8), mode: hasLogin ? 0o600 : 0o644)
        }
        remember(settings)
        return settings
    }

    private func read() throws -> (document: SettingsDocument, settings: Settings) {
        let document = try document(at: path)
        var settings = try document.settings()
        if let daemon { (settings.owner, settings.machine) = (daemon.settings.owner, nil) }
        do {
            for (name, variables) in try self.document(at: envPath).variables() {
                settings.envOverrides[name, default: [:]].merge(variables) { _, own in own }
            }
        } catch {
            settings.envFault = error
        }
        remember(settings)
        return (document, settings)
    }

    private func remember(_ settings: Settings) {
        known.remember(settings)
        // What cannot be read now may still be in containers and in the output of programs.
        if settings.envFault == nil { secrets.remember(settings.envOverrides) }
    }

    private func envFault() -> DustyError? {
        do throws(DustyError) {
            _ = try document(at: envPath).variables()
            return nil
        } catch {
            return error
        }
    }

    private func document(at path: String) throws(DustyError) -> SettingsDocument {
        let bytes: [UInt8]?
        do {
            bytes = try files.contents(path)
        } catch let error as DustyError {
            throw SettingsDocument.fault(error.message)
        } catch {
            throw SettingsDocument.fault("\(path) cannot be read")
        }
        return try SettingsDocument(bytes, path: path)
    }

    /// The text of `config.yml`, which says the same when it is read.
    private func text(of settings: Settings, over document: SettingsDocument) throws -> String {
        let keeps = settings.envFault != nil
        let text = try document.text(Self.header, settings)
        let result = try? SettingsDocument(Array(text.utf8), path: path)
        var read = try? result?.settings()
        read?.envOverrides = settings.envOverrides
        read?.envFault = settings.envFault
        guard read == settings, result?.hasOthers(of: document, keepingVariables: keeps) == true else {
            throw Self.unwritable(path)
        }
        return text
    }

    /// The text of `env.yml`, which says the same when it is read.
    private func text(of variables: [String: [String: Secret]]) throws -> Secret {
        let text = SettingsDocument.text(Self.envHeader, variables)
        guard (try? SettingsDocument(Array(text.revealed.utf8), path: envPath).variables()) == variables else {
            throw Self.unwritable(envPath)
        }
        return text
    }

    private static func unwritable(_ path: String) -> DustyError {
        DustyError(
            .invalid,
            "\(path) could not store this in a form that can be read again; nothing was changed",
            hint: "remove the byte order mark at the start of the name or value"
        )
    }
}
