import DustyCore

/// Determines what in the engine is this stack's. Nothing else is ever removed.
struct StackOwnership: Sendable {
    let names: StackNames
    let registry: ContainerRegistry

    /// Whether labels say so.
    func owns(_ labels: [String: String]) -> Bool {
        labels[StackLabel.stack] == names.name || labels[ComposeLabel.project] == names.project
    }

    /// Whether a container is the stack's. Labels are only a claim; those of tests are known by their project.
    func owns(_ container: StoredContainer) -> Bool {
        owns(container.labels) && (isOnItsOwn(container) || registry.owns(container.id))
    }

    /// Whether a container belongs to a separate project, such as that of a test run. Its maker removes it.
    func isOnItsOwn(_ container: StoredContainer) -> Bool {
        container.labels[ComposeLabel.project].map { $0 != names.project } ?? false
    }

    /// Whether an image was built for the stack. One that was only pulled may be in use by others.
    func owns(_ image: StoredImage) -> Bool {
        owns(image.labels) || isTestImage(image)
    }

    /// Whether an image is a test image: every name that it has is Dusty's.
    func isTestImage(_ image: StoredImage) -> Bool {
        !image.tags.isEmpty && image.tags.allSatisfy { $0.hasPrefix(names.testRepositories) }
    }

    /// Whether a volume is the stack's: one that Compose made for it has its name as prefix, and an anonymous one was
    /// seen in a container of the stack.
    func owns(_ volume: StoredVolume) -> Bool {
        if StoredVolume.isAnonymous(volume.name) { return registry.anonymousVolumes.contains(volume.name) }
        return owns(volume.labels) && volume.name.hasPrefix(names.project + "_")
    }

    /// Running containers of the stack that write below one of these entries of `/persist`.
    func writers(
        of persist: String,
        _ entries: [String],
        _ volumes: [String] = [],
        in usage: EngineUsage
    ) -> [StoredContainer] {
        usage.containers.filter { container in
            // A container that only claims to be the stack's still writes, and is started again.
            owns(container.labels) && container.isRunning
                && container.mounts.contains { $0.writes(below: persist, entries, volumes) }
        }
    }

    /// Running containers of the stack that write or read there: one that only reads would go on seeing what was replaced.
    func users(
        of persist: String,
        _ entries: [String],
        _ volumes: [String],
        in usage: EngineUsage
    ) -> [StoredContainer] {
        usage.containers.filter { container in
            owns(container.labels) && container.isRunning
                && container.mounts.contains { $0.sees(persist, entries, volumes) }
        }
    }

    /// Containers of `dusty run` for the stack: labels say so, and the name is one that was written down. Each may be about to start.
    func oneOffs(_ known: [String], in usage: EngineUsage) -> [StoredContainer] {
        usage.containers.filter { $0.labels[StackLabel.run] == names.name && known.contains($0.name) }
    }

    /// Throws when one of them writes below one of these entries of `/persist`: it would be cut off, and is not started again.
    func refuse(
        _ oneOffs: [StoredContainer],
        writing persist: String,
        _ entries: [String],
        _ volumes: [String] = []
    ) throws {
        let users = oneOffs.filter { container in
            ![.exited, .dead].contains(container.status)
                && container.mounts.contains { $0.writes(below: persist, entries, volumes) }
        }
        guard !users.isEmpty else { return }
        throw DustyError(
            .conflict,
            "\(Set(users.map(words(for:))).sorted().joined(separator: ", ")) is using \(persist)",
            hint: "end it, then do this again"
        )
    }

    /// Throws when a running container that is not the stack's, which is not for Dusty to stop, writes below one of these entries or to one of
    /// these volumes.
    func refuseOthers(
        writing persist: String,
        _ entries: [String],
        _ volumes: [String],
        in usage: EngineUsage
    ) throws {
        let others = usage.containers.filter { !owns($0.labels) && $0.isRunning }.sorted { $0.name < $1.name }
        for other in others {
            guard let mount = other.mounts.first(where: { $0.writes(below: persist, entries, volumes) }) else {
                continue
            }
            let place = mount.volume.map { "the volume \($0)" } ?? mount.source
            throw DustyError(
                .conflict,
                "the container \(other.name), which is not of the stack `\(names.name)`, may write to \(place)",
                hint: "stop it, then do this again; a copy of what is written meanwhile would be torn"
            )
        }
    }

    /// What a container is for those who are to end it.
    func words(for container: StoredContainer) -> String {
        guard container.labels[StackLabel.run] == names.name else { return "the container \(container.name)" }
        return "`dusty run \(service(of: container)) …`"
    }

    /// App or service that a container is.
    func service(of container: StoredContainer) -> String {
        container.labels[ComposeLabel.service] ?? container.labels[StackLabel.service] ?? container.name
    }

    /// Whether one path is the other or is below it. The empty one, which a mount without a directory has, is no path: every other would be
    /// below it.
    static func touches(_ one: String, _ other: String) -> Bool {
        guard !one.isEmpty, !other.isEmpty else { return false }
        return one == other || one.hasPrefix(other + "/") || other.hasPrefix(one + "/")
    }
}

extension StoredContainer.Mount {
    /// Whether it may change one of these entries of `/persist`, or one of these volumes.
    fileprivate func writes(below persist: String, _ entries: [String], _ volumes: [String]) -> Bool {
        writable && sees(persist, entries, volumes)
    }

    /// Whether one of these entries of `/persist`, or one of these volumes, is in it.
    fileprivate func sees(_ persist: String, _ entries: [String], _ volumes: [String]) -> Bool {
        if let volume, volumes.contains(volume) { return true }
        return entries.contains { StackOwnership.touches(source, "\(persist)/\($0)") }
    }
}
