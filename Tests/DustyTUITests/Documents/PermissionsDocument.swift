import DustyCore

/// The page on who may do what, made of the tables by which the daemon decides.
enum PermissionsDocument {
    static func text() -> String {
        let roles = Role.allCases.reversed()
        let head = roles.map(\.rawValue).joined(separator: " | ")
        let line = String(repeating: "---|", count: roles.count)
        return """
            <!-- Generated from API.endpoints by the tests; see GeneratedDocumentsTests. -->
            # Who may do what

            The kernel says which user has opened a connection. `root` is root; `owner` is the user whom the setting `owner` names,
            in the group or not; `member` is in the group `dusty`; `outsider` is any other user. Outsiders cannot connect: the socket is
            0660, its owner is the owner and its group is `dusty`. Every request that changes something is recorded; see
            `dusty audit`.

            ## Endpoints

            | endpoint | \(head) |
            |---|\(line)
            \(API.endpoints.map { row("`\($0.method) \($0.path)`", $0.least) }.joined(separator: "\n"))

            ## Jobs

            What `POST /v1/jobs` starts.

            | job | \(head) |
            |---|\(line)
            \(Job.Kind.requestable.map { row("`\($0.rawValue)`", $0.least) }.joined(separator: "\n"))

            ## Changes that require more than their endpoint

            You can always change your own override of a repo.

            | to | \(head) |
            |---|\(line)
            \(RestrictedChange.allCases.map { row($0.deed, $0.least) }.joined(separator: "\n"))

            """
    }

    private static func row(_ name: String, _ least: Role) -> String {
        "| \(name) | " + Role.allCases.reversed().map { $0 < least ? "no" : "yes" }.joined(separator: " | ") + " |"
    }
}
