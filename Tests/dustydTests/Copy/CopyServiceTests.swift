import DustyCore
import Essentials
import Testing
import UnixHTTP

@testable import dustyd

@Suite struct CopyServiceTests {
    private let engine = FakeExecEngine(entries: [
        "/data": ArchiveEntry(name: "data", kind: .directory, size: 0),
        "/current": ArchiveEntry(name: "current", kind: .link, size: 0, linkTarget: "/data"),
        "/a/near": ArchiveEntry(name: "near", kind: .link, size: 0, linkTarget: "../current"),
        "/loop": ArchiveEntry(name: "loop", kind: .link, size: 0, linkTarget: "/loop"),
        "/a/../current": ArchiveEntry(name: "current", kind: .link, size: 0, linkTarget: "/data"),
        "/file": ArchiveEntry(name: "file", kind: .file, size: 7),
    ])

    private var service: CopyService {
        let observatory = Observatory.still { facts in
            var stopped = ObservedContainer.started("api")
            stopped.status = .exited
            facts.containers = [stopped]
        }
        return CopyService(engine: engine, observatory: observatory)
    }

    @Test(arguments: [("/current", "data"), ("/a/near", "data"), ("/data", "data"), ("/file", "file")])
    func `links are followed when asked`(path: String, name: String) async throws {
        let place = ContainerPlace(name: "api", path: path)
        #expect(try await service.entry(at: place, following: true).name == name)
        #expect(try await service.entry(at: place, following: false).name == CopyPath(path).name)
    }

    @Test(
        arguments: [
            ("api", "/none", .notFound), ("api", "/loop", .notFound), ("apo", "/data", .notFound),
            ("api", "data", .invalid), ("api", "", .invalid),
        ] as [(String, String, DustyError.Code)]
    )
    func `A99 what is not there is named`(name: String, path: String, code: DustyError.Code) async throws {
        let error = await #expect(throws: DustyError.self) {
            _ = try await service.entry(at: ContainerPlace(name: name, path: path), following: true)
        }
        #expect(error?.code == code)
        if code == .notFound { #expect(error?.message.contains(name == "api" ? path : name) == true) }
    }

    @Test func `an archive goes into a directory of a stopped container, and into nothing else`() async throws {
        let receipt = try await service.write(ContainerPlace(name: "api", path: "/data")) { send in
            try await send([1, 2])
            try await send([3])
        }
        #expect(receipt == ArchiveReceipt(bytes: 3))
        #expect(engine.seen.written == ["/data": [1, 2, 3]])
        for path in ["/file", "/none"] {
            await #expect(throws: DustyError.self) {
                _ = try await service.write(ContainerPlace(name: "api", path: path)) { _ in }
            }
        }
    }

    @Test(.needsRoot) func `archives pass through the socket`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            await stack.observatory.update { $0.containers = [.started("api")] }
            try await stack.serving { client in
                let path = Endpoint.readArchive.path + "?name=api&path=%2Ftmp"
                let read = try await client.reply(to: HTTPCall(path: path))
                #expect(read.head["Content-Type"] == MediaType.tar)
                #expect(String(decoding: read.body, as: UTF8.self) == "archive of id-api:/tmp")
                var reply: [UInt8] = []
                try await client.duplex(HTTPCall(method: "PUT", path: path)) { writer in
                    for _ in 0..<100 { try await writer.write([UInt8](repeating: 1, count: 100_000)) }
                } onHead: { _ in
                } each: {
                    reply += $0
                }
                let receipt: ArchiveReceipt = try Wire.decode(from: Data(reply))
                #expect(receipt.bytes == 10_000_000)
                let missing = try await client.reply(
                    to: HTTPCall(path: Endpoint.readArchive.path + "?name=api&path=%2Fnone")
                )
                #expect(missing.head.status == 404)
            }
        }
    }
}
