/// A program to run in the container of an app or a service.
public struct ExecRequest: Codable, Sendable, Equatable {
    /// App or service.
    public var name: String
    /// Script of the app to run; nil for a program.
    public var script: String?
    /// Arguments of the script; without a script the program and its arguments, empty for a shell.
    public var arguments: [String]
    /// Whether the program gets a terminal.
    public var terminal: Bool
    /// Size of that terminal.
    public var size: TerminalSize?
    /// Type of that terminal, such as `xterm-256color`.
    public var terminalType: String?
    /// User in the container, `name` or `uid:gid`; nil for the container's own.
    public var user: String?
    /// Whether it runs in a new container like that of the app or service, which goes at its end. Without arguments the definition's own
    /// command runs there.
    public var oneOff: Bool
    /// Variables of the program, `NAME=value`, besides those of the container.
    public var environment: [String]
    /// Directory that it begins in; nil for the one that is usual there.
    public var directory: String?
    /// With `oneOff`: what is run in place of the definition's entrypoint, with the arguments behind it.
    public var entrypoint: [String]?
    /// Whether the caller gets the input and output of the container's own process, which goes on without the caller. Nothing else is given
    /// then but the name and the terminal's size.
    public var attach: Bool

    /// A request with its parts.
    public init(
        name: String,
        script: String? = nil,
        arguments: [String] = [],
        terminal: Bool = false,
        size: TerminalSize? = nil,
        terminalType: String? = nil,
        user: String? = nil,
        oneOff: Bool = false,
        environment: [String] = [],
        directory: String? = nil,
        entrypoint: [String]? = nil,
        attach: Bool = false
    ) {
        self.name = name
        self.script = script
        self.arguments = arguments
        self.terminal = terminal
        self.size = size
        self.terminalType = terminalType
        self.user = user
        self.oneOff = oneOff
        self.environment = environment
        self.directory = directory
        self.entrypoint = entrypoint
        self.attach = attach
    }

    /// A request from JSON in which only the name must be given.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            script: try container.decodeIfPresent(String.self, forKey: .script),
            arguments: try container.decodeIfPresent([String].self, forKey: .arguments) ?? [],
            terminal: try container.decodeIfPresent(Bool.self, forKey: .terminal) ?? false,
            size: try container.decodeIfPresent(TerminalSize.self, forKey: .size),
            terminalType: try container.decodeIfPresent(String.self, forKey: .terminalType),
            user: try container.decodeIfPresent(String.self, forKey: .user),
            oneOff: try container.decodeIfPresent(Bool.self, forKey: .oneOff) ?? false,
            environment: try container.decodeIfPresent([String].self, forKey: .environment) ?? [],
            directory: try container.decodeIfPresent(String.self, forKey: .directory),
            entrypoint: try container.decodeIfPresent([String].self, forKey: .entrypoint),
            attach: try container.decodeIfPresent(Bool.self, forKey: .attach) ?? false
        )
    }
}

/// Size of a terminal.
public struct TerminalSize: Codable, Sendable, Equatable {
    /// Width in cells.
    public var columns: Int
    /// Height in cells.
    public var rows: Int

    /// A size with its parts.
    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

/// A program that runs as soon as its caller attaches, which must be within half a minute.
public struct ExecSession: Codable, Sendable, Equatable {
    /// Its name in the path of `attachExec`.
    public var id: String
    /// With `attach`: whether the container's own process has a terminal.
    public var terminal: Bool?

    /// A session with its parts.
    public init(id: String, terminal: Bool? = nil) {
        self.id = id
        self.terminal = terminal
    }
}

/// A script of an app.
public struct ScriptInfo: Codable, Sendable, Equatable {
    /// The app.
    public var app: String
    /// The script.
    public var name: String
    /// What it is for.
    public var description: String

    /// A script with its parts.
    public init(app: String, name: String, description: String) {
        self.app = app
        self.name = name
        self.description = description
    }
}
