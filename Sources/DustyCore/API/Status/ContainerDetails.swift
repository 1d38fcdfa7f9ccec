/// The processes of a container, as the engine lists them, without secrets.
public struct ContainerProcesses: Codable, Sendable, Equatable {
    /// Names of the columns.
    public var columns: [String]
    /// A process each, a text for each column.
    public var rows: [[String]]
    /// How many more there are.
    public var omitted: Int

    /// Processes with their columns.
    public init(columns: [String], rows: [[String]], omitted: Int = 0) {
        self.columns = columns
        self.rows = rows
        self.omitted = omitted
    }
}

/// A container in the engine's own words, without values of variables, arguments and what else is secret by its nature.
public struct ContainerInspection: Codable, Sendable, Equatable {
    /// A JSON document of many lines.
    public var json: String

    /// The engine's words.
    public init(json: String) {
        self.json = json
    }
}

/// What a container has used since it started, beside processor and memory. What the engine does not count is absent.
public struct ContainerUse: Codable, Sendable, Equatable {
    /// Processes and threads.
    public var processes: Int?
    /// The most that there may be.
    public var processLimit: Int?
    /// Bytes that came over all networks.
    public var networkReceivedBytes: Int64?
    /// Bytes that went over all networks.
    public var networkSentBytes: Int64?
    /// Bytes read from disks.
    public var diskReadBytes: Int64?
    /// Bytes written to disks.
    public var diskWrittenBytes: Int64?

    /// Use with its parts.
    public init(
        processes: Int? = nil,
        processLimit: Int? = nil,
        networkReceivedBytes: Int64? = nil,
        networkSentBytes: Int64? = nil,
        diskReadBytes: Int64? = nil,
        diskWrittenBytes: Int64? = nil
    ) {
        self.processes = processes
        self.processLimit = processLimit
        self.networkReceivedBytes = networkReceivedBytes
        self.networkSentBytes = networkSentBytes
        self.diskReadBytes = diskReadBytes
        self.diskWrittenBytes = diskWrittenBytes
    }
}
