import DustyCore
import Foundation

extension EndpointInput {
    /// What is said, in words: variables of the path and the query, fields of the body. What is false or empty is not said.
    var words: [String] {
        if let request = self as? JobRequest { return request.words }
        let variables = items.map { "\($0.name)=\($0.value)" }
        guard let body = try? encodedBody(), let object = try? JSONSerialization.jsonObject(with: Data(body)) else {
            return variables
        }
        return variables + Self.words(object)
    }

    private static func words(_ value: Any) -> [String] {
        guard let object = value as? [String: Any] else { return ["\(value)"] }
        return object.sorted { $0.key < $1.key }.filter { $0.key != "ssh_auth_sock" }.compactMap { key, value in
            switch value {
            case let flag as NSNumber where String(cString: flag.objCType) == "c": flag.boolValue ? key : nil
            case let list as [[String: Any]]:
                list.isEmpty ? nil : "\(key)=" + list.map { "(\(words($0).joined(separator: " ")))" }.joined()
            case let list as [Any]: list.isEmpty ? nil : "\(key)=" + list.map { "\($0)" }.joined(separator: ",")
            case let object as [String: Any]: "\(key)=(\(words(object).joined(separator: " ")))"
            default: "\(key)=\(value)"
            }
        }
    }
}

extension JobRequest {
    /// What is asked for, with what differs from the default.
    fileprivate var words: [String] {
        let flags: [String?] =
            switch operation {
            case .up(_, let pull, let recreate, _): [pull ? nil : "no-pull", recreate ? nil : "no-recreate"]
            case .restart(.apps(let repos), let sync): [sync ? nil : "no-sync", "repos"] + repos
            case .restart(_, let sync): [sync ? nil : "no-sync"]
            case .stop(_, let remove): [remove ? "rm" : nil]
            case .down(let volumes): [volumes ? "volumes" : nil]
            case .test(_, _, let pull): [pull ? nil : "no-pull"]
            default: []
            }
        return [kind.rawValue] + names + flags.compactMap(\.self) + (queue ? ["queue"] : [])
    }
}
