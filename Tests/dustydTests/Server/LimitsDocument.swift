@testable import dustyd

/// `docs/limits.md`.
struct LimitsDocument {
    let limits: ServerLimits

    var text: String {
        """
        # Limits

        What clients may use of the daemon, so that no client can shut out the others or cut the daemon off from the engine. This page is made
        from `Sources/dustyd/Connections/ServerLimits.swift`. The kernel says which user has opened a connection.

        | what | how much | beyond it |
        |---|---|---|
        \(rows.map { "| \($0.0) | \($0.1) | \($0.2) |" }.joined(separator: "\n"))

        A refusal is a normal error, with `code`, `message` and `hint`. `dusty` exits with 69 and says that the daemon runs and why it refuses;
        it reports that the daemon is not running only if nothing listens at the socket.

        Clients may stay connected for as long as they like while their request is answered: events, logs, snapshots, programs in containers,
        archives and backups are limited in number, not in time.

        ## The proxy's pages

        What the proxy shows for an app that does not answer comes from a socket that only the proxy's container sees. It takes \(ServerLimits.pages.connections) connections at
        once and closes others, waits \(seconds(ServerLimits.pages.firstHead)) for a request and \(seconds(ServerLimits.pages.unread)) for its answer to be read; the proxy then shows a plain message.

        ## Descriptors

        At start the daemon raises its limit of open files to what the system allows (`ulimit -Hn`), at most \(limits.descriptors). At least \(limits.reserve) are
        reserved for the engine, files and programs. If the limit is low, clients share a third of the rest: with 1,024 that is
        \(small.connections) connections of all users and \(small.connectionsPerUser) of one.

        ## Memory

        The daemon writes nothing to a client that does not read: a connection buffers at most about 64 KiB, or one value. Bodies that
        one user sends at once take at most \(limits.bodyBytesPerUser >> 20) MiB. What the allocator keeps after a peak is returned to the system within ten
        seconds.

        About 1 MiB of a test suite's output is buffered for the client; then the suite waits. A job keeps the last 4 MiB of its
        output for later. Log lines are passed on in parts of 64 KiB, about 1 MiB for one client.

        ## Git

        When git only inspects a clone, Dusty gives up after 60 s of silence, and after 10 s in the list of repos; the clone stays as it is, and
        jobs continue with the others. Dusty gives up on a silent remote after 45 s when it asks for branches, after 60 s in the middle of a
        transfer, and after 600 s while a directory of this host is copied. Git reports progress about once a second, so a slow transfer
        continues as long as it moves.

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
            ("from connecting to the end of the first request's header", seconds(limits.firstHead), "408, closed"),
            ("between an answer and the next request's header", seconds(limits.idle), "closed"),
            ("JSON body, from start to end", seconds(limits.body), "400 `invalid`"),
            ("between two pieces of a body that the daemon waits for", seconds(limits.bodyPiece), "408, closed"),
            ("rest of a body whose request is answered", seconds(limits.leftover), "closed"),
            ("a client that does not read what is written to it", seconds(limits.unread), "closed"),
            ("one header, or the URL", "\(limits.headerBytes >> 10) KiB", "431, closed"),
            ("all headers", "\(limits.headBytes >> 10) KiB, \(limits.headers) headers", "431, closed"),
            ("JSON body", "\(limits.bodyBytes >> 20) MiB", "400 `invalid`"),
            ("JSON bodies of one user at once", "\(limits.bodyBytesPerUser >> 20) MiB", "429 `too_many`"),
            ("connections that wait to be accepted", "\(limits.backlog), or `net.core.somaxconn`", "the client waits"),
        ]
    }

    private func seconds(_ time: Duration) -> String {
        "\(time.components.seconds) s"
    }
}
