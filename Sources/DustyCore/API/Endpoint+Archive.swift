extension Endpoint<EntryQuestion, ArchiveEntry> {
    /// What a path in a container is. `.notFound` when it does not exist.
    public static var archiveEntry: Self {
        Self(
            .get,
            "/v1/archive/entry",
            "What a path in a container is.",
            for: .member,
            errors: [.invalid, .notFound, .conflict]
        )
    }
}

extension Endpoint<ContainerPlace, RawBytes> {
    /// A file or directory as a tar archive; its names begin with the last component of the path.
    public static var readArchive: Self {
        Self(
            .get,
            "/v1/archive",
            "A file or directory of a container as a tar archive.",
            for: .member,
            media: MediaType.tar,
            errors: [.invalid, .notFound, .conflict]
        )
    }
}

extension Endpoint<Upload<ContainerPlace>, ArchiveReceipt> {
    /// Unpacks a tar archive into a directory.
    public static var writeArchive: Self {
        Self(
            .put,
            "/v1/archive",
            "Unpacks a tar archive into a directory of a container. Owners are those of the archive.",
            for: .member,
            media: MediaType.tar,
            errors: [.invalid, .notFound, .conflict, .failed]
        )
    }
}

extension ContainerPlace: EndpointParameters {
    /// The variables.
    public static let parameters: [EndpointDefinition.Parameter] = [
        .query("name", "string", "App or service.", required: true),
        .query("path", "string", "Absolute path in its container, which need not run.", required: true),
    ]

    /// The variables' values.
    public var items: [ParameterItem] { [("name", name), ("path", path)] }

    /// What a request said.
    public init(_ values: ParameterValues) throws(DustyError) {
        guard let name = values["name"], let path = values["path"] else {
            throw DustyError(.invalid, "name and path are needed", hint: "such as name=api&path=/tmp/file")
        }
        self.init(name: name, path: path)
    }
}

/// A question about a path in a container.
public struct EntryQuestion: EndpointParameters, Equatable {
    /// The variables.
    public static let parameters: [EndpointDefinition.Parameter] =
        ContainerPlace.parameters + [.query("follow", "boolean", "Follow links.")]

    /// The place.
    public var place: ContainerPlace
    /// Whether to follow links there.
    public var follows: Bool

    /// The variables' values.
    public var items: [ParameterItem] { place.items + .flag("follow", follows) }

    /// A question about a path.
    public init(at place: ContainerPlace, following: Bool) {
        self.place = place
        follows = following
    }

    /// What a request said.
    public init(_ values: ParameterValues) throws(DustyError) {
        self.init(at: try ContainerPlace(values), following: values.flag("follow"))
    }
}
