/// The little that must be right in free-form Compose mappings so that compiling them makes sense.
enum ComposeChecks {
    /// Checks an app's `compose`.
    static func app(_ compose: YAMLValue, path: String, log: SpecReader.Log) {
        checkVolumes(compose, path: path, log: log, onlyTexts: true)
    }

    /// Checks a service.
    static func service(_ compose: YAMLValue, log: SpecReader.Log) {
        checkVolumes(compose, path: "", log: log, onlyTexts: false)
        switch (compose["image"], compose["build"]) {
        case (nil, nil):
            log.report(
                log.places[""] ?? .start,
                "image",
                "`image` or `build` is required",
                hint: "Name a Docker image."
            )
        case (let image?, _) where image.text?.isEmpty ?? true:
            log.report(log.places["image"] ?? .start, "image", "this must be the name of an image")
        default: break
        }
    }

    private static func checkVolumes(_ compose: YAMLValue, path: String, log: SpecReader.Log, onlyTexts: Bool) {
        guard let volumes = compose["volumes"] else { return }
        let key = path.isEmpty ? "volumes" : "\(path).volumes"
        guard let items = volumes.items else {
            return log.report(log.places[key] ?? .start, key, "this must be a list")
        }
        for (index, item) in items.enumerated() {
            let isLong = !onlyTexts && !item.entries.isEmpty
            if case .string = item { continue }
            if isLong { continue }
            let place = log.places["\(key).\(index)"] ?? .start
            log.report(place, "\(key).\(index)", "this must be a text such as `/on/machine:/in/container`")
        }
    }
}
