/// The host names of a stack. Those in specs lead to the daemon's own stack; another stack has its own name in them, so
/// that no name ever leads to the wrong stack: `api.fix-ui.shop.test`.
struct OwnHostNames {
    /// The label that is inserted into names; nil if they stay as they are.
    private let label: String?
    /// The common ending of all names of the specs, lower-case; empty if it is less than a domain.
    private let domain: [Substring]
    /// All names of the specs as they are written there, lower-case.
    private let plain: Set<String>

    /// The names of a stack, based on all specs, so that they do not depend on the active bundles.
    init(_ specs: Specs, names: StackNames) {
        label = names.isBeside ? names.name : nil
        let rules = specs.forwarding
        plain = Set(rules.map { $0.hostName.lowercased() })
        let labelled = Set(rules.filter { $0.hostNameInStacks == nil }.map { $0.hostName.lowercased() })
        domain = label == nil ? [] : Self.domain(of: labelled)
    }

    /// The stack's own name for that of a rule.
    subscript(rule: HostForwarding) -> String {
        guard let label else { return rule.hostName }
        if let template = rule.hostNameInStacks { return template.replacing(HostForwarding.gap, with: label) }
        let parts = rule.hostName.split(separator: ".")
        let count = domain.isEmpty ? min(2, parts.count) : domain.count
        return (parts.dropLast(count) + [label[...]] + parts.suffix(count)).joined(separator: ".")
    }

    /// Why the stack cannot have its own name for that of a rule: the key that is at fault, the fault, and what to do. It may be another plain
    /// name of the specs, which leads to the daemon's own stack.
    func fault(of rule: HostForwarding, _ names: StackNames) -> (key: String, fault: String, hint: String)? {
        guard label != nil else { return nil }
        let name = self[rule]
        if plain.contains(name.lowercased()) {
            return (
                "host_name",
                "`\(rule.hostName)` would be `\(name)` in the stack `\(names.name)`, and the specs already have that name, for the "
                    + "stack `\(StackNames.standardName)`",
                "remove the stack and make it under another name: `dusty stack new NAME`"
            )
        }
        guard name != rule.hostName, let refusal = HostNames.refusal(of: name) else { return nil }
        return ("host_name_in_stacks", refusal, HostNames.advice)
    }

    /// The longest common ending of two or more labels; for a single name, everything after its first label.
    private static func domain(of names: Set<String>) -> [Substring] {
        let lists = names.map { $0.split(separator: ".") }
        guard let first = lists.first else { return [] }
        var count = lists.count == 1 ? max(2, first.count - 1) : first.count
        for list in lists {
            while count > list.count || list.suffix(count) != first.suffix(count) { count -= 1 }
        }
        return count < 2 ? [] : first.suffix(count)
    }
}
