extension SpecNode {
    /// The same tree in which free texts say what is written: `yes`, `022` and `0x10` in `environment` stay these,
    /// though to YAML 1.1 they are a truth value and numbers. What YAML reads as the same text stays as it is.
    func asWritten(_ shape: SpecShape) -> SpecNode {
        var node = self
        switch (shape, content) {
        case (.either(let shapes), .scalar): return shapes.contains(.text(.free)) ? asWritten(.text(.free)) : self
        case (.either(let shapes), _):
            guard let fitting = shapes.first(where: { ShapeCheck.accepts($0, self) }) else { return self }
            return asWritten(fitting)
        case (.text(.free), .scalar(let value)):
            guard let written, value != .null else { return self }
            // Reading the number again would drop the last zero of 3.10.
            if case .float = value {} else if value.text == written { return self }
            node.content = .scalar(.string(written))
        case (.list(let item, _), .list(let items)):
            node.content = .list(items.map { $0.asWritten(item) })
        case (.map(let shape), .map(let entries)):
            node.content = .map(entries.map { $0.asWritten(shape) })
        case (.mapping(let table), .map(let entries)):
            node.content = .map(entries.map { entry in table[entry.key].map { entry.asWritten($0.shape) } ?? entry })
        default: return self
        }
        return node
    }
}

extension SpecNode.Entry {
    fileprivate func asWritten(_ shape: SpecShape) -> SpecNode.Entry {
        var entry = self
        entry.value = value.asWritten(shape)
        return entry
    }
}
