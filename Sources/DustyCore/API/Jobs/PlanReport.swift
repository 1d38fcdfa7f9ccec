/// What `up` would do, in the order in which it would do it.
public struct PlanReport: Codable, Sendable, Equatable {
    /// One thing to do.
    public struct Action: Codable, Sendable, Equatable {
        /// The kinds of things to do.
        public enum Kind: String, Codable, Sendable, CaseIterable {
            /// Clone a repo that is not on this host yet.
            case clone
            /// Write a file, or Dusty's part of one; build an image; copy the code of a repo.
            case write
            /// Make a container that does not exist.
            case create
            /// Replace a container: its definition changed, it was only half created, or it shares the network of one that is replaced.
            case replace
            /// Start a container that ended or was stopped, or restart one.
            case start
            /// Reconnect a running container to the stack's network.
            case connect
            /// Stop and remove a container that is no longer needed.
            case remove
        }

        /// What is done.
        public var kind: Kind
        /// Its object: an app, a service, a file.
        public var subject: String
        /// The whole step as a sentence.
        public var text: String
        /// Why, such as the keys of the definition that changed; empty when there is nothing to add.
        public var reasons: [String]

        /// An action with its parts.
        public init(kind: Kind, subject: String, text: String, reasons: [String] = []) {
            self.kind = kind
            self.subject = subject
            self.text = text
            self.reasons = reasons
        }
    }

    /// How a file would change.
    public struct FileDiff: Codable, Sendable, Equatable {
        /// Path of the file.
        public var path: String
        /// The change as a unified diff.
        public var diff: String

        /// A file's change.
        public init(path: String, diff: String) {
            self.path = path
            self.diff = diff
        }
    }

    /// Everything to do, in order; empty when nothing is.
    public var actions: [Action]
    /// The files that would change: hosts, proxy configuration, Compose file, command files.
    public var diffs: [FileDiff]
    /// What to know besides, such as which services other stacks have; absent where there is nothing.
    public var notes: [String]?

    /// A report with its parts.
    public init(actions: [Action] = [], diffs: [FileDiff] = [], notes: [String] = []) {
        self.actions = actions
        self.diffs = diffs
        self.notes = notes.isEmpty ? nil : notes
    }
}

/// What a sync of one repo would do to the machine's copy.
public struct SyncPreview: Codable, Sendable, Equatable {
    /// Full name of the repo, as written in the specs.
    public var repo: String
    /// Last component of the name, without `.git`.
    public var shortName: String
    /// Files that would be sent.
    public var files: Int
    /// Bytes of file content that would be sent.
    public var bytes: Int64
    /// Files, links and directories that would be deleted from the copy; a directory in which a container made something stays.
    public var deleted: Int

    /// A preview of one repo's sync.
    public init(repo: String, shortName: String, files: Int, bytes: Int64, deleted: Int) {
        self.repo = repo
        self.shortName = shortName
        self.files = files
        self.bytes = bytes
        self.deleted = deleted
    }
}
