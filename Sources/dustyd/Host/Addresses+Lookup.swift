import CLibrary

import class NIOPosix.NIOThreadPool

extension Addresses {
    /// IPv4 addresses of a name; the address itself when it is one. A lookup may take half a minute and cannot be
    /// stopped: it has a thread of its own, and a cancelled caller stops waiting.
    static func of(
        _ host: String,
        by lookUp: @escaping @Sendable (String) -> Set<String> = Addresses.lookUp
    ) async throws -> Set<String> {
        if isIPv4(host) { return [host] }
        let (answers, answer) = AsyncStream.makeStream(of: Set<String>.self)
        NIOThreadPool.singleton.submit { _ in
            answer.yield(lookUp(host))
            answer.finish()
        }
        for await found in answers { return found }
        throw CancellationError()
    }

    @Sendable private static func lookUp(_ host: String) -> Set<String> {
        var hints = addrinfo()
        hints.ai_family = AF_INET
        hints.ai_socktype = Platform.stream
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: Set<String> = []
        var next = list
        while let entry = next {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let length = socklen_t(text.count)
            if getnameinfo(entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, length, nil, 0, NI_NUMERICHOST) == 0
            {
                found.insert(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
            }
            next = entry.pointee.ai_next
        }
        return found
    }
}

/// IPv4 addresses of this host.
enum LocalAddresses {
    /// Every address that a network interface has.
    static func all() -> Set<String> {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return [] }
        defer { freeifaddrs(first) }
        var found: Set<String> = []
        var next = first
        while let entry = next?.pointee {
            next = entry.ifa_next
            guard let address = entry.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET) else { continue }
            var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let length = socklen_t(MemoryLayout<sockaddr_in>.size)
            guard getnameinfo(address, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0 else {
                continue
            }
            found.insert(String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
        return found
    }
}
