import ArgumentParser
import DustyCore

/// What a new stack has in its data directories and volumes.
enum NewData: ExpressibleByArgument, Equatable {
    case fresh
    /// A copy of what another stack has.
    case from(String)

    private static let prefix = "from:"

    init?(argument: String) {
        if argument == "fresh" {
            self = .fresh
        } else if argument.hasPrefix(Self.prefix), argument.count > Self.prefix.count {
            self = .from(String(argument.dropFirst(Self.prefix.count)))
        } else {
            return nil
        }
    }

    var defaultValueDescription: String { source.map { "\(Self.prefix)\($0)" } ?? "fresh" }

    /// Name of the stack whose data are copied.
    var source: String? { if case .from(let name) = self { name } else { nil } }
}
