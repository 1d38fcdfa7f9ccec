import DustyCore

@testable import dustyd

/// Assets in memory.
actor MemoryAssets: AssetStore {
    private var contents: [String: (bytes: [UInt8], version: Int)] = [:]
    private var version = 0

    func all() -> [String: StoredAsset] {
        contents.mapValues { StoredAsset(setAt: .noon, stamp: "stamp-\($0.version)", bytes: $0.bytes.count) }
    }

    func read(_ name: String) -> [UInt8]? {
        contents[name]?.bytes
    }

    func write(_ name: String, _ bytes: [UInt8]) {
        version += 1
        contents[name] = (bytes, version)
    }

    func remove(_ name: String) {
        contents[name] = nil
    }
}
