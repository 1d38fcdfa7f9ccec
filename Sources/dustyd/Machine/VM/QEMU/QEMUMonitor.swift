import CLibrary
import DustyCore
import NIOCore

import class NIOPosix.ClientBootstrap

/// QEMU's own socket for the program that controls it: a line of JSON each way.
struct QEMUMonitor: Sendable {
    /// The commands that are used here.
    enum Word: String, Sendable {
        /// Press the power button.
        case powerDown = "system_powerdown"
        /// Pull the plug.
        case quit
    }

    private static let patience = Duration.seconds(5)

    let socket: String

    /// Whether QEMU listens, which it does exactly as long as the machine runs.
    var answers: Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(socket.utf8)
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let descriptor = Platform.streamSocket(AF_UNIX)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    /// Sends it a command, and waits until it has acknowledged it.
    func tell(_ word: Word) async throws {
        let understood = try await withDeadline(Self.patience) {
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(unixDomainSocketPath: socket) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            return try await channel.executeThenClose { inbound, outbound in
                for line in [#"{"execute":"qmp_capabilities"}"#, #"{"execute":"\#(word.rawValue)"}"#] {
                    try await outbound.write(ByteBuffer(string: line + "\n"))
                }
                var text = ""
                for try await piece in inbound {
                    text += String(buffer: piece)
                    if text.contains(#""error""#) { return false }
                    if text.split(separator: #""return""#, omittingEmptySubsequences: false).count > 2 { return true }
                }
                // After the command to quit it may be gone before it answers.
                return word == .quit
            }
        }
        guard understood == true else {
            throw DustyError(.unavailable, "QEMU does not obey commands at \(socket)")
        }
    }
}
