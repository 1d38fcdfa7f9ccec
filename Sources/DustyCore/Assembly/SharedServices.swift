extension AssembledSpecs {
    /// The active services that a stack beside the daemon's own has from there: those whose specs say so, and these. Throws when one of them
    /// is no service, or cannot be shared.
    public func sharedServices(_ asked: [String]) throws(DustyError) -> Set<String> {
        for name in asked where specs.services[name] == nil {
            guard specs.apps[name] == nil, specs.libs[name] == nil else {
                let kind = specs.apps[name] == nil ? "a lib" : "an app"
                throw DustyError(
                    .invalid,
                    "`\(name)` cannot be shared between stacks: it is \(kind), and only services are shared",
                    hint: "leave it out"
                )
            }
            throw DustyError.unknown(name, among: specs.services.keys.sorted())
        }
        let known = Set(services.map(\.name))
        let shared = Set(specs.services.values.filter(\.isShared).map(\.name)).union(asked)
        if let fault = specs.sharingFaults(of: shared).first {
            throw DustyError(.conflict, "\(fault.file): \(fault.key): \(fault.message)", hint: fault.hint)
        }
        return shared.intersection(known)
    }

    /// Active apps and services that an active one needs, in written order.
    func needs(of name: String) -> [String] {
        let known = Set(names)
        let own = (app(name)?.compose ?? service(name)?.compose).map { ComposeReference.all(in: $0).map(\.name) } ?? []
        var seen: Set<String> = [name]
        return ((app(name).map(links) ?? []) + own).filter { known.contains($0) && seen.insert($0).inserted }
    }
}
