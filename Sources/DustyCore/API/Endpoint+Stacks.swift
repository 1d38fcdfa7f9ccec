extension StackRequest: JSONBody {}
extension StackChoice: JSONBody {}

extension Endpoint<NoInput, [StackInfo]> {
    /// Every stack.
    public static var stacks: Self {
        Self(.get, "/v1/stacks", "Every stack, the daemon's own first.", for: .member, about: .daemon)
    }
}

extension Endpoint<StackRequest, StackInfo> {
    /// Makes a stack. Its specs are cloned first: if that fails, nothing is kept.
    public static var newStack: Self {
        Self(
            .post,
            "/v1/stacks",
            "Makes a stack beside the others; keeps nothing if its specs cannot be cloned.",
            for: .owner,
            about: .daemon,
            status: 201,
            errors: [.invalid, .notFound, .conflict, .busy, .specs, .failed]
        )
    }
}

extension Endpoint<StackChoice, StackInfo> {
    /// Has the plain host names lead to a stack.
    public static var frontStack: Self {
        Self(
            .post,
            "/v1/stacks/front",
            "Has the plain host names of this host lead to a stack, which is kept until it is removed.",
            for: .owner,
            about: .daemon,
            errors: [.invalid, .notFound, .conflict, .busy, .specs, .failed]
        )
    }
}

extension Endpoint<NoInput, StackHostNames> {
    /// Where host names lead for a program that uses one stack only.
    public static var hostNames: Self {
        Self(
            .get,
            "/v1/host-names",
            "Host names of a stack and where they lead for a program that uses no other; the plain ones lead to it, too.",
            for: .member,
            errors: [.notFound, .specs, .conflict]
        )
    }
}

extension Endpoint<StackChoice, StackRemoval> {
    /// Removes a stack with everything it has.
    public static var removeStack: Self {
        Self(
            .post,
            "/v1/stacks/remove",
            "Removes a stack with its containers, images, volumes, clones and data, and reports what is left.",
            for: .owner,
            about: .daemon,
            cost: .costly,
            errors: [.invalid, .notFound, .conflict, .busy, .failed]
        )
    }
}
