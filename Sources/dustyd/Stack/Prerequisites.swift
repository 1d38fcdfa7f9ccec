import DustyCore

/// What users must provide before anything is touched: required assets, and logins of registries.
struct Prerequisites: Sendable {
    let systems: StackSystems
    let dockerConfig: String

    init(_ stack: Stack) {
        systems = stack.systems
        dockerConfig = stack.paths.dockerConfig
    }

    func check(_ assembled: AssembledSpecs, in scope: CompiledStack.Scope = .everything) async throws {
        let missing = assembled.missingAssets(among: try await systems.assets.all().keys)
        try DustyError.refuse(missingAssets: missing.filter { $0.users.contains(where: scope.contains) })
        try await checkLogins(of: assembled.imagesWithLogin(in: scope))
    }

    /// Makes sure that images whose registry requires a login exist here or can be pulled.
    private func checkLogins(of images: [ImageName]) async throws {
        guard !images.isEmpty else { return }
        let logins = RegistryLogins(config: try systems.files.contents(dockerConfig))
        var missing: [String: [String]] = [:]
        for image in images where !logins.cover(image.registry) {
            // An existing image needs no login.
            guard try await systems.engine.imageID(image.name) == nil else { continue }
            missing[image.registry, default: []].append(image.name)
        }
        guard let first = missing.keys.min() else { return }
        let list = missing.sorted { $0.key < $1.key }
            .map { "\($0.key) (\($0.value.joined(separator: ", ")))" }.joined(separator: ", ")
        let argument = first == ImageName.standardRegistry ? "" : " \(first)"
        throw DustyError(
            .conflict,
            "images are needed whose registry requires a login, and \(dockerConfig) has none: \(list)",
            hint: "log in as root, who pulls them: `sudo docker login\(argument)`"
        )
    }
}

extension AssembledSpecs {
    /// Images of active apps and services whose specs say that they need a login.
    fileprivate func imagesWithLogin(in scope: CompiledStack.Scope) -> [ImageName] {
        let names =
            apps.filter { $0.imageRequiresLogin && scope.contains($0.name) }.compactMap(\.image)
            + services.filter { $0.imageRequiresLogin && scope.contains($0.name) }.compactMap {
                $0.compose["image"]?.text
            }
        return Set(names).sorted().map(ImageName.init)
    }
}

extension DustyError {
    /// Throws when there are required assets that are not set.
    static func refuse(missingAssets missing: [(name: String, users: [String])]) throws(DustyError) {
        guard !missing.isEmpty else { return }
        let list = missing.map { "\($0.name) (\($0.users.joined(separator: ", ")))" }.joined(separator: ", ")
        let commands = missing.map { "`dusty assets set \($0.name) FILE`" }.joined(separator: ", ")
        throw DustyError(
            .conflict,
            missing.count == 1 ? "a required asset is not set: \(list)" : "required assets are not set: \(list)",
            hint: "set \(missing.count == 1 ? "it" : "them"): \(commands)"
        )
    }
}
