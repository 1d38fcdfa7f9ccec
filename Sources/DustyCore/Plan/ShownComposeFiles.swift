/// Two Compose files as they may be shown beside each other: values of variables that were set on this host, or whose
/// names say that they are secret, are hidden, those of the specs' own variables wherever they stand. A change of such a value is still
/// reported.
struct ShownComposeFiles {
    /// Stands where a value is hidden that differs from the old one.
    static let changedMark = "\(Redactor.mark) (changed)"

    /// The file that is there; nil when there is none.
    let old: String?
    /// The file that takes its place.
    let new: String

    init(from old: Secret?, to file: ComposeFile) {
        let former = old.map { try? SpecDocument.read($0.revealed, file: "").value }
        var secrets: [String] = []
        let known = SpecValues(of: file, before: former ?? nil)
        let wanted = known.hide(Self.hiding(in: file.tree, with: former ?? nil, &secrets), isNew: true)
        let redactor: Redactor
        if case .some(.some(let former)) = former {
            let shown = known.hide(Self.hiding(in: former, as: file.tree, &secrets), isNew: false)
            redactor = Redactor(secrets: secrets)
            self.old = Self.text(of: shown, redactor)
        } else {
            redactor = Redactor(secrets: secrets)
            self.old = old.map { _ in "# This file cannot be read and is not shown.\n" }
        }
        new = Self.text(of: wanted, redactor)
    }

    private static func text(of file: YAMLValue, _ redactor: Redactor) -> String {
        redactor.redact(ComposeFile.heading + YAMLWriter.text(of: file)).text
    }

    /// The new file without values, in comparison with the old one.
    private static func hiding(in file: YAMLValue, with former: YAMLValue?, _ secrets: inout [String]) -> YAMLValue {
        mapVariables(of: file) { service, variable in
            guard isHidden(variable) else { return variable.value }
            note(variable, &secrets)
            let before = former?["services"]?[service]?["environment"]?[variable.key]?.text
            let isChanged = before != nil && before != variable.value.revealedText
            return .string(isChanged ? changedMark : Redactor.mark)
        }
    }

    /// The old file without values. It does not say which were set on this host, but the new one does.
    private static func hiding(in former: YAMLValue, as file: YAMLValue, _ secrets: inout [String]) -> YAMLValue {
        mapVariables(of: former) { service, variable in
            let now = file["services"]?[service]?["environment"]?[variable.key]
            let isSecretNow = if case .secret? = now { true } else { false }
            guard isSecretNow || isHidden(variable) else { return variable.value }
            note(variable, &secrets)
            return .string(Redactor.mark)
        }
    }

    private static func isHidden(_ variable: YAMLEntry) -> Bool {
        if case .secret = variable.value { return true }
        return EnvVariable(name: variable.key, value: variable.value.text ?? "").looksSecret
    }

    /// Values that may stand elsewhere in the file too, such as in a command. What only was set on this host may be an everyday word.
    private static func note(_ variable: YAMLEntry, _ secrets: inout [String]) {
        guard let value = variable.value.revealedText else { return }
        if EnvVariable(name: variable.key, value: value).looksSecret { secrets.append(value) }
    }

    private static func mapVariables(of file: YAMLValue, _ shown: (String, YAMLEntry) -> YAMLValue) -> YAMLValue {
        var file = file
        file["services"] = file["services"].map { services in
            .map(
                services.entries.map { service in
                    guard let variables = service.value["environment"] else { return service }
                    var definition = service.value
                    definition["environment"] = .map(
                        variables.entries.map { YAMLEntry($0.key, shown(service.key, $0)) }
                    )
                    return YAMLEntry(service.key, definition)
                }
            )
        }
        return file
    }
}

/// The values of the specs' variables that look secret, as they stand in two files.
private struct SpecValues {
    private let former: [String: Secret]
    private let now: [String: Secret]

    init(of file: ComposeFile, before former: YAMLValue?) {
        self.former = former.map { ComposeFile.specVariables(in: $0) } ?? [:]
        now = file.secrets
    }

    /// A file without these values; in the new one a mark says which differ.
    func hide(_ file: YAMLValue, isNew: Bool) -> YAMLValue {
        let changed = isNew ? now.filter { name, value in former[name].map { $0 != value } ?? false } : [:]
        let all = isNew ? now : former
        let marks = Self.forms(of: all).map { ($0, Redactor.mark) }
        let changedForms = Set(Self.forms(of: changed))
        let known = marks.map { ($0.0, changedForms.contains($0.0) ? ShownComposeFiles.changedMark : $0.1) }
        var file = known.isEmpty ? file : Self.replace(known, in: file)
        guard !all.isEmpty else { return file }
        file[ComposeFile.specKey] = .map(
            all.keys.sorted().map { name in
                YAMLEntry(name, .string(changed[name] == nil ? Redactor.mark : ShownComposeFiles.changedMark))
            }
        )
        return file
    }

    /// In the file a dollar is two.
    private static func forms(of values: [String: Secret]) -> [String] {
        Redactor.findable(
            Redactor.withPairs(values.values.map(\.revealed)).map {
                $0.parts(at: "$", keepingEmpty: true).joined(separator: "$$")
            }
        )
    }

    private static func replace(_ marks: [(String, String)], in value: YAMLValue) -> YAMLValue {
        value.mapTexts { text in
            marks.reduce(text) { text, mark in
                text.parts(at: mark.0, keepingEmpty: true).joined(separator: mark.1)
            }
        }
    }
}
