/// One command file: a shell script that runs inside an app's container.
public struct CommandScript: Sendable, Equatable {
    /// Path below the directory of command files, such as `api/dusty_command_file_api.sh`.
    public var path: String
    /// The script.
    public var text: String
    /// Whether containers may run it as a program; those that Dusty writes are read by a shell.
    public var isExecutable: Bool

    /// A command file with its parts.
    public init(path: String, text: String, isExecutable: Bool = false) {
        self.path = path
        self.text = text
        self.isExecutable = isExecutable
    }
}

extension CommandScript {
    /// Where an asset is mounted in a container, if it is set.
    static func assetPath(of name: String) -> String { "/dusty_assets/\(name)" }

    /// Copies assets to where specs want them. One that is not set is not mounted, which is not an error: `up` has
    /// checked the required ones.
    static func assetLines(_ assets: [AssetSpec]) -> [String] {
        assets.flatMap { asset in
            let source = ShellWord.quote(assetPath(of: asset.name))
            let target = ShellWord.quote(asset.path)
            let parent = asset.path.lastIndex(of: "/").map { String(asset.path[..<$0]) } ?? ""
            let makeParent = parent.isEmpty ? [] : ["    mkdir -p \(ShellWord.quote(parent))"]
            return ["if [ -f \(source) ]; then"] + makeParent
                + ["    cp -f \(source) \(target)", "    chmod 600 \(target)", "fi"]
        }
    }
}

extension CommandScript {
    /// Path inside an app's container of the file that runs one of its scripts.
    public static func scriptPath(_ script: String, of app: String) -> String {
        "/command_files/dusty_command_file_\(app)_script_\(script).sh"
    }
}

extension CommandScript {
    private static let specs = "specs"

    /// Path below the directory of command files of what a service has mounted of the specs.
    static func specPath(_ path: String, of service: String) -> String { "\(service)/\(specs)/\(path)" }

    /// The service and the path of such a file; nil for other command files.
    static func specFile(_ path: String) -> (service: String, file: String)? {
        let parts = path.parts(at: "/")
        guard parts.count > 2, parts[1] == specs else { return nil }
        return (parts[0], parts.dropFirst(2).joined(separator: "/"))
    }

    /// The copies of what a service has mounted of the specs.
    static func copies(of files: [String: MountedFile], for service: String) -> [CommandScript] {
        files.sorted { $0.key < $1.key }.map { path, file in
            CommandScript(path: specPath(path, of: service), text: file.text, isExecutable: file.isExecutable)
        }
    }
}
