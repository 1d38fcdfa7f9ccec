import DustyCore
import Essentials

/// Which stack a command uses: the one that is named, else the one in the environment, else the one whose directory
/// contains the working directory, else the daemon's own. Nothing is remembered from one command to the next: two
/// terminals would disturb each other.
struct StackSelection: Sendable {
    /// The variable that names a stack.
    static let variable = "DUSTY_STACK"

    var named: String?
    var environment = ProcessInfo.processInfo.environment
    var directory = FileManager.default.currentDirectoryPath

    init(named: String?) {
        self.named = named
    }

    init(named: String?, environment: [String: String], directory: String) {
        (self.named, self.environment, self.directory) = (named, environment, directory)
    }

    /// The stack that is named; nil if none is.
    var spoken: String? {
        if let named { return named }
        return environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The stack's name; nil for the daemon's own. Throws when the owner of the directory cannot be found out: what you
    /// mean for one stack is never done to another.
    func name(asking daemon: any Daemon) async throws -> String? {
        if let spoken { return spoken }
        do {
            return Self.owner(of: directory, among: try await daemon.call(.stacks))
        } catch let error as DustyError where error.code == .notFound {
            // An older daemon, which has one stack.
            return nil
        }
    }

    /// The stack that owns a directory: of several the nearest one.
    static func owner(of directory: String, among stacks: [StackInfo]) -> String? {
        let owned = stacks.flatMap { stack in stack.directories.map { (stack.name, $0) } }
        let above = owned.filter { directory == $0.1 || directory.hasPrefix($0.1 + "/") }
        return above.max { $0.1.utf8.count < $1.1.utf8.count }?.0
    }

    /// A command line whose stack is named before the command, as options of all commands may be: the stack is put into
    /// the environment, where the command finds it.
    static func withoutLeading(_ arguments: [String], set: (String) -> Void) -> [String] {
        guard let first = arguments.first else { return arguments }
        if let value = first.removing(prefix: "--stack=") {
            set(value)
            return Array(arguments.dropFirst())
        }
        guard ["-s", "--stack"].contains(first), arguments.count > 1 else { return arguments }
        set(arguments[1])
        return Array(arguments.dropFirst(2))
    }
}

extension DustyError {
    /// The same error with the stack in the commands of its hints.
    func hinting(at stack: String?) -> DustyError {
        let problems = problems?.map { problem in
            var problem = problem
            problem.hint = problem.hint.map { StackHints.naming(stack, in: $0) }
            return problem
        }
        return DustyError(code, message, hint: hint.map { StackHints.naming(stack, in: $0) }, problems: problems)
    }
}

extension String {
    fileprivate func removing(prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
