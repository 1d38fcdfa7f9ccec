/// A piece of work that lives in the daemon, watched or not.
public struct Job: Codable, Sendable, Equatable {
    /// The kinds of work.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// Bring the active bundles up.
        case up
        /// Sync, then restart containers.
        case restart
        /// Build or pull images again and recreate the containers.
        case rebuild
        /// Stop containers; they can be started again.
        case stop
        /// Freeze containers in the middle of their work.
        case pause
        /// Resume paused containers.
        case unpause
        /// Copy code to the machine.
        case sync
        /// Bring managed clones up to date.
        case pull
        /// Stop and remove everything Dusty made: containers, network, hosts section.
        case down
        /// Remove the data of an app or service, and start it on none.
        case reset
        /// Make ready what a program needs that gets a container of its own.
        case prepare
        /// Run test suites in a stack of their own.
        case test
        /// Run a script of an app in its container.
        case script
        /// Stop containers while `/persist` is read, then start them again; started by the endpoint `backup`.
        case backup
        /// Put a verified backup in place; its name is the id of the staged restore.
        case restore
        /// Remove what is Dusty's and not in use; its names are scopes.
        case cleanup
        /// Stop everything, then the machine if it can be stopped.
        case shutdown
        /// Start the virtual machine of that name; create it if it does not exist.
        case machineStart = "machine_start"
        /// Stop the virtual machine of that name, on which the stack must not live.
        case machineStop = "machine_stop"
        /// Do in an app's container what its rules ask for after its code changed; starts on its own.
        case watch

        /// The kind in words, for people.
        public var words: String { rawValue.replacing("_", with: " ") }
        /// The kinds that a client can ask for.
        public static let requestable = allCases.filter { $0 != .watch }
    }

    /// The state of a job or a step.
    public enum State: String, Codable, Sendable, CaseIterable {
        /// Waits for another job, or for earlier steps.
        case pending
        /// At work.
        case running
        /// Cancellation was requested and is in progress.
        case cancelling
        /// Ended well.
        case succeeded
        /// Ended with an error.
        case failed
        /// Ended because it was cancelled.
        case cancelled
        /// Nothing to do (steps only).
        case skipped

        /// Whether nothing more will happen.
        public var isFinal: Bool {
            switch self {
            case .pending, .running, .cancelling: false
            case .succeeded, .failed, .cancelled, .skipped: true
            }
        }
    }

    /// One step of a job.
    public struct Step: Codable, Sendable, Equatable {
        /// What it does, such as `sync api`.
        public var title: String
        /// Where it is.
        public var state: State
        /// When it began.
        public var startedAt: Timestamp?
        /// When it ended.
        public var finishedAt: Timestamp?
        /// Its progress, if known.
        public var progress: Progress?
        /// Its outcome, such as `2 files, 1.2 KiB` or `nothing to do`.
        public var summary: String?

        /// A step with its parts.
        public init(
            title: String,
            state: State = .pending,
            startedAt: Timestamp? = nil,
            finishedAt: Timestamp? = nil,
            progress: Progress? = nil,
            summary: String? = nil
        ) {
            self.title = title
            self.state = state
            self.startedAt = startedAt
            self.finishedAt = finishedAt
            self.progress = progress
            self.summary = summary
        }
    }

    /// Progress as data; every part is optional because not all work knows it.
    public struct Progress: Codable, Sendable, Equatable {
        /// What is being done with the layers of images.
        public enum Phase: String, Codable, Sendable, CaseIterable {
            /// They come from the registry.
            case downloading
            /// All are here; they are unpacked.
            case extracting
        }

        /// Percent done, 0 to 100.
        public var percent: Double?
        /// Bytes done.
        public var bytes: Int64?
        /// Bytes in all.
        public var totalBytes: Int64?
        /// Bytes a second.
        public var bytesPerSecond: Double?
        /// Items (files, layers) done.
        public var items: Int?
        /// Items in all.
        public var totalItems: Int?
        /// What is being done, if the items are the layers of images.
        public var phase: Phase?

        /// Progress from what is known.
        public init(
            percent: Double? = nil,
            bytes: Int64? = nil,
            totalBytes: Int64? = nil,
            bytesPerSecond: Double? = nil,
            items: Int? = nil,
            totalItems: Int? = nil,
            phase: Phase? = nil
        ) {
            self.percent = percent
            self.bytes = bytes
            self.totalBytes = totalBytes
            self.bytesPerSecond = bytesPerSecond
            self.items = items
            self.totalItems = totalItems
            self.phase = phase
        }
    }

    /// Number, counted from 1 since the daemon was installed on this machine.
    public var id: Int
    /// The kind of work.
    public var kind: Kind
    /// Apps, services or repos it works on; empty means all active ones.
    public var names: [String]
    /// `test`: the suite that is run, or `all`; `script`: the script.
    public var suite: String?
    /// Where it is.
    public var state: State
    /// Name of the user who asked for it.
    public var user: String
    /// When it was requested.
    public var createdAt: Timestamp
    /// When it began.
    public var startedAt: Timestamp?
    /// When it ended.
    public var finishedAt: Timestamp?
    /// Its steps, in order; more may be added while it runs.
    public var steps: [Step]
    /// The last lines of output.
    public var tail: [String]
    /// Whether the last of them continues. Known to those who fold events, and never sent.
    var isTailOpen = false
    /// Why it failed.
    public var error: DustyError?
    /// `test`: the outcome of the suites that have ended.
    public var tests: [TestOutcome]?

    private enum CodingKeys: String, CodingKey {
        case id, kind, names, suite, state, user, createdAt, startedAt, finishedAt, steps, tail, error, tests
    }

    /// A job with its parts.
    public init(
        id: Int,
        kind: Kind,
        names: [String],
        suite: String? = nil,
        state: State = .pending,
        user: String,
        createdAt: Timestamp,
        startedAt: Timestamp? = nil,
        finishedAt: Timestamp? = nil,
        steps: [Step] = [],
        tail: [String] = [],
        error: DustyError? = nil,
        tests: [TestOutcome]? = nil
    ) {
        self.id = id
        self.kind = kind
        self.names = names
        self.suite = suite
        self.state = state
        self.user = user
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.steps = steps
        self.tail = tail
        self.error = error
        self.tests = tests
    }
}

