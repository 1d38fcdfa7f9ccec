/// Specs of one app with the services that it needs: what `dusty init` writes.
public struct FirstSpec: Sendable, Equatable {
    /// Name of the app and of its bundle.
    public var name: String
    /// Absolute directory of the code on this host.
    public var code: String
    /// Whether that directory is the root of a git repo.
    public var isRepo: Bool
    /// Where others get the code of that repo from; nil if only this host has it.
    public var address: String?
    /// Image that it runs in; nil to build the directory's Dockerfile.
    public var image: String?
    /// Where the code is in the container; nil to leave it as it is in the image.
    public var mount: String?
    /// Commands of the first start.
    public var once: [String] = []
    /// What it runs; nil for what the image runs.
    public var command: String?
    /// Port that it listens on; nil when it serves nothing.
    public var port: Int?
    /// Name under which it answers.
    public var hostName: String?
    /// Services that it needs.
    public var services: [KnownService] = []

    /// A spec of a directory, with nothing but that yet.
    public init(name: String, code: String, isRepo: Bool) {
        self.name = name
        self.code = code
        self.isRepo = isRepo
    }

    /// The repo as the spec names it.
    public var repo: String { address ?? code }

    /// A name for an app made of any text.
    public static func name(from text: String) -> String {
        ImportNames(project: text, services: [text], apps: [text])[text]
    }

    /// A name as one part of a host name.
    public static func hostLabel(_ name: String) -> String { ImportNames(project: name, services: [], apps: []).domain }

    /// The files, by path below the directory of the specs.
    public var files: [String: String] {
        let heading = "# Made by `dusty init`; yours to change. `dusty explain` knows every key.\n"
        var files = ["apps/\(name).yml": heading + YAMLWriter.text(of: app)]
        files["bundles/\(name).yml"] = YAMLWriter.text(of: [
            "description": .string("\(name) and what it needs"), "apps": [.string(name)],
        ])
        for service in services { files["services/\(service.rawValue).yml"] = YAMLWriter.text(of: service.spec) }
        return files
    }

    private var app: YAMLValue {
        var app: YAMLValue = [:]
        var compose: YAMLValue = [:]
        if let mount, isRepo {
            app["repo"] = .string(repo)
            app["mount"] = .string(mount)
        } else if let mount {
            compose["volumes"] = .strings(["\(code):\(mount)"])
            if command == nil { compose["working_dir"] = .string(mount) }
        }
        if let image { app["image"] = .string(image) } else { app["build"] = app["repo"] == nil ? .string(code) : "." }
        if !services.isEmpty { app["depends"] = ["services": .strings(services.map(\.rawValue))] }
        if let port, let hostName {
            app["host_forwarding"] = [
                ["host_name": .string(hostName), "host_port": 80, "container_port": .int(port)]
            ]
            app["ready"] = ["tcp": .int(port)]
        }
        if let command { app["commands"] = commands(command) }
        if !compose.entries.isEmpty { app["compose"] = compose }
        return app
    }

    private func commands(_ command: String) -> YAMLValue {
        let enter = mount.flatMap { isRepo ? nil : ["cd \(ShellWord.quote($0))"] } ?? []
        // The program hears signals itself where it is one command.
        let isPlain = !command.contains { ";&|<>()\n".contains($0) }
        let run = isPlain && !command.hasPrefix("exec ") && !command.hasPrefix("cd ") ? "exec \(command)" : command
        var result: YAMLValue = [:]
        if !once.isEmpty { result["once"] = .strings(enter + once) }
        result["always"] = .strings(enter + [run])
        return result
    }
}
