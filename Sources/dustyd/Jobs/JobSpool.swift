import CLibrary
import DustyCore
import Synchronization
import SystemPackage

/// What jobs printed, on disk: the latest part of each within bounds, for as long as the job is remembered. Only root may enter the
/// directory.
final class JobSpool: Sendable {
    /// Bytes of one file; a job has two at most, of which the older goes when the newer is full.
    static let fileLimit = 16 << 20
    /// Bytes of all jobs; beyond, what the oldest printed goes.
    static let limit = 256 << 20

    /// The bytes kept, in two files per job: when the newer is full, the older goes.
    private static let piece = 512 << 10

    /// Where a reader has got to.
    struct Position: Sendable, Equatable {
        fileprivate var file = 0
        fileprivate var offset = 0

        /// Of a reader for whom nothing was kept.
        static let none = Position(file: -1)
    }

    private struct Output {
        var transcript = JobTranscript()
        /// Sizes of its files by number, ascending.
        var sizes: [(file: Int, bytes: Int)] = []
        /// Number of its next file.
        var next = 0
        var descriptor: FileDescriptor?
        /// The disk did not accept it.
        var isBroken = false

        var bytes: Int { sizes.reduce(0) { $0 + $1.bytes } }
    }

    private let directory: String
    private let fileLimit: Int
    private let limit: Int
    private let outputs: Mutex<[Int: Output]>

    /// The files that exist in a directory.
    init(directory: String, files: any FileStore, fileLimit: Int = fileLimit, limit: Int = limit) {
        self.directory = directory
        self.fileLimit = fileLimit
        self.limit = limit
        var known: [Int: Output] = [:]
        for name in files.names(in: directory) {
            let parts = name.split(separator: ".").compactMap { Int($0) }
            guard parts.count == 2, let size = Self.size(of: "\(directory)/\(name)") else { continue }
            known[parts[0], default: Output()].sizes.append((parts[1], size))
        }
        for id in known.keys {
            known[id]?.sizes.sort { $0.file < $1.file }
            let last = known[id]?.sizes.last?.file ?? -1
            known[id]?.next = last + 1
        }
        outputs = Mutex(known)
    }

    /// Adds the lines of an event. Failing to write must not stop the work.
    func note(_ kind: JobEvent.Kind, of job: Int, at time: Timestamp) {
        outputs.withLock { outputs in
            var output = outputs[job] ?? Output()
            let lines = output.transcript.lines(of: kind, at: time)
            if !lines.isEmpty, !output.isBroken {
                do {
                    try write(lines, job, &output)
                } catch {
                    output.isBroken = true
                }
            }
            if case .finished = kind {
                try? output.descriptor?.close()
                output.descriptor = nil
            }
            outputs[job] = output
            makeRoom(in: &outputs, for: job)
        }
    }

    /// Keeps what these jobs printed, and forgets the rest.
    func keep(only jobs: Set<Int>) {
        outputs.withLock { outputs in
            for job in outputs.keys where !jobs.contains(job) { remove(job, from: &outputs) }
        }
    }

    /// Some lines from a position on, which is moved past them; none at the end, and nil when nothing was kept of the
    /// job. If the first lines are gone, it says so.
    func next(of job: Int, after position: inout Position) throws -> [LogLine]? {
        let sizes = outputs.withLock { $0[job]?.sizes ?? [] }
        guard let first = sizes.first else { return nil }
        var lines: [LogLine] = []
        let isGone = position.file < first.file && first.file > 0
        if position.file < first.file { position = Position(file: first.file) }
        for (file, bytes) in sizes where file >= position.file && lines.isEmpty {
            if file > position.file { position = Position(file: file) }
            lines = try read(path(job, file), from: &position.offset, to: bytes)
        }
        if isGone, let time = lines.first?.time {
            let text = "what the job printed before is not kept"
            lines.insert(LogLine(source: "", time: time, stream: .dusty, text: text), at: 0)
        }
        return lines
    }
}

extension JobSpool {
    private func path(_ job: Int, _ file: Int) -> String { "\(directory)/\(job).\(file)" }

    private static func size(of path: String) -> Int? {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .noFollow]) else {
            return nil
        }
        return try? file.closeAfter { Int(try file.seek(offset: 0, from: .end)) }
    }

    private func write(_ lines: [LogLine], _ job: Int, _ output: inout Output) throws {
        let bytes = Array(try Wire.encodeLine(LogBatch(lines: lines)))
        let isFull = output.sizes.last.map { $0.bytes + bytes.count > fileLimit } ?? true
        if isFull || output.descriptor == nil {
            try? output.descriptor?.close()
            output.descriptor = nil
            let number = output.next
            output.next += 1
            try AtomicFile.makeDirectories(directory, mode: 0o700)
            output.descriptor = try FileDescriptor.open(
                FilePath(path(job, number)),
                .writeOnly,
                options: [.create, .exclusiveCreate, .append, .closeOnExec, .noFollow],
                permissions: .ownerReadWrite
            )
            output.sizes.append((number, 0))
            while output.sizes.count > 2 { unlink(path(job, output.sizes.removeFirst().file)) }
        }
        try output.descriptor?.writeAll(bytes)
        output.sizes[output.sizes.count - 1].bytes += bytes.count
    }

    private func makeRoom(in outputs: inout [Int: Output], for job: Int) {
        var all = outputs.values.reduce(0) { $0 + $1.bytes }
        while all > limit, let oldest = outputs.keys.filter({ $0 != job && !(outputs[$0]?.sizes ?? []).isEmpty }).min()
        {
            all -= outputs[oldest]?.bytes ?? 0
            for size in outputs[oldest]?.sizes ?? [] { unlink(path(oldest, size.file)) }
            try? outputs[oldest]?.descriptor?.close()
            outputs[oldest]?.descriptor = nil
            outputs[oldest]?.sizes = []
        }
    }

    private func remove(_ job: Int, from outputs: inout [Int: Output]) {
        guard let output = outputs.removeValue(forKey: job) else { return }
        try? output.descriptor?.close()
        for size in output.sizes { unlink(path(job, size.file)) }
    }

    /// Reads some whole batches of a file. One that is gone by now has none.
    private func read(_ path: String, from offset: inout Int, to end: Int) throws -> [LogLine] {
        guard offset < end,
            let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .noFollow])
        else { return [] }
        return try file.closeAfter {
            var lines: [LogLine] = []
            var splitter = LineSplitter(limit: fileLimit)
            var place = offset
            while place < end, lines.isEmpty {
                let start = place
                let piece = try [UInt8](unsafeUninitializedCapacity: min(Self.piece, end - start)) { buffer, count in
                    count = try file.read(fromAbsoluteOffset: Int64(start), into: UnsafeMutableRawBufferPointer(buffer))
                }
                guard !piece.isEmpty else { break }
                for line in splitter.append(piece) {
                    // A daemon that was killed may have left half a line.
                    if let batch = try? Wire.decode(LogBatch.self, from: line) { lines += batch.lines }
                }
                place += piece.count
                if let last = piece.lastIndex(of: 0x0A) { offset = start + last + 1 }
            }
            return lines
        }
    }
}
