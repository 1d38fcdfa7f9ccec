import CLibrary
import DustyCore
import SystemPackage

extension LocalHand {
    /// What was made in the staging directory for a place in the copy.
    struct Staged {
        let path: [UInt8]
        let name: [CChar]
        /// The directory of the place, open.
        let parent: FileDescriptor
        let print: FilePrint
        let size: Int
        /// Its name in the staging directory.
        let unfinished = UnfinishedFile.newName()
    }
}

extension LocalHand.Work {
    /// Gives what was made its places, and records it once for all.
    func put(_ made: [LocalHand.Staged], from stage: FileDescriptor, _ outcome: inout HandOutcome) throws {
        var left = made[...]
        // The record must never be ahead of the copy: the copy's own file would pass for a container's change.
        let new = made.filter { ledger.print(of: $0.path) != $0.print }
        var known = Dictionary(new.map { ($0.path, ledger.print(of: $0.path)) }) { $1 }
        defer {
            for one in left { unlinkat(stage.rawValue, one.unfinished, 0) }
            // Of one that failed it is not known what is there; those after it are as they were.
            if let failed = left.first { known[failed.path] = nil }
            if (try? ledger.append(known)) == nil { outcome.isWhole = false }
        }
        try ledger.append(Dictionary(new.map { ($0.path, FilePrint?.some(.unknown)) }) { $1 })
        while let one = left.first {
            let there = try FileStatus(of: one.name, in: one.parent)
            if try keep(one.path, one.print, one.name, there, in: one.parent, by: stage, &outcome) {
                unlinkat(stage.rawValue, one.unfinished, 0)
            } else {
                try check(renameat(stage.rawValue, one.unfinished, one.parent.rawValue, one.name))
                if known[one.path] != nil { known.updateValue(one.print, forKey: one.path) }
                outcome.files += 1
                outcome.paths.insert(one.path)
                outcome.bytes += Int64(one.size)
            }
            left.removeFirst()
        }
    }

    /// Handles what a container made of a path that is to become `new`: true when it stays, because the repo has
    /// what was copied. Otherwise it gets a second name in the staging directory, so that it is not lost.
    @discardableResult
    func keep(
        _ path: [UInt8],
        _ new: FilePrint,
        _ name: [CChar],
        _ there: FileStatus?,
        in parent: FileDescriptor,
        by stage: FileDescriptor,
        _ outcome: inout HandOutcome
    ) throws -> Bool {
        guard comesBack, let there, !there.isDirectory else { return false }
        let now = FilePrint(there, of: name, in: parent)
        let copied = ledger.print(of: path)
        guard now.isKnown, now != new, now != copied, copied != .unknown, copied != nil || new.isKnown else {
            return false
        }
        if new == copied {
            outcome.left.append(path)
            return true
        }
        let other = UnfinishedFile.newName()
        try check(linkat(parent.rawValue, name, stage.rawValue, other, 0))
        outcome.kept[path] = other
        return false
    }
}
