import ArgumentParser
import DustyCore
import Essentials

/// Names that a shell completes, as the daemon knows them now. A daemon that does not answer at once has no names.
enum CompletionNames {
    /// Apps and services.
    static let services = names { source in
        guard let snapshot = source.value(.status) else { return [] }
        return (snapshot.apps + snapshot.services).map(\.name)
    }

    /// Apps that have scripts, and the scripts.
    static let appsAndScripts = names { source in
        guard let scripts = source.value(.scripts, ScriptsQuestion()) else { return [] }
        return scripts.flatMap { [$0.app, $0.name] }
    }

    /// Apps and libs.
    static let appsAndLibs = names { source in
        guard let snapshot = source.value(.status) else { return [] }
        return snapshot.apps.map(\.name) + snapshot.libs.map(\.name)
    }

    /// What can declare assets: apps, services and libs.
    static let assetUsers = names { source in
        guard let snapshot = source.value(.status) else { return [] }
        return (snapshot.apps + snapshot.services).map(\.name) + snapshot.libs.map(\.name)
    }

    /// What can be synced: apps, libs and repos.
    static let synced = names { source in
        guard let snapshot = source.value(.status) else { return [] }
        return snapshot.apps.map(\.name) + snapshot.libs.map(\.name) + snapshot.sync.map(\.shortName)
    }

    /// Bundles.
    static let bundles = names { source in
        guard let bundles = source.value(.bundles) else { return [] }
        return bundles.map(\.name)
    }

    /// Assets that are set or that specs declare.
    static let assets = names { source in
        guard let assets = source.value(.assets) else { return [] }
        return assets.map(\.name)
    }

    /// What can be waited for: apps, services, libs and repos.
    static let awaited = names { source in
        guard let snapshot = source.value(.status) else { return [] }
        return (snapshot.apps + snapshot.services).map(\.name) + snapshot.libs.map(\.name)
            + snapshot.sync.map(\.shortName)
    }

    /// Repos, by their short names.
    static let repos = names { source in
        guard let repos = source.value(.repos) else { return [] }
        return repos.map(\.shortName)
    }

    /// Machines.
    static let machines = names { source in
        guard let machines = source.value(.machines) else { return [] }
        return machines.map(\.name)
    }

    /// Stacks.
    static let stacks = names { source in
        guard let stacks = source.value(.stacks) else { return [] }
        return stacks.map(\.name)
    }

    /// Numbers of jobs.
    static let jobs = names { source in
        guard let jobs = source.value(.jobs) else { return [] }
        return jobs.map { String($0.id) }
    }

    /// Directories and files at the top of `/persist`, and named volumes.
    static let persist = names { source in
        guard let report = source.value(.disk) else { return [] }
        return report.items.filter { $0.kind == .persist || $0.kind == .volume && $0.name == $0.id }.map(\.name)
    }

    private static func names(_ ask: @escaping @Sendable (QuickQuestion) -> [String]) -> CompletionKind {
        .custom { _, _, _ in
            // A name that a shell would not read as one plain word does not belong on a command line unquoted.
            Set(ask(QuickQuestion(socketPath: HTTPDaemon.socketPath()))).filter(isPlain).sorted()
        }
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } && ShellWord.quote(name) == name
    }
}
