import CLibrary
import SystemPackage

/// Ends a thread that waits for a descriptor.
final class StopSignal: Sendable {
    /// Readable once it is given.
    let waiting: FileDescriptor
    private let giving: FileDescriptor

    init() throws {
        (waiting, giving) = try FileDescriptor.pipe()
        for end in [waiting, giving] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        try? waiting.close()
        try? giving.close()
    }

    func give() {
        var byte: UInt8 = 1
        _ = write(giving.rawValue, &byte, 1)
    }

    /// Waits until there is something to read or the signal is given, for at most this long; true for the signal.
    func isGiven(waitingFor others: FileDescriptor..., milliseconds: Int32 = -1) -> Bool {
        var ends = ([waiting] + others).map { pollfd(fd: $0.rawValue, events: Int16(POLLIN), revents: 0) }
        while poll(&ends, nfds_t(ends.count), milliseconds) < 0, errno == EINTR {}
        return ends[0].revents != 0
    }
}
