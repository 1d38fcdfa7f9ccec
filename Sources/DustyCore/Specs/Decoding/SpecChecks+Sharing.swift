/// Why a service cannot be shared between stacks.
public struct SharingFault: Sendable, Equatable {
    /// The file of the spec that is in the way.
    public var file: String
    /// Its key that is.
    public var key: String
    /// What is wrong.
    public var message: String
    /// What to do about it.
    public var hint: String
}

extension Specs {
    /// Why these services cannot be another stack's for one that has all the others itself: in the order of their names.
    public func sharingFaults(of shared: Set<String>) -> [SharingFault] {
        shared.sorted().compactMap { services[$0] }.flatMap { service in
            own(service).map { [$0] } ?? (references(of: service, beside: shared) + users(of: service, beside: shared))
        }
    }

    /// A container that has no network of its own has no place on another one.
    private func own(_ service: ServiceSpec) -> SharingFault? {
        let mode = ["network_mode", "net"].first { key in
            service.compose[key]?.text.map { !["bridge", "default"].contains($0) } ?? false
        }
        if let key = mode {
            return SharingFault(
                file: service.file,
                key: key,
                message: "`\(service.name)` cannot be shared: it has no network of its own",
                hint: "remove `\(key)`, or do not share it"
            )
        }
        // The network of shared services has the priority 0, and must not be the one that the gateway is taken from.
        let late = (service.compose["networks"]?.entries ?? []).first { network in
            guard case .int(let priority)? = network.value["gw_priority"] else { return false }
            return priority < 0
        }
        return late.map { network in
            SharingFault(
                file: service.file,
                key: "networks.\(network.key).gw_priority",
                message: "`\(service.name)` cannot be shared: its gateway would be in the network of sharing",
                hint: "remove `gw_priority`, or do not share it"
            )
        }
    }

    /// What it refers to must be the same for both stacks: otherwise a name leads to either one's.
    private func references(of service: ServiceSpec, beside shared: Set<String>) -> [SharingFault] {
        ComposeReference.all(in: service.compose).filter { !shared.contains($0.name) }.map { reference in
            let isApp = apps[reference.name] != nil
            return SharingFault(
                file: service.file,
                key: reference.key,
                message: "`\(service.name)` cannot be shared without `\(reference.name)`, to which it refers"
                    + (isApp ? ", and only services are shared" : ""),
                hint: isApp ? "do not share `\(service.name)`" : "share `\(reference.name)` too, or neither"
            )
        }
    }

    /// Who has its network, or its volumes, has them from a container of the same stack.
    private func users(of service: ServiceSpec, beside shared: Set<String>) -> [SharingFault] {
        containers.filter { !shared.contains($0.name) }.flatMap { spec in
            ComposeReference.all(in: spec.compose).filter { reference in
                reference.name == service.name
                    && (["network_mode", "net", "ipc", "pid"].contains(reference.key)
                        || reference.key.hasPrefix("volumes_from"))
            }.map { reference in
                SharingFault(
                    file: spec.file,
                    key: spec.path(ofCompose: reference.key),
                    message: "`\(service.name)` cannot be shared: `\(spec.name)` has part of its container",
                    hint: "remove `\(reference.key)`, or do not share `\(service.name)`"
                )
            }
        }
    }
}

extension SpecChecks {
    /// Services that say `share` and cannot be.
    func sharing() -> [SpecProblem] {
        let shared = Set(specs.services.values.filter(\.isShared).map(\.name))
        return specs.sharingFaults(of: shared).map {
            specs.places.problem($0.file, $0.key, $0.message, hint: $0.hint)
        }
    }
}

extension Specs {
    /// A problem of sharing a service, at the place where the spec says so.
    public func problem(ofSharing service: String, _ message: String, hint: String? = nil) -> SpecProblem {
        places.problem("services/\(service).yml", "share", message, hint: hint)
    }
}
