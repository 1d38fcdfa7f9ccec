import DustyCore

/// A failed run of Compose, in words that say what to do.
struct ComposeFailure {
    /// `up`, `build`, …
    let subcommand: String
    let result: CommandResult

    /// The error to show.
    var error: DustyError {
        DustyError(.failed, "docker compose \(subcommand) failed.\n\(words)", hint: hint)
    }

    /// Whether containers that do not run are in the way of `up` until they are removed: those that a killed engine left half
    /// started, and those that the old Compose cannot replace because a newer engine no longer reports what it looks for.
    ///
    /// Compose ends with 1 for everything, so its words decide.
    static func needsRemoval(_ result: CommandResult) -> Bool {
        result.errorOutput.split(whereSeparator: \.isNewline).contains { line in
            (line.contains("task ") && line.contains("already exists")) || line.contains("KeyError: 'ContainerConfig'")
        }
    }

    /// Whether `docker` says that it has no Compose: a plugin that is missing makes it read options of Compose as its own.
    static func lacksPlugin(_ result: CommandResult) -> Bool {
        let signs = [
            "is not a docker command", "unknown flag: --ansi", "unknown flag: --short", "unknown shorthand flag",
            "unknown command: docker compose",
        ]
        return result.status != 0 && signs.contains(where: result.errorOutput.contains)
    }

    /// Whether this Compose no longer exists, so that nothing was done.
    static func isMissing(_ result: CommandResult, _ program: ComposeProgram) -> Bool {
        !program.leading.isEmpty && lacksPlugin(result)
    }

    /// The lines about the failure, without the progress around them.
    private var words: String {
        if result.ending.signal != nil { return result.lastWords() }
        let signs = ["error", "failed", "cannot", "denied", "invalid", "not found", "no such", "unable"]
        let lines = (result.errorOutput + "\n" + result.output).split(whereSeparator: \.isNewline)
            .filter { line in
                let lower = line.lowercased()
                return signs.contains { lower.contains($0) } && !lower.contains("warning")
            }
        var said: [Substring] = []
        for line in lines.map(Self.withoutSource) where !said.contains(line) { said.append(line) }
        return said.isEmpty ? result.lastWords() : said.suffix(4).map { String($0.prefix(600)) }.onOneLine
    }

    /// Compose's message about a file of variables quotes the line that it could not read.
    private static func withoutSource(_ line: Substring) -> Substring {
        line.firstRange(of: "variable name").map { line[..<$0.upperBound] } ?? line
    }

    private var hint: String? {
        let advice: [(signs: [String], hint: String)] = [
            (
                ["port is already allocated", "address already in use"],
                "See what holds the port: `ss -ltnp`, `docker ps`. If a killed engine holds it, `dusty up` uses another."
            ),
            (
                ["pull access denied", "manifest unknown", "manifest for", "repository does not exist"],
                "Check the image's name in the spec; log in if it is private: docker login."
            ),
            (
                ["no such host", "i/o timeout", "TLS handshake timeout", "network is unreachable"],
                "The image's registry cannot be reached. Check the network or VPN, or build the image here."
            ),
            (["no space left"], "The disk is full. Make room, for instance: docker system prune."),
            (
                ["Cannot connect to the Docker daemon", "error during connect", "connection refused"],
                "Docker stopped. Start it, then run the same again."
            ),
            (
                ["is already in use by container"],
                "Remove the container that has the name: docker rm -f NAME, then run the same again."
            ),
            (["is unhealthy"], "Look at its log: dusty logs NAME."),
            (
                ["could not find an available", "all predefined address pools"],
                "Remove unused networks: docker network prune."
            ),
        ]
        let text = result.errorOutput + result.output
        return result.advice ?? advice.first { $0.signs.contains { text.contains($0) } }?.hint
    }
}
