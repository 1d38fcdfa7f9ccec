import CLibrary
import DustyCore
import Synchronization
import SystemPackage
import Testing

@testable import dustyd

/// A repo and its copy, which rsync and a hand bring up to date.
struct CopyPlace<Copying: Hand> {
    let directory: String
    let source: ByteTree
    let copy: ByteTree
    let copier: Copier
    let transfer: Transfer
    let hand: Copying

    /// A place below a directory, with a hand for the machine's root.
    init(_ directory: String, hand: (_ root: String, _ manifests: ManifestStore) -> Copying) {
        let root = "\(directory)/machine"
        let manifests = ManifestStore(directory: "\(directory)/manifests", files: DiskFiles())
        self.directory = directory
        source = ByteTree(root: "\(directory)/repo")
        copy = ByteTree(root: "\(root)/dusty_repos/copy")
        copier = Copier(
            syncer: Rsync(to: LocalFarSide(runner: SubprocessRunner(), root: root)),
            manifests: manifests
        )
        transfer = Transfer(source: source.root, target: copy.root, protected: ["kept"], manner: .update)
        mkdir(source.root, 0o755)
        self.hand = hand(root, manifests)
    }

    func sync() async throws {
        _ = try await copier.copy(transfer, await KnownCopies().look(at: transfer)) { _ in }
    }

    func settle(_ paths: [String], mounted: [String] = []) async throws -> HandOutcome {
        try await settle(paths.map { Array($0.utf8) }, mounted: mounted)
    }

    func settle(_ paths: [[UInt8]], mounted: [String] = []) async throws -> HandOutcome {
        try await hand.settle(paths, by: transfer) { mounted }
    }

    /// Has the hand copy a file again and again while it is read: every reader must see one version, whole.
    func copyWhileRead(versions: UInt8) async throws {
        let file = Array("file".utf8)
        let size = 300_000
        source.write(file, Array(repeating: 0, count: size))
        try await sync()
        let isDone = Mutex(false)
        let path = "\(copy.root)/file"
        let reading = Task.detached {
            var wrong = 0
            while !isDone.withLock({ $0 }) {
                let file = try FileDescriptor.open(FilePath(path), .readOnly)
                let read = try file.closeAfter { try file.readAll() }
                if read.count != size || Set(read).count != 1 { wrong += 1 }
                // Two of these would keep both threads of a small machine, and the copy would have none.
                await Task.yield()
            }
            return wrong
        }
        for version in 1...versions {
            source.write(file, Array(repeating: version, count: size))
            #expect(try await settle(["file"]).files == 1)
        }
        isDone.withLock { $0 = true }
        #expect(try await reading.value == 0)
    }
}
