import DustyCore
import NIOCore
import NIOPosix
import SystemPackage

/// Tries a port of a container.
enum PortTrial {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Longest first line of an answer that is read.
    private static let lineLimit = 4096

    /// Whether connections are accepted there.
    static func connect(_ address: String, _ port: Int) async throws -> ReadinessAttempt {
        do {
            try await open(address, port).executeThenClose { _, _ in }
            return .ready
        } catch let error as IOError {
            return .notYet("port \(port) does not answer: \(reason(error))")
        } catch let error as ChannelError {
            return .notYet("port \(port) does not answer: \(error)")
        }
    }

    /// Whether a GET request there is answered with a status below 400.
    static func get(_ address: String, _ port: Int, path: String) async throws -> ReadinessAttempt {
        do {
            let request = "GET \(path) HTTP/1.1\r\nHost: \(address):\(port)\r\nConnection: close\r\nAccept: */*\r\n\r\n"
            let line = try await open(address, port).executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: request))
                var bytes: [UInt8] = []
                for try await buffer in inbound {
                    bytes += buffer.readableBytesView
                    if bytes.contains(0x0A) || bytes.count > lineLimit { break }
                }
                return String(decoding: bytes.prefix { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
            }
            return judge(line, "GET \(path) on port \(port)")
        } catch let error as IOError {
            return .notYet("port \(port) does not answer: \(reason(error))")
        } catch let error as ChannelError {
            return .notYet("port \(port) does not answer: \(error)")
        }
    }

    /// What the first line of an answer means.
    static func judge(_ line: String, _ request: String) -> ReadinessAttempt {
        let words = line.split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) else {
            return .notYet(line.isEmpty ? "\(request) got no answer" : "the answer to \(request) is not HTTP")
        }
        return (100..<400).contains(status) ? .ready : .notYet("\(request) got the status \(status)")
    }

    private static func open(_ address: String, _ port: Int) async throws -> Connection {
        let target = try SocketAddress(ipAddress: address, port: port)
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(2))
            .connect(to: target) { channel in
                channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
            }
    }

    private static func reason(_ error: IOError) -> String {
        "\(Errno(rawValue: error.errnoCode))"
    }
}

/// Probes ports of containers from where their addresses are reachable.
protocol PortDialer: Sendable {
    /// Whether connections are accepted there.
    func connect(_ address: String, _ port: Int) async throws -> ReadinessAttempt
    /// Whether a GET request there is answered with a status below 400.
    func get(_ address: String, _ port: Int, path: String) async throws -> ReadinessAttempt
}

/// From this host.
struct LocalDialer: PortDialer {
    func connect(_ address: String, _ port: Int) async throws -> ReadinessAttempt {
        try await PortTrial.connect(address, port)
    }

    func get(_ address: String, _ port: Int, path: String) async throws -> ReadinessAttempt {
        try await PortTrial.get(address, port, path: path)
    }
}
