/// How an app or a lib is tested.
public struct TestSpec: Sendable, Equatable {
    /// Base image of the tests.
    public var image: String?
    /// Directory with a Dockerfile to build the base image from.
    public var build: String?
    /// Whether the registry of the image requires a login.
    public var imageRequiresLogin: Bool
    /// Commands baked into the test image.
    public var once: [String]
    /// What can be run.
    public var suites: [SuiteSpec]

    /// Tests with their parts.
    public init(
        image: String? = nil,
        build: String? = nil,
        imageRequiresLogin: Bool = false,
        once: [String] = [],
        suites: [SuiteSpec] = []
    ) {
        self.image = image
        self.build = build
        self.imageRequiresLogin = imageRequiresLogin
        self.once = once
        self.suites = suites
    }
}

/// One set of tests.
public struct SuiteSpec: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Its commands; arguments go to the last one.
    public var command: [String]
    /// Arguments when the user gives none.
    public var defaultArgs: String
    /// What it tests.
    public var description: String
    /// Services of which it gets fresh instances.
    public var services: [String]
    /// What is passed to Compose.
    public var compose: YAMLValue

    /// A suite with its parts.
    public init(
        name: String,
        command: [String],
        defaultArgs: String = "",
        description: String = "",
        services: [String] = [],
        compose: YAMLValue = [:]
    ) {
        self.name = name
        self.command = command
        self.defaultArgs = defaultArgs
        self.description = description
        self.services = services
        self.compose = compose
    }
}

extension SuiteSpec {
    /// Throws `.invalid` when its commands have no place for arguments.
    public func checkTakesArguments() throws(DustyError) {
        try ShellText(command).checkTakesArguments("the suite \(name)")
    }
}
