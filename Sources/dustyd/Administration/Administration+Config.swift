import CLibrary
import DustyCore

extension Administration {
    /// The present names of keys of the original.
    private static let renamed = ["mac_username": "owner"]
    /// Keys of the original that old files may contain and that have no meaning now.
    private static let outdated = ["setup_has_run", "vm_memory_size", "changeset"]

    /// Every setting.
    func config() async throws -> [SettingStatus] {
        let settings = try await stack.settings.current()
        return SettingKey.all.map { $0.status(settings) }
    }

    /// Sets a setting, or puts it back.
    func change(_ request: SettingRequest, for caller: Caller) async throws -> [SettingStatus] {
        let key = try Self.key(request.key)
        try key.restriction?.check(caller.role)
        guard let set = key.set else {
            throw DustyError(
                .invalid,
                "`\(key.name)` is a \(key.type) and cannot be set to a text",
                hint: "use `\(key.command)`"
            )
        }
        if let value = request.value, value.isEmpty {
            throw DustyError(.invalid, "`\(key.name)` must not be empty", hint: "use `dusty config unset \(key.name)`")
        }
        if let value = request.value { try await key.check?(value) }
        if key.restriction == .specsRepo, request.sameProject != true {
            try await checkProject(of: request.value, instead: try await stack.settings.current())
        }
        if key.restriction == .owner, stack.names.isBeside {
            throw DustyError(.invalid, "all stacks have one owner", hint: "leave out the stack")
        }
        if key.isForOthers, request.value != nil {
            if key.name == SettingKey.shareName {
                try await checkSharing(request.value, set)
            } else {
                try checkBeside(key.name)
            }
        }
        _ = try await stack.settings.change { try set(&$0, request.value) }
        await stack.refreshWanted()
        return try await config()
    }

    /// Throws for services that the stack cannot have from another one.
    private func checkSharing(_ value: String?, _ set: (inout Settings, String?) throws -> Void) async throws {
        guard stack.names.isBeside else {
            throw DustyError(
                .invalid,
                "the stack `\(stack.names.name)` has all its services itself; other stacks may have them from it",
                hint: "for another stack: `dusty config set -s NAME share \(value ?? "SERVICE")`"
            )
        }
        var settings = try await stack.settings.current()
        try set(&settings, value)
        try await stack.checkSharing(settings)
    }

    /// Throws for a stack that cannot be stopped when idle.
    private func checkBeside(_ key: String) throws {
        if Platform.isMac {
            throw DustyError(
                .unavailable,
                "`\(key)` needs Linux: on a Mac the connections of the proxy cannot be counted"
            )
        }
        guard !stack.names.isBeside else { return }
        throw DustyError(
            .invalid,
            "the stack `\(stack.names.name)` is never stopped for want of use; other stacks may be",
            hint: "for another stack: `dusty config set -s NAME \(key) 2h`; for a virtual machine: "
                + "`dusty machine set NAME --idle-stop 60`"
        )
    }

    private static func key(_ name: String) throws -> SettingKey {
        if let key = SettingKey.all.first(where: { $0.name == name }) { return key }
        if let now = renamed[name] {
            throw DustyError(.notFound, "`\(name)` is called `\(now)` now", hint: "use `dusty config set \(now) VALUE`")
        }
        if outdated.contains(name) {
            throw DustyError(
                .notFound,
                "`\(name)` was a setting of the original Dusty and has no meaning now",
                hint: name == "vm_memory_size" ? "use `dusty machine set NAME --memory SIZE`" : nil
            )
        }
        throw DustyError.unknown(name, among: SettingKey.all.map(\.name))
    }
}
