import DustyCore

/// How far Compose is with pulling images, gathered from the lines it prints about their layers.
struct PullProgress {
    private struct Layer {
        var total: Int64?
        var downloaded: Int64 = 0
        var extracted: Int64 = 0
        var isDone = false
    }

    /// Most layers that are followed; no real image has more.
    private static let limit = 1000
    /// Most bytes that a layer can have.
    private static let sizeLimit = 1e15

    private var layers: [String: Layer] = [:]
    /// The highest figure reported so far: a total that becomes known later must not lower it.
    private var percent = 0.0

    /// Takes a line such as ` 2b344516a9de Downloading [==>   ]  25.52MB/30.01MB`; nil for lines that are not about a layer.
    mutating func take(_ line: String) -> Job.Progress? {
        let words = line.split(separator: " ")
        guard words.count >= 2, Self.isLayer(words[0]) else { return nil }
        let id = String(words[0])
        guard layers[id] != nil || layers.count < Self.limit else { return nil }
        var layer = layers[id] ?? Layer()
        switch words[1...].joined(separator: " ") {
        case "Pulling fs layer", "Waiting", "Verifying Checksum": break
        case "Already exists", "Pull complete":
            (layer.downloaded, layer.extracted, layer.isDone) = (layer.total ?? 0, layer.total ?? 0, true)
        case "Download complete": layer.downloaded = layer.total ?? 0
        default:
            guard let (done, total) = words.last.flatMap(Self.amounts) else { return nil }
            layer.total = total
            switch words[1] {
            case "Downloading": layer.downloaded = done
            case "Extracting": (layer.downloaded, layer.extracted) = (total, done)
            default: return nil
            }
        }
        layers[id] = layer
        return progress()
    }

    /// Whether all known layers are downloaded and unpacked.
    var isDone: Bool { !layers.isEmpty && layers.values.allSatisfy(\.isDone) }

    private mutating func progress() -> Job.Progress {
        let known = layers.values.compactMap(\.total)
        let total = known.reduce(0, +)
        let downloaded = layers.values.reduce(0) { $0 + $1.downloaded }
        let extracted = layers.values.reduce(0) { $0 + $1.extracted }
        // Layers whose size is not known yet count as the average of the others; those already present do not count.
        let unknown = layers.values.count { $0.total == nil && !$0.isDone }
        let expected = Double(total) + Double(unknown) * (known.isEmpty ? 0 : Double(total) / Double(known.count))
        if expected > 0 { percent = max(percent, min(99, 50 * Double(downloaded + extracted) / expected)) }
        if total > 0, isDone { percent = 99 }
        return Job.Progress(
            percent: percent,
            bytes: downloaded,
            totalBytes: total,
            items: layers.values.count(where: \.isDone),
            totalItems: layers.count,
            phase: total > 0 && unknown == 0 && downloaded >= total ? .extracting : .downloading
        )
    }

    private static func isLayer(_ word: Substring) -> Bool {
        word.utf8.count == 12 && word.allSatisfy { $0.isHexDigit && !$0.isUppercase }
    }

    /// `25.52MB/30.01MB` as bytes.
    private static func amounts(_ word: Substring) -> (Int64, Int64)? {
        let parts = word.parts(at: "/")
        guard parts.count == 2, let done = bytes(parts[0]), let total = bytes(parts[1]), total > 0 else { return nil }
        return (min(done, total), total)
    }

    private static func bytes(_ text: String) -> Int64? {
        let units: [(String, Double)] = [("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1)]
        guard let (unit, size) = units.first(where: { text.hasSuffix($0.0) }) else { return nil }
        guard let value = Double(text.dropLast(unit.count)), value >= 0, value * size <= Self.sizeLimit else {
            return nil
        }
        return Int64(value * size)
    }
}
