/// One command file: a shell script that runs inside an app's container.
public struct CommandScript: Sendable, Equatable {
    /// Path below the directory of command files, such as `api/dusty_command_file_api.sh`.
    public var path: String
    /// The script.
    public var text: String

    /// A command file with its parts.
    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}
