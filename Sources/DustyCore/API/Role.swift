/// A caller's role, from the fewest rights to all.
public enum Role: String, Sendable, CaseIterable, Comparable {
    /// Any other user of the host.
    case outsider
    /// A member of the group `dusty`.
    case member
    /// The user whom the setting `owner` names.
    case owner
    /// Root.
    case root

    /// Whether one role may do less than another.
    public static func < (one: Role, other: Role) -> Bool {
        one.rank < other.rank
    }

    /// The users who may do what this role may do, in words.
    public var audience: String {
        switch self {
        case .outsider: "everybody"
        case .member: "root, the owner and members of the group dusty"
        case .owner: "root and the owner"
        case .root: "root"
        }
    }

    /// Throws `.forbidden` when this role is less than another that is required.
    public func check(atLeast least: Role, to what: String) throws(DustyError) {
        guard self < least else { return }
        throw DustyError(
            .forbidden,
            "only \(least.audience) may \(what)",
            hint: least == .root
                ? "use sudo" : "use sudo, or have root make you the owner: `sudo dusty config set owner NAME`"
        )
    }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
