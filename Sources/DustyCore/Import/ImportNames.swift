/// Names that services of a Compose project get in specs.
struct ImportNames: Sendable {
    /// Name of the spec by name of the service.
    private(set) var specs: [String: String] = [:]
    /// The project's name as a part of host names.
    let domain: String

    /// Names for services, of which some become apps.
    init(project: String, services: [String], apps: Set<String>) {
        domain = Self.label(project)
        var taken: Set<String> = [StackNames.proxyService]
        for name in services.filter({ !apps.contains($0) && Naming.isServiceName($0) }) {
            specs[name] = taken.insert(name).inserted ? name : Self.unique(name, &taken)
        }
        for name in services where specs[name] == nil { specs[name] = Self.unique(Self.plain(name), &taken) }
    }

    /// The name of the spec of a service.
    subscript(service: String) -> String { specs[service] ?? service }

    /// The host name of an app.
    func host(of app: String) -> String {
        let label = Self.label(app)
        return label == domain ? "\(domain).test" : "\(label).\(domain).test"
    }

    /// A name as apps may have it.
    private static func plain(_ name: String) -> String {
        var result = ""
        for byte in name.lowercased().utf8 {
            let isSeparator = "._-".utf8.contains(byte)
            let wasSeparator = result.utf8.last.map { "._-".utf8.contains($0) } ?? true
            if byte.isASCIILetterOrDigit {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else if isSeparator, !wasSeparator {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        while result.utf8.last.map({ "._-".utf8.contains($0) }) == true { result.removeLast() }
        return result.isEmpty ? "app" : String(result.prefix(90))
    }

    /// A name as one part of a host name.
    private static func label(_ name: String) -> String {
        let text = plain(name).utf8.map { "._".utf8.contains($0) ? UInt8(ascii: "-") : $0 }
        return String(String(decoding: text, as: UTF8.self).prefix(60))
    }

    private static func unique(_ name: String, _ taken: inout Set<String>) -> String {
        var candidate = name
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = "\(name)-\(number)"
            number += 1
        }
        return candidate
    }
}
