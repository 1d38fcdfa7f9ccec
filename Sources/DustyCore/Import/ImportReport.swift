/// What became of a Compose project: every field of every service, the files that were written, and what to do next.
public struct ImportReport: Codable, Sendable, Equatable {
    /// One field of a service, or of the project itself.
    public struct Field: Codable, Sendable, Hashable {
        /// What became of a field.
        public enum Outcome: String, Codable, Sendable, CaseIterable {
            /// It is in the specs as it was.
            case taken
            /// It is in the specs in another form, or Dusty does by itself what it asked for.
            case changed
            /// It has no place in specs.
            case unsupported
        }

        /// The service; nil for a field of the project.
        public var service: String?
        /// The key, such as `ports`.
        public var field: String
        /// What became of it.
        public var outcome: Outcome
        /// How it was changed, or why it is not supported and what to do.
        public var note: String?
    }

    /// Name of the project.
    public var project: String
    /// Directory of the specs.
    public var directory: String
    /// Files that were written, relative to the directory.
    public var files: [String]
    /// Bundles, the one to begin with first.
    public var bundles: [String]
    /// Every field.
    public var fields: [Field]
    /// What Compose warned of.
    public var warnings: [String]
    /// What is wrong with the specs that were written; there is work left when this is not empty.
    public var problems: [SpecProblem]
    /// Commands to run next.
    public var next: [String]

    /// How many fields have an outcome.
    public func count(_ outcome: Field.Outcome) -> Int { fields.count { $0.outcome == outcome } }
}
