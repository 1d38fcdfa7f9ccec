/// Specs as documents: every key of the format with its default; keys without one appear when they are set.
extension AssembledSpecs {
    /// The active specs as `assembled.json` shows them.
    var document: YAMLValue {
        [
            "bundles": .map(bundles.map { YAMLEntry($0.name, $0.document) }),
            "apps": .map(apps.map { YAMLEntry($0.name, $0.document) }),
            "libs": .map(libs.sorted { $0.name < $1.name }.map { YAMLEntry($0.name, $0.document) }),
            "services": .map(services.map { YAMLEntry($0.name, $0.document) }),
        ]
    }
}

extension BundleSpec {
    /// The bundle with every key.
    var document: YAMLValue {
        ["description": .string(description), "apps": .strings(apps), "services": .strings(services)]
    }
}

extension AppSpec {
    /// The app with every key.
    var document: YAMLValue {
        var result: YAMLValue = ["repo": .string(repo?.name ?? "")]
        result["branch"] = branch.map { .string($0) }
        result["mount"] = mounting(part, mount ?? "")
        result["image"] = image.map { .string($0) }
        result["build"] = build.map { .string($0) }
        result["image_requires_login"] = .bool(imageRequiresLogin)
        if !keepsImageCommand { result["commands"] = ["always": .strings(always), "once": .strings(once)] }
        result["depends"] = [
            "apps": .strings(depends.apps), "services": .strings(depends.services), "libs": .strings(depends.libs),
        ]
        result["conditional_links"] = [
            "apps": .strings(conditionalLinks.apps), "services": .strings(conditionalLinks.services),
        ]
        result["ready"] = ready?.document
        result["host_forwarding"] = .list(hostForwarding.map(\.document))
        if !urls.isEmpty { result["urls"] = .map(urls.map { YAMLEntry($0.name, .string($0.written)) }) }
        result["scripts"] = .list(scripts.map(\.document))
        result["assets"] = .list(assets.map(\.document))
        var compose = compose
        if compose["volumes"] == nil { compose["volumes"] = [] }
        result["compose"] = compose
        result["test"] = test.document
        return result
    }
}

extension LibSpec {
    /// The lib with every key.
    var document: YAMLValue {
        var result: YAMLValue = ["repo": .string(repo.name)]
        result["branch"] = branch.map { .string($0) }
        result["mount"] = mounting(part, mount)
        result["install"] = .strings(install)
        result["depends"] = ["libs": .strings(libs)]
        result["assets"] = .list(assets.map(\.document))
        result["test"] = test.document
        return result
    }
}

/// A `mount` as it is written.
private func mounting(_ part: String?, _ path: String) -> YAMLValue {
    part.map { ["from": .string($0), "to": .string(path)] } ?? .string(path)
}

extension ServiceSpec {
    /// The service as it is written: Dusty's own keys come after those of Compose.
    var document: YAMLValue {
        var result = compose
        if imageRequiresLogin { result["image_requires_login"] = true }
        if isShared { result["share"] = true }
        result["ready"] = ready?.document
        if !hostForwarding.isEmpty { result["host_forwarding"] = .list(hostForwarding.map(\.document)) }
        if !assets.isEmpty { result["assets"] = .list(assets.map(\.document)) }
        return result
    }
}

extension ReadySpec {
    fileprivate var document: YAMLValue {
        var result: YAMLValue = [:]
        switch probe {
        case .tcp(let port): result["tcp"] = .int(port)
        case .http(let port, let path): result["http"] = ["port": .int(port), "path": .string(path)]
        case .exec(let words): result["exec"] = .strings(words)
        }
        result["timeout"] = .int(timeout)
        return result
    }
}

extension HostForwarding {
    fileprivate var document: YAMLValue {
        var result: YAMLValue = [
            "host_name": .string(hostName), "host_port": .int(hostPort), "container_port": .int(containerPort),
            "type": .string(kind.rawValue),
        ]
        result["host_name_in_stacks"] = hostNameInStacks.map { .string($0) }
        return result
    }
}

extension ScriptSpec {
    fileprivate var document: YAMLValue {
        ["name": .string(name), "description": .string(description), "command": .strings(command)]
    }
}

extension AssetSpec {
    fileprivate var document: YAMLValue {
        ["name": .string(name), "path": .string(path), "required": .bool(required)]
    }
}

extension TestSpec {
    fileprivate var document: YAMLValue {
        var result: YAMLValue = [:]
        result["image"] = image.map { .string($0) }
        result["build"] = build.map { .string($0) }
        result["image_requires_login"] = .bool(imageRequiresLogin)
        result["once"] = .strings(once)
        result["suites"] = .list(
            suites.map { suite in
                [
                    "name": .string(suite.name), "command": .strings(suite.command),
                    "default_args": .string(suite.defaultArgs), "description": .string(suite.description),
                    "services": .strings(suite.services), "compose": suite.compose,
                ]
            }
        )
        return result
    }
}
