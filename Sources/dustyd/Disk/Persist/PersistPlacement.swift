import CLibrary
import DustyCore
import SystemPackage

/// Puts a verified restore in place, so that every name has its old data or its new data at any moment, and nothing is
/// lost whenever the daemon or the machine dies.
///
/// The plan is stored first. Then each name is exchanged with the staged one in a single step, or by two renames if the
/// file system cannot do that. The stage holds the old data from then on, and becomes what is kept. `finish` resumes
/// wherever it stopped.
struct PersistPlacement {
    private static let tree = "tree"
    /// Where entries are for a moment on file systems that cannot exchange names.
    private static let aside = "aside"

    let persist: HeldDirectory
    let workshop: HeldDirectory
    let steps: any PlacementSteps

    /// What will be done with the entries of a stage.
    func plan(_ id: String, keeping kept: String) throws -> Placement {
        let waiting = "\(PersistStage.waiting)\(id)"
        guard let tree = try workshop.inner(waiting)?.inner(Self.tree) else { throw Errno.noSuchFileOrDirectory }
        // New data must be on the disk before old data is moved.
        try tree.flushFileSystem()
        let entries = try tree.names().map { name in
            Placement.Entry(
                name: name,
                incoming: try tree.number(of: name) ?? 0,
                outgoing: try persist.number(of: name)
            )
        }
        return Placement(workshop: workshop.path, id: id, kept: kept, entries: entries)
    }

    /// Puts in place what is not yet; what is replaced is in the stage then.
    func advance(_ placement: Placement) throws {
        if let stage = try stage(of: placement), let tree = try stage.inner(Self.tree) {
            for entry in placement.entries {
                try put(entry.incoming, at: entry.name, tree, stage)
            }
            try clearAside(of: stage, into: tree)
            for directory in [persist, tree] { fsync(directory.descriptor.rawValue) }
        } else {
            // The stage was emptied, so everything must be in place.
            for entry in placement.entries where try persist.number(of: entry.name) != entry.incoming {
                throw DustyError(
                    .conflict,
                    "\(workshop.path)/\(placement.placing) is gone, and what was to be in place is not"
                )
            }
        }
    }

    /// Keeps what was replaced, when all is in place; returns where, nil when nothing was.
    func conclude(_ placement: Placement) throws -> String? {
        if let stage = try workshop.inner(placement.placing) {
            if let tree = try stage.inner(Self.tree) {
                let place = Spot(directory: stage, name: Self.tree)
                if try tree.names().isEmpty {
                    try steps.remove(place)
                } else {
                    try steps.move(place, to: Spot(directory: workshop, name: placement.kept))
                }
                fsync(workshop.descriptor.rawValue)
            }
            for name in try stage.names() { try steps.remove(Spot(directory: stage, name: name)) }
            try steps.remove(Spot(directory: workshop, name: placement.placing))
        }
        return try workshop.number(of: placement.kept).map { _ in "\(workshop.path)/\(placement.kept)" }
    }

    /// Undoes the steps that were done; the stage waits again.
    func undo(_ placement: Placement) throws {
        guard let stage = try workshop.inner(placement.placing), let tree = try stage.inner(Self.tree) else { return }
        for entry in placement.entries.reversed() where try persist.number(of: entry.name) != entry.outgoing {
            if let outgoing = entry.outgoing {
                try put(outgoing, at: entry.name, tree, stage)
            } else if try persist.number(of: entry.name) == entry.incoming {
                try moveFreely(Spot(directory: persist, name: entry.name), into: tree)
            }
        }
        try clearAside(of: stage, into: tree)
        for directory in [persist, tree] { fsync(directory.descriptor.rawValue) }
        try steps.move(
            Spot(directory: workshop, name: placement.placing),
            to: Spot(directory: workshop, name: placement.waiting)
        )
    }

    /// The stage, under the name that protects it from being removed; nil when it is gone because everything is done.
    private func stage(of placement: Placement) throws -> HeldDirectory? {
        if let stage = try workshop.inner(placement.placing) { return stage }
        guard try workshop.number(of: placement.waiting) != nil else { return nil }
        try steps.move(
            Spot(directory: workshop, name: placement.waiting),
            to: Spot(directory: workshop, name: placement.placing)
        )
        fsync(workshop.descriptor.rawValue)
        return try workshop.inner(placement.placing)
    }

    /// Gives a name at the top of `/persist` to the entry with this inode number, wherever it is.
    private func put(_ number: UInt64, at name: String, _ tree: HeldDirectory, _ stage: HeldDirectory) throws {
        let place = Spot(directory: persist, name: name)
        let present = try persist.number(of: name)
        guard present != number else { return }
        let places = [tree] + [try stage.inner(Self.aside)].compactMap(\.self)
        guard let source = try find(number, called: name, in: places) else {
            throw DustyError(.conflict, "what belongs at \(persist.path)/\(name) is not in \(stage.path)")
        }
        guard present != nil else { return try steps.move(source, to: place) }
        do {
            try steps.exchange(source, place)
        } catch Errno.invalidArgument {
            // To where the other entry is not, so that each finds its own name free.
            let isAside = source.directory !== tree
            try moveFreely(place, into: isAside ? tree : try makeAside(in: stage))
            try steps.move(source, to: place)
        }
    }

    private func find(_ number: UInt64, called name: String, in places: [HeldDirectory]) throws -> Spot? {
        for place in places {
            if try place.number(of: name) == number { return Spot(directory: place, name: name) }
            for other in try place.names() where try place.number(of: other) == number {
                return Spot(directory: place, name: other)
            }
        }
        return nil
    }

    private func makeAside(in stage: HeldDirectory) throws -> HeldDirectory {
        if let aside = try stage.inner(Self.aside) { return aside }
        try steps.make(Spot(directory: stage, name: Self.aside))
        guard let aside = try stage.inner(Self.aside) else { throw Errno.noSuchFileOrDirectory }
        return aside
    }

    private func clearAside(of stage: HeldDirectory, into tree: HeldDirectory) throws {
        guard let aside = try stage.inner(Self.aside) else { return }
        for name in try aside.names() { try moveFreely(Spot(directory: aside, name: name), into: tree) }
        try steps.remove(Spot(directory: stage, name: Self.aside))
    }

    /// Moves something to its own name, or to the next free one.
    private func moveFreely(_ from: Spot, into directory: HeldDirectory) throws {
        var spot = Spot(directory: directory, name: from.name)
        var number = 2
        while try directory.number(of: spot.name) != nil {
            spot.name = "\(from.name).\(number)"
            number += 1
        }
        try steps.move(from, to: spot)
    }
}
