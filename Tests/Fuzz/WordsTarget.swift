import Foundation
import UnixHTTP

@testable import DustyCore

/// Words of specs, callers and command lines. What is checked here goes on to shells, the kernel and Compose, which read bytes: what they
/// would see is looked at byte by byte.
enum WordsTarget: FuzzTarget {
    @Sendable static func read(_ bytes: [UInt8]) {
        let text = bytes.text
        shell(text)
        paths(text)
        repo(RepoReference(text))
        times(text)
        let quoted = JSONText.quote(text)
        require((try? Wire.decode([String].self, from: Data("[\(quoted)]".utf8))) == [text], "JSON's own quotes")
        require(HTTPQuery.escape(text).removingPercentEncoding == text, "a query's value is read as written")
        dollars(text)
        _ = ImageName(text)
        _ = UpstreamFailure(header: text)
        if Naming.isBranch(text) { require(!hasClimb(text), "a branch that climbs: \(text.debugDescription)") }
        if HostNames.refusal(of: text) == nil { _ = HostNames.warning(of: text) }
    }

    /// A quoted word is one word for a shell.
    private static func shell(_ text: String) {
        require(word(ShellWord.quote(text)) == Array(text.utf8), "one word for a shell: \(text.debugDescription)")
        require((try? ShellWord.split(ShellWord.quote(text))) == [text], "one word for us: \(text.debugDescription)")
        _ = try? ShellWord.split(text)
    }

    /// What a POSIX shell makes of one word without expansions; nil when it would see more than a word.
    private static func word(_ text: String) -> [UInt8]? {
        var word: [UInt8] = []
        var isQuoted = false
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "'"): isQuoted.toggle()
            case _ where isQuoted: word.append(byte)
            case UInt8(ascii: "\\"):
                guard let next = rest.popFirst() else { return nil }
                word.append(next)
            case _ where byte >= 0x80 || " \t\n\r\0\"$`&|;<>()*?[]#~!{}".utf8.contains(byte): return nil
            default: word.append(byte)
            }
        }
        return isQuoted ? nil : word
    }

    private static func paths(_ text: String) {
        if Naming.isContainerPath(text) {
            require(text.utf8.first == 0x2F && !hasClimb(text), "a path in a container: \(text.debugDescription)")
            require(!text.utf8.contains(UInt8(ascii: ":")), "one part of a volume: \(text.debugDescription)")
        }
        let inside = CopyPath(inContainer: text)
        require(inside.path.utf8.first == 0x2F && !hasClimb(inside.path), "a path in a container: \(inside)")
        if case .container(let place) = try? CopySide(text) {
            require(place.path.utf8.first == 0x2F && !place.name.utf8.contains(0x2F), "a side: \(place)")
        }
    }

    private static func repo(_ repo: RepoReference) {
        let place = repo.relativePath
        require(place.utf8.first != 0x2F && !place.isEmpty && !hasClimb(place), "a place: \(place.debugDescription)")
        require(!place.utf8.contains { ":@\\".utf8.contains($0) || $0 < 0x20 }, "a plain place: \(place)")
        require(!hasClimb(repo.nestedPlace) && repo.nestedPlace.utf8.count { $0 == 0x2F } == 1, "a nested place")
        _ = repo.shortName
        guard repo.fault == nil else { return }
        require(!hasClimb(repo.name), "a repo that climbs: \(repo)")
        require(repo.cloneURL.utf8.first != UInt8(ascii: "-"), "no option of git: \(repo.cloneURL)")
        require(repo.cloneURL == repo.cloneURL.withoutLogins, "no login for others to see: \(repo.cloneURL)")
    }

    private static func times(_ text: String) {
        _ = LogSince.moment(text, now: Timestamp(milliseconds: 0))
        guard let time = Timestamp(text), (0..<253_402_300_800_000).contains(time.milliseconds) else { return }
        let again = (try? Wire.encode([time])).flatMap { try? Wire.decode([Timestamp].self, from: $0) }
        require(again == [time], "a time is read as written: \(text)")
    }

    /// In what Compose is given every dollar is one of two.
    private static func dollars(_ text: String) {
        guard case .string(let escaped) = ComposeDialect.escapingDollars(.string(text)) else { return }
        let runs = escaped.utf8.split { $0 != UInt8(ascii: "$") }
        require(runs.allSatisfy { $0.count % 2 == 0 }, "no reference: \(text.debugDescription)")
    }

    private static func hasClimb(_ path: String) -> Bool {
        path.utf8.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
    }
}
