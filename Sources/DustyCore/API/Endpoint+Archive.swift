extension Endpoint {
    /// `GET` and `PUT` with `name`, `path`: a tar archive.
    public static let archive = "/v1/archive"
    /// `GET` with `name`, `path`, `follow`: `ArchiveEntry`.
    public static let archiveEntry = "\(archive)/entry"
    /// Media type of archives.
    public static let tar = "application/x-tar"

    private static let place: [Parameter] = [
        .query("name", "string", "App or service.", required: true),
        .query("path", "string", "Absolute path in its container, which need not run.", required: true),
    ]

    static let archiveTable: [Definition] = [
        .get(
            .archiveEntry,
            archiveEntry,
            "What stands at a path in a container.",
            .value("ArchiveEntry"),
            place + [.query("follow", "boolean", "Look behind links.")],
            errors: [.invalid, .notFound, .conflict]
        ),
        .get(
            .readArchive,
            archive,
            "A file or directory of a container as a tar archive.",
            .bytes(tar),
            place,
            errors: [.invalid, .notFound, .conflict]
        ),
        Definition(
            id: .writeArchive,
            method: "PUT",
            path: archive,
            summary: "Unpacks a tar archive into a directory of a container. Owners are those of the archive.",
            parameters: place,
            request: tar,
            response: .value("ArchiveReceipt"),
            status: 200,
            errors: [.invalid, .notFound, .conflict, .failed]
        ),
    ]
}
