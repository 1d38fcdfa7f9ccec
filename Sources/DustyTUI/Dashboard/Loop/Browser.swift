import CLibrary
import Dispatch
import DustyCore

/// The user's desktop browser.
enum Browser {
    /// Opens an address in it; returns the message. Throws without a desktop, naming the key that copies the address
    /// instead.
    static func open(_ address: String, copyKey: String) throws -> String {
        let program = Platform.isMac ? "open" : "xdg-open"
        // Over SSH the screen of a Mac is not the user's.
        let isRemote = UserEnvironment.value(of: "SSH_CONNECTION") != nil
        let hasDesktop =
            Platform.isMac && !isRemote
            || ["DISPLAY", "WAYLAND_DISPLAY"].contains { UserEnvironment.value(of: $0) != nil }
        guard hasDesktop, launch([program, address]) else {
            throw DustyError(
                .unavailable,
                "there is no browser to open \(address) in",
                hint: "\(copyKey) copies the address through the terminal"
            )
        }
        return "Opening \(address)."
    }

    /// Starts a program that has nothing to do with this terminal.
    static func launch(_ arguments: [String]) -> Bool {
        var actions = Platform.noSpawnActions
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        let words = arguments.map { strdup($0) }
        defer { for word in words { free(word) } }
        var child = pid_t()
        guard posix_spawnp(&child, arguments[0], &actions, nil, words + [nil], environ) == 0 else { return false }
        let started = child
        DispatchQueue.global().async {
            var status: Int32 = 0
            waitpid(started, &status, 0)
        }
        return true
    }
}
