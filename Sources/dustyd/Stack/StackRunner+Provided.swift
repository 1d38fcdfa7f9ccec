import DustyCore

extension StackRunner {
    /// Makes sure that what people must provide is there before anything is touched: required assets, and logins of registries.
    func checkProvided(_ assembled: AssembledSpecs) async throws {
        try await checkAssets(assembled)
        try await checkLogins(of: assembled.imagesWithLogin)
    }

    /// Paths below repos that hold assets of running apps, which syncs leave alone.
    func assetPlaces(_ assembled: AssembledSpecs) async throws -> [RepoReference: [String]] {
        assembled.assetPlaces(among: try await systems.assets.all().keys)
    }

    private func checkAssets(_ assembled: AssembledSpecs) async throws {
        try refuseMissing(assembled.missingAssets(among: try await systems.assets.all().keys))
    }

    /// Throws when there are required assets that are not set.
    func refuseMissing(_ missing: [(name: String, users: [String])]) throws {
        guard !missing.isEmpty else { return }
        let list = missing.map { "\($0.name) (\($0.users.joined(separator: ", ")))" }.joined(separator: ", ")
        let commands = missing.map { "`dusty assets set \($0.name) FILE`" }.joined(separator: ", ")
        throw DustyError(
            .conflict,
            missing.count == 1 ? "a required asset is not set: \(list)" : "required assets are not set: \(list)",
            hint: "set \(missing.count == 1 ? "it" : "them"): \(commands)"
        )
    }

    /// Makes sure that images whose registry wants a login are here or can be pulled.
    func checkLogins(of images: [ImageName]) async throws {
        guard !images.isEmpty else { return }
        let logins = RegistryLogins(config: try systems.files.contents(paths.dockerConfig))
        var missing: [String: [String]] = [:]
        for image in images where !logins.cover(image.registry) {
            // What is here already needs no login.
            guard try await systems.engine.imageID(image.name) == nil else { continue }
            missing[image.registry, default: []].append(image.name)
        }
        guard let first = missing.keys.min() else { return }
        let list = missing.sorted { $0.key < $1.key }
            .map { "\($0.key) (\($0.value.joined(separator: ", ")))" }.joined(separator: ", ")
        let argument = first == ImageName.standardRegistry ? "" : " \(first)"
        throw DustyError(
            .conflict,
            "images are needed whose registry wants a login, and \(paths.dockerConfig) has none: \(list)",
            hint: "log in as root, who pulls them: `sudo docker login\(argument)`"
        )
    }
}

extension AssembledSpecs {
    /// Images of active apps and services whose specs say that they need a login.
    fileprivate var imagesWithLogin: [ImageName] {
        let names =
            apps.filter(\.imageRequiresLogin).compactMap(\.image)
            + services.filter { $0.compose["image_requires_login"] == .bool(true) }.compactMap {
                $0.compose["image"]?.text
            }
        return Set(names).sorted().map(ImageName.init)
    }
}
