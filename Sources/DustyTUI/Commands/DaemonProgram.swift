import ArgumentParser
import CLibrary
import DustyCore

/// `dusty -d`: this process becomes the daemon.
enum DaemonProgram {
    private static let name = "dustyd"

    /// Replaces this process by `dustyd`, the one beside this program or else the first in `PATH`; ends with an error when there is none.
    static func become(with arguments: [String]) -> Never {
        if let sibling = sibling(), access(sibling, X_OK) == 0 {
            withArguments([sibling] + arguments) { _ = execv(sibling, $0) }
        }
        withArguments([name] + arguments) { _ = execvp(name, $0) }
        let error = DustyError(
            .failed,
            "dustyd cannot be started: \(String(cString: strerror(errno)))",
            hint: "install it beside dusty or in PATH"
        )
        try? Console.standard().report(error)
        exit(Exit.failed.rawValue)
    }

    /// The daemon in the directory of the real program, whatever link it was called by.
    private static func sibling() -> String? {
        guard let path = Platform.ownFile else { return nil }
        return path.lastIndex(of: "/").map { path[...$0] + name }
    }

    private static func withArguments(_ arguments: [String], _ call: ([UnsafeMutablePointer<CChar>?]) -> Void) {
        let copies = arguments.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        call(copies + [nil])
    }
}
