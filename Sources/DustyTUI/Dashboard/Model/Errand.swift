/// What another program does on this terminal while the dashboard steps aside.
enum Errand: Equatable, Sendable {
    /// Our own program with these arguments; with a pause its output stays until Enter.
    case dusty([String], pauses: Bool)
    /// The person's editor with the value of an asset.
    case editor(asset: String)
}

extension Errand {
    /// What it is called; arguments of scripts, which may be secrets, are left out.
    var title: String {
        switch self {
        case .dusty(let arguments, _): "dusty \(arguments.prefix(3).joined(separator: " "))"
        case .editor(let asset): "edit \(asset)"
        }
    }
}
