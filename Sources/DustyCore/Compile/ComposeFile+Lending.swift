extension ComposeFile {
    /// The file with one more service that is like another one: for a container that is never started, and only lends what it is made from.
    /// It has a name of its own and none of Dusty's labels, so that it belongs to no stack. It has no ports and waits for nothing. Nil when
    /// there is no such service.
    public func lending(
        _ service: String,
        to container: String,
        image: String?
    ) -> (file: ComposeFile, service: String)? {
        guard let entry = self[service] else { return nil }
        var definition = entry.definition
        definition["container_name"] = .string(container)
        for key in ["ports", "depends_on", "restart", "build"] { definition[key] = nil }
        definition["image"] = image.map { .string($0) } ?? definition["image"]
        definition["labels"] = .map(
            (definition["labels"]?.entries ?? []).filter { !StackLabel.recognised.contains($0.key) }
        )
        var file = self
        file.entries.append(Entry(name: container, kind: entry.kind, definition: definition, fingerprint: ""))
        return (file, container)
    }
}

extension StackLabel {
    /// Those by which Dusty knows containers of a stack.
    fileprivate static let recognised: Set<String> = [stack, service, kind, spec]
}
