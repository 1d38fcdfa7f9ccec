import DustyCore

/// What the daemon sees of the container engine. Every member throws `DustyError` `.unavailable` when the engine does not answer.
protocol EngineObserver: Sendable {
    /// Version of the engine, and whether it answers at all.
    func version() async throws -> String
    /// All containers of a Compose project, running or not.
    func containers(project: String) async throws -> [ObservedContainer]
    /// One container by its full id; nil when there is none or it is not of that project.
    func container(_ id: String, project: String) async throws -> ObservedContainer?
    /// What each container of any user has mounted, running or not.
    func mounts() async throws -> [ContainerMounts]
    /// Calls `each` for every container event of a Compose project until the connection ends. An engine that hangs is silent.
    func events(project: String, each: @escaping @Sendable (EngineEvent) async throws -> Void) async throws
    /// Lines of a container's log, oldest first, in the batches in which they arrive.
    func logs(
        container: String,
        query: LogQuery,
        each: @Sendable ([ContainerLogLine]) async throws -> Void
    ) async throws
    /// Resource use, about once a second, until the container stops.
    func stats(container: String, each: @Sendable (ContainerStats) async throws -> Void) async throws
}

/// What the daemon does with the container engine directly; everything that Compose does goes through `ComposeEngine`.
protocol EngineController: Sendable {
    /// Asks a container to end, and kills it if it has not after the time that its definition gives it, or this one. When
    /// cancelled before that, the container is left alone; one that does not run stays as it is.
    func end(container: String, grace seconds: Int) async throws
    /// The time that its definition gives a container to end, in seconds; nil if it gives none.
    func grace(of container: String) async throws -> Int?
    /// The number of a running container's first process on the engine's host; nil while it has none.
    func process(of container: String) async throws -> Int?
    /// Sends a signal such as `HUP` to a container's first process.
    func signal(container: String, _ signal: String) async throws
    /// Runs a program in a running container and returns its exit code and output.
    func execute(container: String, _ arguments: [String]) async throws -> (status: Int, output: String)
    /// Address of the default bridge on the machine.
    func bridgeAddress() async throws -> String
    /// Id of an image by name; nil when there is none.
    func imageID(_ name: String) async throws -> String?
    /// The images that Dusty had built, of any stack.
    func builtImages() async throws -> [BuiltImage]
}

/// An image that says what it was built from.
struct BuiltImage: Sendable, Equatable {
    /// Its label `dusty.build`.
    var mark: String
    /// Its names, with tags; none once another image took them.
    var names: [String]
}

/// One container as the engine reports it (list and inspect together).
struct ObservedContainer: Sendable, Equatable {
    /// Full id.
    var id: String
    /// Compose service it belongs to.
    var service: String
    /// Name without the leading slash.
    var name: String
    /// Image name it was made from, and that image's id.
    var image: String
    var imageID: String
    var status: Status
    /// Nil without a health check.
    var health: ContainerHealth?
    var exitCode: Int
    /// The engine's message when the start failed.
    var error: String?
    /// Killed by the kernel because memory ran out.
    var outOfMemory: Bool
    var startedAt: Timestamp?
    var finishedAt: Timestamp?
    /// Restarts by the engine after crashes.
    var restarts: Int
    /// Whether it has a terminal (its log then has no framing).
    var terminal: Bool
    /// All labels.
    var labels: [String: String]
    /// Networks that it is on, by name.
    var networks: [String: NetworkAttachment] = [:]
    /// The container whose network it uses; nil when it has its own.
    var networkHolder: String?
    /// What keeps its log, such as `json-file`; nil when the engine does not say.
    var logDriver: String?
    /// Names of anonymous volumes that the engine made for it.
    var anonymousVolumes: [String] = []
}

extension ObservedContainer {
    /// What a container does, in the engine's words.
    struct Status: ExtensibleWord {
        static let created = Self(rawValue: "created")
        static let running = Self(rawValue: "running")
        static let paused = Self(rawValue: "paused")
        static let restarting = Self(rawValue: "restarting")
        static let removing = Self(rawValue: "removing")
        static let exited = Self(rawValue: "exited")
        static let dead = Self(rawValue: "dead")

        static let known = [created, running, paused, restarting, removing, exited, dead]

