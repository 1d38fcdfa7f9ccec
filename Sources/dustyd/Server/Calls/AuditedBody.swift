import DustyCore

/// A request's body that can be recorded. Every decoded body is one, so that none can be forgotten.
protocol AuditedBody {
    /// What is to be changed, in words, without any value that may be secret.
    var trail: String { get }
}

extension BundleRequest: AuditedBody {
    var trail: String {
        "\(active ? (only ? "activate only" : "activate") : "deactivate") \(names.joined(separator: " "))"
    }
}

extension RepoRequest: AuditedBody {
    var trail: String { "\(Self.shown(name)) -> \(path ?? "managed")" }

    /// The address of a repo without a password.
    static func shown(_ name: String) -> String {
        let shown = name.withoutLogins
        return (try? GitRemote(RepoReference(name))) != nil || !shown.contains("@") ? shown : "(an address)"
    }
}

extension RepoChanges: AuditedBody {
    var trail: String { changes.map(\.trail).joined(separator: ", ") }
}

extension CollectRequest: AuditedBody {
    var trail: String { names.map(RepoRequest.shown).joined(separator: " ") }
}

extension IgnoreRequest: AuditedBody {
    var trail: String { RepoRequest.shown(name) + (write ? " write" : "") }
}

extension SyncedRequest: AuditedBody {
    var trail: String { names.map(RepoRequest.shown).joined(separator: " ") }
}

extension JobRequest: AuditedBody {
    // Arguments of suites and scripts may hold passwords.
    var trail: String {
        ([kind.rawValue] + names + [suite].compactMap(\.self) + operation.repos.map(RepoRequest.shown))
            .joined(separator: " ")
    }
}

extension EnvRequest: AuditedBody {
    var trail: String {
        let changes = set.map { "set \($0.name)" } + unset.map { "unset \($0)" } + (unsetAll ? ["unset all"] : [])
        return "\(name): \(changes.joined(separator: ", "))"
    }
}

extension AssetRequest: AuditedBody {
    var trail: String { "\(content == nil ? "unset" : "set") \(name)" }
}

extension SettingRequest: AuditedBody {
    var trail: String { "\(key) = \(value.map(RepoRequest.shown) ?? "(none)")" }
}

extension SetupRequest: AuditedBody {
    var trail: String {
        [
            specsRepo.map { "specs_repo = \(RepoRequest.shown($0))" }, owner.map { "owner = \($0)" },
            bundles.map { "bundles = \($0.joined(separator: " "))" },
        ]
        .compactMap(\.self).joined(separator: ", ")
    }
}

extension StackRequest: AuditedBody {
    var trail: String {
        [name, specsRepo.map { "specs_repo = \(RepoRequest.shown($0))" }, dataFrom.map { "data of \($0)" }]
            .compactMap(\.self).joined(separator: ", ")
    }
}

extension StackChoice: AuditedBody {
    var trail: String { name }
}

extension MachineRequest: AuditedBody {
    var trail: String { "\(name) at \(ssh)" }
}

extension MachineChoice: AuditedBody {
    var trail: String { name + (force ? " (forced)" : "") }
}

extension MachineCreation: AuditedBody {
    var trail: String { "\(name), \(kind)" }
}

extension MachineChange: AuditedBody {
    var trail: String { name }
}

extension ExecRequest: AuditedBody {
    // Arguments may hold passwords.
    var trail: String {
        "\(name): \(attach ? "its own process" : script.map { "script \($0)" } ?? arguments.first ?? "shell")"
    }
}

extension DoctorRequest: AuditedBody {
    var trail: String { fix ? "fix" : "look" }
}

extension UpgradeRequest: AuditedBody {
    var trail: String { programs.map(\.rawValue).joined(separator: " ") }
}
