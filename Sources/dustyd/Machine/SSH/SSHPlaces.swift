import CLibrary
import DustyCore

/// Files of one machine's connection on this host.
struct SSHPlaces: Sendable, Equatable {
    /// Directory of the sockets, which only root can enter.
    let sockets: String
    /// What is stored about the machine.
    let directory: String
    /// Name of the machine.
    let name: String

    init(paths: Paths, name: String) {
        sockets = "\(paths.socket).machines"
        directory = paths.directory(ofMachine: name)
        self.name = name
    }

    /// The socket by which programs use the connection.
    var control: String { "\(sockets)/\(name).ssh" }
    /// The engine's socket, forwarded.
    var engine: String { "\(sockets)/\(name).engine" }
    /// The socket of the pages for apps that do not answer, which the proxy there reaches through the connection.
    var pages: String { "\(sockets)/\(name).pages" }
    /// The private key that Dusty logs in with.
    var key: String { "\(directory)/key" }
    /// The host keys that were learned when the machine was added.
    var knownHosts: String { "\(directory)/known_hosts" }

    /// The ports that are forwarded.
    var forwards: String { "\(directory)/forwards.json" }

    /// Makes the directory of the sockets. Throws `DustyError` when another user made it, or when ssh would misread its path.
    func prepare() throws {
        let plain = [sockets, directory].allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9\/._@+-]+/) != nil }
        guard plain, control.utf8.count + 18 < 108, engine.utf8.count < 108 else {
            throw DustyError(
                .conflict,
                "\(sockets) cannot hold sockets of ssh: it is too long, or has characters with a meaning to ssh",
                hint: "set DUSTY_SOCKET_PATH and DUSTY_STATE_DIR to short plain paths"
            )
        }
        guard mkdir(sockets, 0o700) == 0 || errno == EEXIST else {
            throw DustyError(.failed, "\(sockets) cannot be made: \(String(cString: strerror(errno)))")
        }
        guard let status = try? FileStatus(at: sockets), status.isDirectory, status.owner == geteuid(),
            chmod(sockets, 0o700) == 0
        else {
            throw DustyError(.conflict, "\(sockets) does not belong to root", hint: "remove it")
        }
    }
}