        let rawValue: String
    }

    /// Whether `docker compose run` made it.
    var isOneOff: Bool { labels[ComposeLabel.oneOff] == "True" }

    /// Whether it is that of a service, and not of an app.
    var isService: Bool { labels[StackLabel.kind] == StackLabel.Kind.service.rawValue }

    /// The order in which containers are listed.
    static func isBefore(_ one: ObservedContainer, _ other: ObservedContainer) -> Bool {
        (one.service, one.name) < (other.service, other.name)
    }
}

/// A change of a container.
struct EngineEvent: Sendable, Equatable {
    /// `start`, `die`, `stop`, `kill`, `destroy`, `health_status: healthy`, …
    var action: String
    /// Full id; with an event of a network, of the container that joined or left it.
    var container: String
    /// Compose service it belongs to.
    var service: String
    /// When.
    var time: Timestamp
    /// With `die`: the exit code.
    var exitCode: Int?
}

/// Which part of a log.
struct LogQuery: Sendable, Equatable {
    /// Go on with what comes.
    var follow: Bool
    /// How many of the latest lines; nil for all.
    var tail: Int?
    /// Only lines of this moment and later.
    var since: Timestamp?
    /// Only lines before this moment. Engines differ in whether `tail` counts from there or from the end.
    var until: Timestamp?
    /// Whether the container has a terminal.
    var terminal: Bool
    /// Long lines come in parts instead of being cut off.
    var parts = false
}

/// A line of a container's log.
struct ContainerLogLine: Sendable, Equatable {
    var time: Timestamp
    var isError: Bool
    var text: String
    /// Whether the next piece of its stream continues the same line.
    var isPartial = false
}

/// Resource use of a container.
struct ContainerStats: Sendable, Equatable {
    /// Percent of one core.
    var cpuPercent: Double
    /// Bytes, without the page cache that can be dropped.
    var memoryBytes: Int64
    /// Bytes; nil when unlimited (the engine then reports all of the host's memory).
    var memoryLimitBytes: Int64?
}

/// The cheapest questions that show whether the engine is alive. Both wait as long as the caller does.
protocol EnginePulse: Sendable {
    /// Returns when the engine has answered anything at all. Throws `DustyError` `.unavailable` when it cannot be reached.
    func ping() async throws
    /// Returns when the engine's container runtime has answered for one: the engine itself answers even when that
    /// hangs.
    func ping(container: String) async throws
}

/// Images that Dusty makes itself.
protocol EngineImages: Sendable {
    /// Makes an image of a container's file system.
    func commit(container: String, repository: String, tag: String) async throws
    /// Gives an image one more name.
    func tag(image: String, repository: String, tag: String) async throws
    /// Names, with tags, of all images of a repository.
    func names(ofRepository repository: String) async throws -> [String]
    /// Removes a name of an image, and the image with its last name. Throws `DustyError` `.conflict` while a container uses it.
    func remove(image: String) async throws
}

/// Files in containers, running or not.
protocol EngineArchive: Sendable {
    /// What a path is, links not followed; nil when it does not exist.
    func entry(in container: String, at path: String) async throws -> ArchiveEntry?
    /// A file or directory as a tar archive.
    func readArchive(from container: String, at path: String, each: ([UInt8]) async throws -> Void) async throws
    /// Unpacks a tar archive into an existing directory.
    func writeArchive(
        to container: String,
        at path: String,
        sending: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws
}

/// Containers of test runs.
protocol SuiteContainers: Sendable {
    /// Resumes a container that waits for a line of input, and passes on what it prints until it ends, every byte in
    /// order. It waits when `each` does.
    func output(
        of container: String,
        terminal: Bool,
        each: @Sendable (_ bytes: ArraySlice<UInt8>, _ isError: Bool) async throws -> Void
    ) async throws
    /// Waits for a container's end; its exit code.
    func exitCode(of container: String) async throws -> Int
    /// Compose projects whose containers claim to be of a stack's test runs. It is only a claim.
    func testProjects(ofStack stack: String) async throws -> Set<String>
}

extension EngineController {
    func grace(of container: String) async throws -> Int? { nil }
    func process(of container: String) async throws -> Int? { nil }
}
