import DustyCore
import Foundation
import SystemPackage
import Testing

@testable import dustyd

/// What happens to data when the daemon dies at any moment of putting a restore in place.
@Suite struct PersistPlacementTests {
    /// The daemon is killed: nothing more is done, and nothing is put back.
    private struct Killed: Error {}

    /// The disk, until so many things were changed.
    private final class MortalSteps: PlacementSteps, @unchecked Sendable {
        let disk: DiskPlacementSteps
        let canExchange: Bool
        var left: Int

        init(_ tree: PersistTree, left: Int, canExchange: Bool) {
            disk = DiskPlacementSteps(journal: tree.journal)
            self.left = left
            self.canExchange = canExchange
        }

        private func step() throws {
            guard left > 0 else { throw Killed() }
            left -= 1
        }

        func note(_ placement: Placement?) throws {
            try step()
            try disk.note(placement)
        }

        func exchange(_ one: Spot, _ other: Spot) throws {
            guard canExchange else { throw Errno.invalidArgument }
            try step()
            try disk.exchange(one, other)
        }

        func move(_ from: Spot, to spot: Spot) throws {
            try step()
            try disk.move(from, to: spot)
        }

        func make(_ spot: Spot) throws {
            try step()
            try disk.make(spot)
        }

        func remove(_ spot: Spot) throws {
            try step()
            try disk.remove(spot)
        }
    }

    private static let before = ["a": "old a", "b": "old b", "keep": "kept"]
    private static let after = ["a": "new a", "b": "new b", "c": "new c", "keep": "kept"]

    private func prepare(_ root: String) throws -> (tree: PersistTree, stage: PersistStage) {
        let tree = PersistTree(machine: root)
        for (name, text) in Self.before { try makeFile("\(tree.path)/\(name)/data", text) }
        let stage = PersistStage(directory: "\(try tree.workshop())/\(PersistStage.waiting)x")
        for name in ["a", "b", "c"] { try makeFile("\(stage.tree)/\(name)/data", "new \(name)") }
        return (tree, stage)
    }

    private func content(_ directory: String) -> [String: String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return Dictionary(uniqueKeysWithValues: names.map { ($0, textOfFile("\(directory)/\($0)/data") ?? "nothing") })
    }

    /// Every copy of old data that there is, wherever.
    private func texts(_ root: String) -> Set<String> {
        Set(dustydTests.tree(root).compactMap { $0.hasSuffix("/data") ? textOfFile("\(root)/\($0)") : nil })
    }

