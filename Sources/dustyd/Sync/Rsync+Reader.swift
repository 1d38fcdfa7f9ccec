import DustyCore

extension Rsync {
    /// The program with the rights of the user whose files it reads: for file access it is that user, with their
    /// groups, and no more.
    ///
    /// The real ids stay the daemon's, because the receiving half, which this one starts, must become root again to
    /// confine itself.
    func reading(_ transfer: Transfer, _ command: Command) -> Command {
        guard let reader = transfer.reader, reader.isAnother else { return command }
        var words = ["--ruid", "0", "--euid", String(reader.uid), "--rgid", "0", "--egid", String(reader.gid)]
        words += reader.groupWords + ["--", command.program]
        var changed = command
        changed.program = UserChange.program[0]
        changed.arguments = UserChange.program.dropFirst() + words + command.arguments
        return changed
    }

    /// Words before the receiving half that make it root again.
    func regaining(_ transfer: Transfer) -> String {
        transfer.reader?.isAnother == true
            ? "\(UserChange.program.map(RsyncServer.word).joined(separator: " ")) --reuid 0 --regid 0 --keep-groups -- "
            : ""
    }
}

extension User {
    /// What the program that changes users is told, before a program, so that it runs as this user with only their groups.
    var switching: [String] {
        ["--reuid", String(uid), "--regid", String(gid)] + groupWords + ["--"]
    }

    fileprivate var groupWords: [String] {
        groups.isEmpty ? ["--clear-groups"] : ["--groups", groups.map(String.init).joined(separator: ",")]
    }
}
