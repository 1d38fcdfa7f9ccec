import DustyCore
import Hummingbird
import Logging

/// Lets in root, the configured owner and members of the group `dusty`; the kernel says who is calling.
struct PeerMiddleware: RouterMiddleware {
    typealias Context = DaemonContext

    let settings: SettingsStore
    private let directory: CallerDirectory
    private let daemonUser: User

    init(
        settings: SettingsStore,
        directory: CallerDirectory = CallerDirectory(),
        daemonUser: User = SubprocessRunner.currentUser
    ) {
        self.settings = settings
        self.directory = directory
        self.daemonUser = daemonUser
    }

    func handle(
        _ request: Request,
        context: DaemonContext,
        next: @concurrent (Request, DaemonContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        do {
            (context.caller, context.role) = try await admit(context)
        } catch let error as DustyError {
            context.note.fail(error.code)
            context.logger.notice("refused a caller", metadata: ["reason": "\(error.message)"])
            return Reply.error(error)
        }
        return try await next(request, context)
    }

    private func admit(_ context: DaemonContext) async throws -> (User, Role) {
        let uid = try await PeerCredentials.peer(of: context.channel).get().uid
        guard let entry = try await entry(of: uid) else {
            throw DustyError(.forbidden, "uid \(uid) is not a user of this host")
        }
        let user = entry.user
        context.note.name(user.name)
        if uid == 0 { return (user, .root) }
        if let owner = await settings.essentials().owner, owner == user.name { return (user, .owner) }
        if entry.isMember { return (user, .member) }
        throw DustyError(
            .forbidden,
            "\(user.name) (uid \(uid)) may not use Dusty",
            hint: "an administrator can allow it: `\(HostWords.own.joining(user.name))`, then log in again"
        )
    }

    /// The user of this id. The daemon knows its own user without a lookup: root can use it while the database does not
    /// answer.
    private func entry(of uid: UInt32) async throws -> CallerDirectory.Entry? {
        do { return try await directory.entry(of: uid) } catch let error as DustyError {
            guard uid == daemonUser.uid else { throw error }
            return CallerDirectory.Entry(user: daemonUser, isMember: false)
        }
    }
}
