@testable import dustyd

/// `docs/limits.md`.
struct LimitsDocument {
    let limits: ServerLimits

    var text: String {
        """
        # Limits

        What clients may use of the daemon, so that none of them can shut out the others or cut the daemon off the engine. The values are those of
        `Sources/dustyd/Connections/ServerLimits.swift`, of which this page is made. Users are told apart by what the kernel says of their
        connections.

        | what | how much | beyond it |
        |---|---|---|
        \(rows.map { "| \($0.0) | \($0.1) | \($0.2) |" }.joined(separator: "\n"))

        A refusal is an answer in the one shape of errors, with `code`, `message` and `hint`. `dusty` exits with 69 and says that the daemon runs and
        why it refuses; that it is not running is said only when nothing listens at the socket.

        Legal clients may stay connected for as long as they like while a request of theirs is answered: events, logs, snapshots, programs in
        containers, archives and backups have no limit of time, only of number.

        ## The proxy's pages

        What the proxy shows for an app that does not answer comes from a socket that only the proxy's container sees. It takes \(ServerLimits.pages.connections) connections at
        once and closes others, waits \(seconds(ServerLimits.pages.firstHead)) for a request and \(seconds(ServerLimits.pages.unread)) for its answer to be read; the proxy then has plain words of its own.

        ## Descriptors

        At start the daemon raises its limit of open files to what the system allows (`ulimit -Hn`), at most \(limits.descriptors). At least \(limits.reserve) are
        kept from clients, for the engine, files and programs. Where the system allows few, clients share a third of what is left: with 1,024 that is
        \(small.connections) connections of all users and \(small.connectionsPerUser) of one.

        ## Memory

        Nothing is written for a client that does not read what it has: a connection holds at most about 64 KiB, or one value, for it. Bodies that
        one user sends at once hold at most \(limits.bodyBytesPerUser >> 20) MiB. What the allocator keeps after a load is given back to the system within ten
        seconds.

        Of what a test suite prints about 1 MiB waits for the client; then the suite waits. A job keeps the last 4 MiB of its
        output for who looks later. Lines of logs go through in parts of 64 KiB, about 1 MiB for one client.

        ## Git

        A clone that git only looks at is given up after 60 s in which git says nothing, and after 10 s in the list of repos; the clone is then left
        as it is, and jobs go on with the others. A remote that says nothing is given up: after 45 s when it is asked for its branches, after 60 s in the middle of a transfer, after 600 s while a
        directory of this host is copied. Git says about once a second how far it has come, so that a slow transfer is not given up while it moves.

        """
    }

    private var small: ServerLimits { limits.fitting(descriptors: 1024) }

    private var rows: [(String, String, String)] {
        [
            ("connections of one user", "\(limits.connectionsPerUser)", "429 `too_many`"),
            ("connections of all users, root apart", "\(limits.connections)", "503 `unavailable`"),
            ("streams of one user (events, logs, snapshots, programs)", "\(limits.streamsPerUser)", "429 `too_many`"),
            (
                "costly requests of one user (archives, backups, `doctor`, `dump`, `plan`, `repos`, `validate`, disk usage)",
                "\(limits.costlyPerUser)", "429 `too_many`"
            ),
            ("from connecting to the end of the first request's head", seconds(limits.firstHead), "408, closed"),
            ("between an answer and the next request's head", seconds(limits.idle), "closed"),
            ("JSON body, from its beginning to its end", seconds(limits.body), "400 `invalid`"),
            ("between two pieces of a body that the daemon waits for", seconds(limits.bodyPiece), "408, closed"),
            ("rest of a body whose request is answered", seconds(limits.leftover), "closed"),
            ("a client that does not read what is written to it", seconds(limits.unread), "closed"),
            ("one header, or the URL", "\(limits.headerBytes >> 10) KiB", "431, closed"),
            ("all headers", "\(limits.headBytes >> 10) KiB, \(limits.headers) headers", "431, closed"),
            ("JSON body", "\(limits.bodyBytes >> 20) MiB", "400 `invalid`"),
            ("JSON bodies of one user at once", "\(limits.bodyBytesPerUser >> 20) MiB", "429 `too_many`"),
            ("connections that wait to be taken", "\(limits.backlog), or `net.core.somaxconn`", "the client waits"),
        ]
    }

    private func seconds(_ time: Duration) -> String {
        "\(time.components.seconds) s"
    }
}
