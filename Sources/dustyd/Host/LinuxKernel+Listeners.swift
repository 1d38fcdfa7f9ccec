import CLibrary
import Essentials

extension LinuxKernel {
    /// The program that listens on a TCP port, such as `nginx (pid 812)`; nil when it cannot be found.
    func listener(on port: Int, address: String) -> String? {
        process(listeningOn: port, address: address).map { "\(name(of: $0) ?? "a program") (pid \($0))" }
    }

    func isHeld(_ port: Int, address: String) -> Bool {
        !listeningSockets(port: port, address: address).isEmpty
    }

    /// The process id of an engine's port forwarder that still listens on a TCP port although its engine is gone; nil
    /// when there is none. A killed engine leaves such forwarders behind, and no later engine removes them.
    func orphanedForwarder(on port: Int, address: String) -> Int? {
        guard let process = process(listeningOn: port, address: address), name(of: process) == "docker-proxy" else {
            return nil
        }
        let parent = lines("/proc/\(process)/status").first { $0.hasPrefix("PPid:") }
        return parent?.split(whereSeparator: \.isWhitespace).last == "1" ? process : nil
    }

    /// Whether what listens on a TCP port is one of the engine's port forwarders.
    func isForwarder(on port: Int, address: String) -> Bool {
        process(listeningOn: port, address: address).flatMap(name) == "docker-proxy"
    }

    private func process(listeningOn port: Int, address: String) -> Int? {
        let inodes = listeningSockets(port: port, address: address)
        guard !inodes.isEmpty else { return nil }
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: root + "/proc")) ?? []
        return processes.compactMap { Int($0) }.sorted().first { holds($0, inodes) }
    }

    private func name(of process: Int) -> String? {
        lines("/proc/\(process)/comm").first.map { String($0) }
    }

    /// Inodes of the sockets that listen on a port, at an address or at all addresses.
    func listeningSockets(port: Int, address: String) -> Set<String> {
        let wanted = Self.spellings(of: address)
        var inodes: Set<String> = []
        for line in lines("/proc/net/tcp") + lines("/proc/net/tcp6") {
            // `sl local_address rem_address st … inode`, the address in hexadecimal and 0A for listening.
            let words = line.split(separator: " ")
            guard words.count > 9, words[3] == "0A" else { continue }
            let local = words[1].split(separator: ":")
            if local.count == 2, Int(local[1], radix: 16) == port, wanted.contains(String(local[0])) {
                inodes.insert("socket:[\(words[9])]")
            }
        }
        return inodes
    }

    /// How the kernel writes an IPv4 address, the same inside IPv6, and each family's "all addresses".
    private static func spellings(of address: String) -> Set<String> {
        let bytes = address.split(separator: ".").compactMap { UInt8($0) }
        let hexadecimal = bytes.reversed().map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }
        let plain = hexadecimal.joined()
        let zeros = String(repeating: "0", count: 8)
        return [plain, zeros, "\(zeros)\(zeros)FFFF0000\(plain)", String(repeating: zeros, count: 4)]
    }

    private func holds(_ process: Int, _ inodes: Set<String>) -> Bool {
        let directory = "\(root)/proc/\(process)/fd"
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return descriptors.contains { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/\(name)")
            return target.map { inodes.contains($0) } ?? false
        }
    }
}
