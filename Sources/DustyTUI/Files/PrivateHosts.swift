import CLibrary
import DustyCore
import Essentials

/// Programs that see another hosts file than the rest of this host.
enum PrivateHosts {
    /// Makes this process such a program, with these variables set. Throws when it cannot be done.
    static func become(_ arguments: [String], with hosts: [UInt8], setting variables: [String: String]) throws -> Never
    {
        let isRoot = geteuid() == 0
        let unshare = ["unshare", "--mount"] + (isRoot ? [] : ["--user", "--map-root-user"])
        try check(unshare, isRoot: isRoot)
        let directory = "\(isRoot ? "/run" : place)/dusty-hosts-\(UUID().uuidString)"
        guard mkdir(directory, 0o700) == 0 else {
            throw DustyError(.failed, "\(directory) cannot be made: \(String(cString: strerror(errno)))")
        }
        do {
            try NewFile("\(directory)/hosts").append(hosts)
            for (name, value) in variables { setenv(name, value, 1) }
            let script = String(decoding: PackageResources.enter_stack_sh, as: UTF8.self)
            let words = ["sh", "-c", script, "dusty", directory, String(geteuid()), String(getegid())]
            throw ChildProgram.become(unshare + ["--"] + words + arguments)
        } catch {
            try? FileManager.default.removeItem(atPath: directory)
            throw error
        }
    }

    /// Where users keep temporary files; root uses a directory that only root can change.
    private static var place: String {
        UserEnvironment.value(of: "TMPDIR").flatMap { $0.hasPrefix("/") && access($0, W_OK) == 0 ? $0 : nil } ?? "/tmp"
    }

    /// Throws where the system does not allow namespaces.
    private static func check(_ unshare: [String], isRoot: Bool) throws {
        guard try ChildProgram.ending(of: unshare + ["--", "true"]) != .code(0) else { return }
        throw DustyError(
            .unavailable,
            "this system does not let \(isRoot ? "root" : "you") have a mount namespace",
            hint: isRoot
                ? "use the stack's own host names, or `dusty stack front`"
                : "use the stack's own host names, or allow user namespaces: `sysctl kernel.unprivileged_userns_clone`, "
                    + "`sysctl kernel.apparmor_restrict_unprivileged_userns`"
        )
    }
}