/// One thing that happened in a job, in order; a late watcher gets them all from the first.
public struct JobEvent: Codable, Sendable, Equatable {
    /// What can happen.
    public enum Kind: Codable, Sendable, Equatable {
        /// The job began to run.
        case started
        /// These steps were appended.
        case planned(steps: [String])
        /// A step began.
        case stepStarted(step: Int)
        /// A step advanced.
        case stepProgressed(step: Int, progress: Job.Progress)
        /// A step, or the job (step nil), printed something: Dusty itself, or a program, on its standard output or, where that
        /// is known, its standard error.
        case output(step: Int?, text: String, stream: LogLine.Stream = .out)
        /// A step ended.
        case stepFinished(step: Int, state: Job.State, summary: String?)
        /// A test suite printed text, exactly as it was written: it may begin and end anywhere in a line.
        case suiteOutput(suite: String, stream: LogLine.Stream, text: String)
        /// A test suite ended.
        case suiteFinished(TestOutcome)
        /// The job ended; nothing follows.
        case finished(state: Job.State, error: DustyError?)
    }

    /// Number of the job.
    public var job: Int
    /// Position in the job's history, from 0.
    public var sequence: Int
    /// When it happened.
    public var time: Timestamp
    /// What happened.
    public var kind: Kind
    /// With `finished` of a test run: the outcome of all suites.
    public var tests: [TestOutcome]?

    /// An event with its parts.
    public init(job: Int, sequence: Int, time: Timestamp, kind: Kind, tests: [TestOutcome]? = nil) {
        self.job = job
        self.sequence = sequence
        self.time = time
        self.kind = kind
        self.tests = tests
    }
}

extension [Job] {
    /// Ended jobs that keep their steps and output in a snapshot.
    private static var keptWhole: Int { 3 }

    /// The jobs as they are in a snapshot: except for the last few that ended, ended ones have only their outcome,
    /// because a snapshot is sent again with every change.
    public var outlined: [Job] {
        var ended = 0
        return map { job in
            guard job.state.isFinal else { return job }
            ended += 1
            guard ended > Self.keptWhole else { return job }
            var outline = job
            outline.steps = []
            outline.tail = []
            return outline
        }
    }
}
