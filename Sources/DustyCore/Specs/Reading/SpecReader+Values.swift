extension SpecReader {
    /// An absolute path in a container.
    func containerPath(_ name: String) -> String? {
        guard let path = string(name) else { return nil }
        guard Naming.isContainerPath(path) else {
            report(
                name,
                "this must be an absolute path in the container, without `:` and `..`",
                hint: path.hasPrefix("/") ? nil : "Begin it with /."
            )
            return nil
        }
        return path
    }

    /// What of a repo appears where in the container: all of it at a path, or one directory of it.
    func mount() -> (part: String?, path: String?) {
        guard case .map? = entries.first(where: { $0.key == "mount" })?.value.content else {
            return (nil, containerPath("mount"))
        }
        guard let reader = mapping("mount") else { return (nil, nil) }
        let path = reader.containerPath("to")
        guard let text = reader.string("from") else { return (nil, path) }
        guard let part = RepoPart.normal(text) else {
            reader.report(
                "from",
                "this must be a directory of the repo, without `:`, `..` and `.git`",
                hint: "give it relative to the top of the repo, such as `services/web`"
            )
            return (nil, path)
        }
        return (part.isEmpty ? nil : part, path)
    }

    /// The name of an image.
    func image(_ name: String) -> String? {
        guard let image = string(name) else { return nil }
        guard Naming.isImage(image) else {
            report(name, "this is not the name of an image", hint: "write it as `name:tag`")
            return nil
        }
        return image
    }

    /// The branch that a repo's clone follows.
    func branch() -> String? {
        guard let branch = string("branch") else { return nil }
        guard Naming.isBranch(branch) else {
            report("branch", "this is not the name of a branch", hint: "write it as git does, such as `release/2.x`")
            return nil
        }
        return branch
    }

    /// A directory that is absolute or stays inside a repo.
    func directory(_ name: String) -> String? {
        guard let path = string(name) else { return nil }
        guard !Naming.hasControlCharacters(path), !path.parts(at: "/").contains("..") else {
            report(name, "this must be a directory without `..`", hint: "give it relative to the repo, or absolute")
            return nil
        }
        return path
    }

    /// A name that can be part of a file name.
    func word(_ name: String) -> String? {
        guard let word = string(name) else { return nil }
        guard Naming.isFileWord(word) else {
            report(
                name,
                "this cannot be a name",
                hint: "use letters, digits, . _ and -, beginning with a letter or digit"
            )
            return nil
        }
        return word
    }

    /// Words or commands, at least one if the table says so.
    func commands(_ name: String) -> [String] {
        let commands = strings(name)
        if case .list(_, let least) = known(name).shape, least > 0,
            case .list(let items)? = entries.first(where: { $0.key == name })?.value.content, items.isEmpty
        {
            report(name, "at least one command is required", hint: "list it, or remove the key")
        }
        return commands
    }

    /// Shell commands. What no shell would run is reported at the command where it begins.
    func shell(_ name: String) -> [String] {
        let commands = commands(name)
        if let fault = ShellText(commands).fault {
            report("\(name).\(fault.command)", fault.message, hint: "close it: a shell would reject these commands")
        }
        return commands
    }

    /// Where something answers.
    func forwarding() -> [HostForwarding] {
        mappings("host_forwarding").compactMap(HostForwarding.init)
    }

    /// Files that users provide; those that are described twice, or appear at the same place, are reported.
    func assets() -> [AssetSpec] {
        let assets = mappings("assets").compactMap(AssetSpec.init)
        checkUnique(in: "assets", of: "the asset")
        checkUnique("path", in: "assets", of: "an asset at")
        return assets
    }

    /// Reports values of a key that occur twice in a list of mappings.
    func checkUnique(_ field: String = "name", in list: String, of title: String) {
        guard case .list(let items)? = entries.first(where: { $0.key == list })?.value.content else { return }
        var seen: [String: SpecPlace] = [:]
        for (index, item) in items.enumerated() {
            guard let node = item[field], case .scalar(.string(let value)) = node.content else { continue }
            guard let first = seen[value] else {
                seen[value] = node.place
                continue
            }
            log.report(
                node.place,
                "\(key(list)).\(index).\(field)",
                "\(title) `\(value)` is already defined in \(log.file), line \(first.line)",
                hint: "give each a \(field) of its own"
            )
        }
    }
}

extension RepoReference {
    /// Reads the `repo` of an app or a lib.
    init?(_ reader: SpecReader) {
        guard let name = reader.string("repo") else { return nil }
        self.init(name)
        guard let fault else { return }
        reader.report(
            "repo",
            fault,
            hint: "write it as host/org/name, as a URL that git knows, or as an absolute path"
        )
        return nil
    }
}
