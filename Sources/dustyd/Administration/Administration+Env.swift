import DustyCore

extension Administration {
    /// Every app and service with its own variables, by name.
    func env(for caller: Caller) async throws -> [EnvStatus] {
        let specs = try await specs(for: caller)
        return try await stack.settings.current().variables().filter { !$0.value.isEmpty }
            .sorted { $0.key < $1.key }
            .map { name, variables in
                EnvStatus(
                    name: name,
                    known: specs.apps[name] != nil || specs.services[name] != nil,
                    variables: variables.sorted { $0.key < $1.key }
                        .map { EnvVariable(name: $0.key, value: $0.value.revealed) }
                )
            }
    }

    /// Sets and unsets variables of an app or service.
    func change(_ request: EnvRequest, for caller: Caller) async throws -> [EnvStatus] {
        let specs = try await specs(for: caller)
        let known = specs.apps.keys.sorted() + specs.services.keys.sorted()
        for variable in request.set {
            if let fault = variable.fault { throw DustyError(.invalid, fault) }
        }
        _ = try await stack.settings.change { settings in
            let before = try settings.variables()[request.name]
            // Variables of what the specs no longer name can be unset, but not set.
            guard known.contains(request.name) || (before != nil && request.set.isEmpty) else {
                throw DustyError.unknown(request.name, among: known)
            }
            var variables = request.unsetAll ? [:] : before ?? [:]
            for name in request.unset {
                guard variables.removeValue(forKey: name) != nil else {
                    throw DustyError(
                        .notFound,
                        "\(name) is not set for \(request.name)",
                        hint: "see `dusty env list \(request.name)`"
                    )
                }
            }
            for variable in request.set { variables[variable.name] = Secret(variable.value) }
            settings.envOverrides[request.name] = variables.isEmpty ? nil : variables
        }
        await stack.refreshWanted()
        return try await env(for: caller)
    }
}
