import CLibrary

/// Becomes another user and runs a program: what `setpriv` does on Linux. A Mac has no such program, so the daemon's own does it there, asked
/// by its first argument.
struct UserChange: Equatable {
    /// The argument that asks for it.
    static let word = "change-user"
    /// The program that does it on this host, and its first arguments.
    static let program = Platform.isMac ? [Platform.ownPath, word] : ["setpriv"]

    /// Real and effective ids; nil for those that stay.
    var user: (real: uid_t?, effective: uid_t?) = (nil, nil)
    var group: (real: gid_t?, effective: gid_t?) = (nil, nil)
    /// The other groups; nil for those that the process has.
    var groups: [gid_t]?
    /// The program to run and its arguments.
    var command: [String]

    static func == (left: Self, right: Self) -> Bool {
        left.user == right.user && left.group == right.group && left.groups == right.groups
            && left.command == right.command
    }

    /// What options like those of `setpriv` ask for; nil when they are not understood.
    init?(_ words: some Collection<String>) {
        var words = Array(words)[...]
        command = []
        while let option = words.popFirst() {
            switch option {
            case "--":
                command = Array(words)
                if command.isEmpty { return nil }
                return
            case "--keep-groups": groups = nil
            case "--clear-groups": groups = []
            default:
                guard let value = words.popFirst(), set(option, value) else { return nil }
            }
        }
        return nil
    }

    private mutating func set(_ option: String, _ value: String) -> Bool {
        if option == "--groups" {
            let numbers = value.split(separator: ",", omittingEmptySubsequences: false).map { gid_t($0) }
            groups = numbers.compactMap(\.self)
            return !numbers.contains(nil)
        }
        guard let number = UInt32(value) else { return false }
        switch option {
        case "--ruid": user.real = number
        case "--euid": user.effective = number
        case "--reuid": user = (number, number)
        case "--rgid": group.real = number
        case "--egid": group.effective = number
        case "--regid": group = (number, number)
        default: return false
        }
        return true
    }

    /// Changes, and runs the program in place of this one; ends with a message like that of `setpriv` when it cannot.
    func run() -> Never {
        let none = uid_t.max
        let member = user.effective ?? user.real ?? geteuid()
        if let groups, Platform.setGroups(groups, of: member, group.effective ?? getegid()) != 0 { Self.fail("groups") }
        if setregid(group.real ?? none, group.effective ?? none) != 0 { Self.fail("group") }
        if setreuid(user.real ?? none, user.effective ?? none) != 0 { Self.fail("user") }
        let arguments = command.map { strdup($0) } + [nil]
        execvp(command[0], arguments)
        let code = errno
        Self.say("setpriv: failed to execute \(command[0]): \(String(cString: strerror(code)))")
        _exit(code == ENOENT ? 127 : 126)
    }

    private static func fail(_ what: String) -> Never {
        say("dustyd: cannot change the \(what): \(String(cString: strerror(errno)))")
        _exit(125)
    }

    private static func say(_ text: String) {
        let line = Array("\(text)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}