    @Test(arguments: [true, false])
    func `killed at every step, data are old or new, never gone, and whole after the next start`(
        canExchange: Bool
    ) async throws {
        var kills = 0
        while true {
            var isDone = false
            try await withTemporaryDirectory { root in
                let (tree, stage) = try prepare(root)
                let mortal = MortalSteps(tree, left: kills, canExchange: canExchange)
                do {
                    _ = try tree.place(stage, keeping: "before-1", steps: mortal)
                    isDone = true
                } catch is Killed {}
                let seen = content(tree.path)
                if canExchange {
                    for (name, text) in seen { #expect([Self.before[name], Self.after[name]].contains(text)) }
                    #expect(Set(seen.keys).isSuperset(of: Self.before.keys), "after \(kills) steps")
                }
                #expect(texts(root).isSuperset(of: ["old a", "old b", "new a", "new b", "new c", "kept"]))
                // A start that is killed as well, and one that is not.
                _ = try? tree.finishPlacing(steps: MortalSteps(tree, left: 2, canExchange: canExchange))
                let settled = try tree.finishPlacing()
                await tree.clear()
                let now = content(tree.path)
                #expect(now == Self.before || now == Self.after, "after \(kills) steps: \(now)")
                #expect(texts(root).isSuperset(of: ["old a", "old b", "kept"]))
                if now == Self.after {
                    let kept = "\(tree.beside)/before-1"
                    #expect(content(kept) == ["a": "old a", "b": "old b"])
                    if let settled { #expect(settled == SettledRestore(names: ["a", "b", "c"], kept: kept)) }
                }
                #expect(dustydTests.tree(tree.beside).allSatisfy { $0.hasPrefix("before-") })
                #expect(try tree.finishPlacing() == nil)
            }
            if isDone { break }
            kills += 1
        }
        #expect(kills > 6)
    }

    /// A restore of entries and of a volume, both ready to be put in place.
    private func prepareVolume(_ root: String) throws -> (tree: PersistTree, stage: PersistStage, volume: VolumeStage) {
        let (tree, stage) = try prepare(root)
        let volume = VolumeStage(name: "dusty_v", directory: "\(root)/volumes/dusty_v", id: "v", isNew: false)
        try makeFile("\(volume.directory)/_data/data", "old v")
        try makeFile("\(volume.tree)/_data/data", "new v")
        return (tree, stage, volume)
    }

    @Test(arguments: [true, false])
    func `killed at every step, entries and volumes are all old or all new after the next start`(
        canExchange: Bool
    ) async throws {
        var (kills, isDone) = (0, false)
        while !isDone {
            try await withTemporaryDirectory { root in
                let (tree, stage, volume) = try prepareVolume(root)
                do {
                    let mortal = MortalSteps(tree, left: kills, canExchange: canExchange)
                    _ = try tree.place(stage, [volume], keeping: "before-1", steps: mortal)
                    isDone = true
                } catch is Killed {}
                #expect(texts(root).isSuperset(of: ["old a", "old b", "old v", "new a", "new b", "new c", "new v"]))
                _ = try? tree.finishPlacing(steps: MortalSteps(tree, left: 3, canExchange: canExchange))
                let settled = try tree.finishPlacing()
                let now = textOfFile("\(volume.directory)/_data/data")
                #expect(content(tree.path) == (now == "new v" ? Self.after : Self.before), "after \(kills) steps")
                if now == "new v" {
                    let kept = "\(volume.directory)/before-1"
                    #expect(textOfFile("\(kept)/_data/data") == "old v")
                    if let settled { #expect(settled.keptVolumes == [kept] && settled.names.last == "dusty_v") }
                } else {
                    #expect(textOfFile("\(volume.tree)/_data/data") == "new v")
                }
            }
            kills += 1
        }
        #expect(kills > 9)
    }

    @Test
    func
        `while the engine's disk is not mounted a restore that was cut off waits, and a volume that was removed is left out`()
        async throws
    {
        for isRemoved in [false, true] {
            try await withTemporaryDirectory { root in
                let (tree, stage, volume) = try prepareVolume(root)
                let mortal = MortalSteps(tree, left: 1, canExchange: true)
                #expect(throws: Killed.self) { try tree.place(stage, [volume], keeping: "before-1", steps: mortal) }
                let files = FileManager.default
                try files.moveItem(atPath: "\(root)/volumes", toPath: "\(root)/away")
                let error = #expect(throws: DustyError.self) { try tree.finishPlacing() }
                #expect(
                    error?.message.contains("\(root)/volumes, which has the engine's volumes, is not there") == true
                )
                try files.moveItem(atPath: "\(root)/away", toPath: "\(root)/volumes")
                if isRemoved { try files.removeItem(atPath: volume.directory) }
                let settled = try #require(try tree.finishPlacing())
                #expect(content(tree.path) == Self.after && settled.names.contains("dusty_v") == !isRemoved)
                if !isRemoved { #expect(textOfFile("\(volume.directory)/_data/data") == "new v") }
            }
        }
    }

    @Test(arguments: [true, false])
    func `a volume that cannot be replaced has everything put back`(canExchange: Bool) async throws {
        try await withTemporaryDirectory { root in
            let (tree, stage, volume) = try prepareVolume(root)
            try makeFile("\(volume.directory)/before-1/full", "x")
            #expect(throws: DustyError.self) { try tree.place(stage, [volume], keeping: "before-1") }
            #expect(content(tree.path) == Self.before && textOfFile("\(volume.directory)/_data/data") == "old v")
            try FileManager.default.removeItem(atPath: "\(volume.directory)/before-1")
            // Its files vanish between the plan and their turn.
            let mortal = MortalSteps(tree, left: 1, canExchange: canExchange)
            #expect(throws: Killed.self) { try tree.place(stage, [volume], keeping: "before-1", steps: mortal) }
            try FileManager.default.removeItem(atPath: "\(volume.tree)/_data")
            let error = #expect(throws: DustyError.self) { try tree.finishPlacing() }
            #expect(error?.message.contains("is as it was") == true, "\(error?.message ?? "")")
            #expect(content(tree.path) == Self.before && textOfFile("\(volume.directory)/_data/data") == "old v")
            #expect(try tree.finishPlacing() == nil)
        }
    }

    @Test func `a volume that was removed meanwhile does not hold up what was to be restored with it`() async throws {
        try await withTemporaryDirectory { root in
            let (tree, stage, volume) = try prepareVolume(root)
            let mortal = MortalSteps(tree, left: 1, canExchange: true)
            #expect(throws: Killed.self) { try tree.place(stage, [volume], keeping: "before-1", steps: mortal) }
            try FileManager.default.removeItem(atPath: volume.directory)
            _ = try tree.finishPlacing()
            #expect(content(tree.path) == Self.after)
        }
    }

    @Test(arguments: [true, false])
    func `what cannot be placed is put back, also when that is cut off`(canExchange: Bool) async throws {
        for kills in 0..<30 {
            try await withTemporaryDirectory { root in
                let (tree, stage) = try prepare(root)
                // The name under which the replaced data are to be kept is taken.
                try makeFile("\(tree.beside)/before-1/full", "x")
                let mortal = MortalSteps(tree, left: kills, canExchange: canExchange)
                do { _ = try tree.place(stage, keeping: "before-1", steps: mortal) } catch is Killed {} catch let error
                    as DustyError
                {
                    #expect(error.message.contains("is as it was"))
                    #expect(content(tree.path) == Self.before)
                    #expect(content(stage.tree) == ["a": "new a", "b": "new b", "c": "new c"])
                }
                do { _ = try tree.finishPlacing() } catch let error as DustyError {
                    #expect(error.message.contains("is as it was"))
                }
                #expect(content(tree.path) == Self.before)
                #expect(try tree.finishPlacing() == nil)
                #expect(texts(root).isSuperset(of: ["old a", "old b", "kept"]))
            }
        }
    }

    @Test(arguments: [true, false])
    func `an entry that cannot be moved has the others put back under their names`(canExchange: Bool) async throws {
        try await withTemporaryDirectory { root in
            let (tree, stage) = try prepare(root)
            let work = PersistPlacement(
                persist: try .open(tree.path),
                workshop: try .open(stage.workshop),
                steps: MortalSteps(tree, left: 100, canExchange: canExchange)
            )
            let placement = try work.plan(stage.id, keeping: "before-1")
            try FileManager.default.moveItem(atPath: "\(stage.tree)/c", toPath: "\(root)/c")
            #expect(throws: DustyError.self) { try work.advance(placement) }
            try work.undo(placement)
            #expect(content(tree.path) == Self.before)
            #expect(content(stage.tree) == ["a": "new a", "b": "new b"])
        }
    }

    @Test func `what an engine put at a missing name meanwhile is kept beside the old data`() async throws {
        try await withTemporaryDirectory { root in
            let (tree, stage) = try prepare(root)
            // Killed between the two renames of a file system that cannot exchange.
            let mortal = MortalSteps(tree, left: 4, canExchange: false)
            #expect(throws: Killed.self) { _ = try tree.place(stage, keeping: "before-1", steps: mortal) }
            #expect(content(tree.path) == ["b": "old b", "keep": "kept"])
            try makeFile("\(tree.path)/a/data", "a container's")
            _ = try tree.finishPlacing()
            #expect(content(tree.path) == Self.after)
            #expect(texts("\(tree.beside)/before-1") == ["old a", "old b", "a container's"])
        }
    }

    @Test func `an unreadable journal is said and nothing is cleared away`() async throws {
        try await withTemporaryDirectory { root in
            let (tree, _) = try prepare(root)
            try makeFile(tree.journal, "{")
            let error = #expect(throws: DustyError.self) { _ = try tree.finishPlacing() }
            #expect(error?.message.contains("cut off") == true)
            #expect(content(tree.path) == Self.before)
        }
    }

    @Test func `a link in place of a stage leads nowhere`() async throws {
        try await withTemporaryDirectory { root in
            let (tree, stage) = try prepare(root)
            try FileManager.default.moveItem(atPath: stage.tree, toPath: "\(root)/elsewhere")
            try FileManager.default.createSymbolicLink(atPath: stage.tree, withDestinationPath: "\(root)/elsewhere")
            #expect(throws: DustyError.self) { _ = try tree.place(stage, keeping: "before-1") }
            #expect(content(tree.path) == Self.before)
            #expect(content("\(root)/elsewhere").count == 3)
        }
    }
}
