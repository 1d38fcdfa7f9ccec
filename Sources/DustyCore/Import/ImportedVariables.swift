/// The variables of a service, by where their values were written.
struct ImportedVariables: Sendable, Equatable {
    /// Those whose values are written in a Compose file.
    var written: [EnvVariable] = []
    /// Those whose values come from a file of variables. They are kept out of the specs, which are shared.
    var apart: [EnvVariable] = []
    /// Texts of those of them that keep variables of the project, by their names.
    var texts: [String: String] = [:]
    /// Names without a value.
    var missing: [String] = []

    /// Sorts the variables of a service; `keeping` says whether a text is kept for a value.
    init(_ service: ImportedProject.Service, keeping: (_ text: String?, _ value: String) -> String?) {
        let raw = service.written.map { ComposeDialect.map($0["environment"] ?? [:]) }
        for entry in service.definition["environment"]?.entries ?? [] {
            guard let value = entry.value.text else {
                missing.append(entry.key)
                continue
            }
            let variable = EnvVariable(name: entry.key, value: value)
            if let text = keeping(raw?[entry.key]?.text, value) {
                written.append(variable)
                texts[entry.key] = text
                continue
            }
            // Where it is not known what was written, nothing is taken for public.
            let isWritten = raw?[entry.key]?.text.map { Interpolation.withoutVariables($0) } == value
            if isWritten { written.append(variable) } else { apart.append(variable) }
        }
    }

    /// Names that any text in a tree refers to.
    static func references(in value: YAMLValue) -> Set<String> {
        switch value {
        case .string(let text): Interpolation.references(in: text)
        case .list(let items): items.reduce(into: []) { $0.formUnion(references(in: $1)) }
        case .map(let entries): entries.reduce(into: []) { $0.formUnion(references(in: $1.value)) }
        case .null, .bool, .int, .float, .secret: []
        }
    }
}
