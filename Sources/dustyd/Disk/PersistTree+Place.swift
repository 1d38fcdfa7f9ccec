import DustyCore
import FoundationEssentials

extension PersistTree: PersistPlace {
    func contents() -> PersistContents {
        let replaced = [beside, "\(path)/\(Self.inside)"].flatMap { place in
            Self.entries(of: place).filter { $0.hasPrefix("before-") }.map { "\(place)/\($0)" }
        }
        return PersistContents(names: Self.entries(of: path).filter { $0 != Self.inside }, replaced: replaced)
    }

    func makeStage(for bytes: Int64?) throws -> PersistStage {
        let workshop = try workshop()
        // An archive with holes in its files may need more than its size, never less than its own.
        if let bytes, let space = DirectorySizes.space("state", of: workshop), space.freeBytes < bytes {
            throw DustyError.noRoom(for: bytes, in: workshop, free: space.freeBytes)
        }
        let stage = PersistStage(
            directory: "\(workshop)/staged-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        )
        try FileManager.default.createDirectory(
            atPath: stage.tree,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        return stage
    }

    func exchange(_ names: [String], of stage: PersistStage, keeping kept: String) throws -> String? {
        let kept = "\(stage.workshop)/\(kept)"
        return try exchange(with: stage.tree, keeping: kept) ? kept : nil
    }

    func clear() {
        for place in [beside, "\(path)/\(Self.inside)"] where Self.isOurs(place) {
            for name in Self.entries(of: place) where name.hasPrefix("staged-") {
                try? FileManager.default.removeItem(atPath: "\(place)/\(name)")
            }
        }
    }

    private static func entries(of directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    }
}

extension DustyError {
    /// There is no room for a backup.
    static func noRoom(for bytes: Int64, in directory: String, free: Int64) -> DustyError {
        DustyError(
            .conflict,
            "the backup has \(ByteCount(bytes)) and \(directory) has room for \(ByteCount(free))",
            hint: "make room: `dusty disk` tells what takes it"
        )
    }
}
