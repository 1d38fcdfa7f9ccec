import DustyCore

/// Whether definitions say what images are built from, which takes a look at all of it. Without, a definition is not the one that a container
/// is made from.
enum ImageStates: Sendable {
    case unknown
    /// As it is now.
    case now
    /// As it was at an earlier look.
    case known([String: String])

    var areKnown: Bool {
        if case .unknown = self { false } else { true }
    }
}

extension Stack {
    /// The state of what images of the active apps and services are built from, by name; empty where it is not wanted.
    func buildPrints(
        _ wanted: ImageStates,
        _ assembled: AssembledSpecs,
        _ settings: Settings
    ) async throws -> [String: String] {
        switch wanted {
        case .unknown: [:]
        case .known(let prints): prints
        case .now: try await buildPrints(assembled, settings)
        }
    }

    private func buildPrints(_ assembled: AssembledSpecs, _ settings: Settings) async throws -> [String: String] {
        let repos = RepoPaths(settings: settings, paths: paths)
        var prints: [String: String] = [:]
        for app in assembled.apps {
            guard let directory = app.build else { continue }
            let dockerfile = app.compose["build"]?["dockerfile"]?.text ?? app.compose["dockerfile"]?.text
            guard let repo = app.repo, !directory.hasPrefix("/") else {
                prints[app.name] = try await print(of: directory, dockerfile, app.compose["volumes"])
                continue
            }
            let isMounted = app.part.map { RepoPart.isPath(directory, in: $0) } ?? true
            let look = BuildPrint(
                root: repos.path(of: repo),
                directory: directory,
                dockerfile: dockerfile,
                mount: isMounted ? app.mount : nil
            )
            prints[app.name] = try await look.text(as: try await repos.reader(of: repo))
        }
        for service in assembled.services {
            guard let build = service.compose["build"], let directory = build.text ?? build["context"]?.text else {
                continue
            }
            let dockerfile = build["dockerfile"]?.text ?? service.compose["dockerfile"]?.text
            prints[service.name] = try await print(of: directory, dockerfile, service.compose["volumes"])
        }
        return prints
    }

    /// Of a directory that a spec chose; of what is not on this host only the name is known.
    private func print(of directory: String, _ dockerfile: String?, _ volumes: YAMLValue?) async throws -> String {
        guard directory.hasPrefix("/") else { return directory }
        let mount = (volumes?.items ?? []).compactMap { BindVolume($0)?.place(of: directory) }.first
        return try await BuildPrint(root: directory, directory: "", dockerfile: dockerfile, mount: mount).text(as: nil)
    }

    /// Those of these services whose image is not what it would be built from now, or another one that took its name.
    func outdatedImages(of services: [String], _ compiled: CompiledStack) async throws -> [String] {
        let entries = compiled.blueprint.compose.entries.filter { services.contains($0.name) && $0.buildMark != nil }
        guard !entries.isEmpty else { return [] }
        let images = try await systems.engine.builtImages()
        return entries.filter { entry in
            let usual = entry.image.map { [$0] } ?? names.builtImages(of: entry.name)
            return !images.contains { image in
                image.mark == entry.buildMark
                    && image.names.contains { usual.contains($0) || usual.map { "\($0):latest" }.contains($0) }
            }
        }.map(\.name)
    }
}
