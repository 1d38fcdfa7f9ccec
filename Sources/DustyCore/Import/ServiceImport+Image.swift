extension ServiceImport {
    /// `build`: of an app the directory, with its options below `compose`; of anything else as it is.
    mutating func takeBuild(_ build: YAMLValue) {
        var options = build
        let secrets = options["secrets"]
        options["secrets"] = nil
        if options["dockerfile"] == "Dockerfile" { options["dockerfile"] = nil }
        if secrets != nil { unsupported("build.secrets", "give them as build arguments, or build the image yourself") }
        guard isApp, let context = build["context"]?.text else {
            compose["build"] = options
            return taken("build")
        }
        app["build"] = .string(directory(of: context))
        options["context"] = nil
        if !options.entries.isEmpty { compose["build"] = options }
        let isBelow = app["repo"] != nil && !(app["build"]?.text ?? "").hasPrefix("/")
        let mount = plan.mounts[service.name]
        let seen = mount?.isForBuild == true ? ", which is seen at \(mount?.target ?? "")" : ""
        changed("build", isBelow ? "built from the app's repo\(seen)" : "built from \(context) of this host")
    }

    /// `image`: beside a build it only names the result.
    mutating func takeImage(_ image: YAMLValue) {
        if isApp, ImportPlan.isBuiltHere(definition) {
            return changed("image", "Dusty names the image that it builds, in place of \(image.text ?? "")")
        }
        if !isApp { compose["image"] = image }
        taken("image")
    }

    /// A directory as the app's `build` has it: relative to the repo where that is mounted, so that a managed clone can be built too.
    private func directory(of context: String) -> String {
        guard let root, let part = RepoPart.part(context, of: root) else { return context }
        return part.isEmpty ? "." : part
    }

    /// `deploy` and `scale`: there is one container of everything.
    mutating func takeCount(_ entry: YAMLEntry) {
        var deploy = entry.value
        let count = (entry.key == "scale" ? entry.value : entry.value["replicas"])?.text
        if let count, count != "1" { unsupported("\(entry.key)", "\(count) containers: Dusty makes one of each") }
        guard entry.key == "deploy" else { return count == "1" ? taken("scale") : () }
        for key in ["replicas", "mode", "placement", "update_config", "rollback_config", "endpoint_mode"]
        where deploy[key] != nil {
            let isSaid = deploy[key] != [:]
            deploy[key] = nil
            if isSaid, key != "replicas" { unsupported("deploy.\(key)", "it is for a swarm") }
        }
        guard !deploy.entries.isEmpty else { return }
        compose["deploy"] = deploy
        taken("deploy")
    }
}
