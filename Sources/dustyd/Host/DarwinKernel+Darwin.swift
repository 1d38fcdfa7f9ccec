#if canImport(Darwin)
import CLibrary
import DustyCore

/// What a Mac's kernel reports, asked by `sysctl`, the Mach host and `libproc`.
struct DarwinKernel: HostKernel {
    /// Each call of the function would give the process another right to it.
    private static let host = mach_host_self()
    /// Programs by which Docker Desktop, OrbStack, Colima, Lima and Rancher Desktop bring the ports of containers to this host.
    private static let forwarders: Set<String> = [
        "com.docker.backend", "com.docker.vpnkit", "OrbStack Helper", "limactl", "ssh", "rancher-desktop", "gvproxy",
        "krunkit",
    ]

    func processorLoad() -> ProcessorLoad? {
        var load = host_cpu_load_info_data_t()
        var count = mach_msg_type_number_t(MemoryLayout.size(ofValue: load) / MemoryLayout<integer_t>.size)
        let capacity = Int(count)
        let result = withUnsafeMutablePointer(to: &load) { pointer in
            pointer.withMemoryRebound(to: integer_t.self, capacity: capacity) {
                host_statistics(Self.host, HOST_CPU_LOAD_INFO, $0, &count)
            }
        }
        guard result == KERN_SUCCESS else { return nil }
        // User, system, idle and nice, in this order.
        let (user, system, idle, nice) = load.cpu_ticks
        let busy = UInt64(user) + UInt64(system) + UInt64(nice)
        return ProcessorLoad(busy: busy, total: busy + UInt64(idle))
    }

    func startedAt() -> Timestamp? {
        guard let time = Self.value("kern.boottime", of: timeval()) else { return nil }
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_usec) / 1000)
    }

    func memory() -> (total: Int64, available: Int64)? {
        guard let total = Self.value("hw.memsize", of: UInt64(0)) else { return nil }
        var page: vm_size_t = 0
        var pages = vm_statistics64_data_t()
        var count = mach_msg_type_number_t(MemoryLayout.size(ofValue: pages) / MemoryLayout<integer_t>.size)
        let capacity = Int(count)
        let result = withUnsafeMutablePointer(to: &pages) { pointer in
            pointer.withMemoryRebound(to: integer_t.self, capacity: capacity) {
                host_statistics64(Self.host, HOST_VM_INFO64, $0, &count)
            }
        }
        guard result == KERN_SUCCESS, host_page_size(Self.host, &page) == KERN_SUCCESS else { return nil }
        // As Activity Monitor counts: what programs made and cannot be thrown away, what is wired, and what holds compressed memory.
        let made = Int64(pages.internal_page_count) - Int64(pages.purgeable_count)
        let used = (max(0, made) + Int64(pages.wire_count) + Int64(pages.compressor_page_count)) * Int64(page)
        return (Int64(clamping: total), max(0, Int64(clamping: total) - used))
    }

    func systemName() -> String? {
        Self.text("kern.osproductversion").map { "macOS \($0)" }
    }

    func isBusy() -> Bool {
        var load = 0.0
        return getloadavg(&load, 1) == 1 && load > 2 * Double(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// It ends programs otherwise, and keeps no count.
    func starvedPrograms() -> Int? { nil }

    func watchLimits() -> (watches: Int, watchers: Int)? { nil }

    func watchesHeld() -> Int { 0 }

    /// A number or a structure that the kernel keeps under a name.
    private static func value<Value>(_ name: String, of empty: Value) -> Value? {
        var value = empty
        var size = MemoryLayout<Value>.size
        let result = withUnsafeMutableBytes(of: &value) { sysctlbyname(name, $0.baseAddress, &size, nil, 0) }
        return result == 0 && size == MemoryLayout<Value>.size ? value : nil
    }

    private static func text(_ name: String) -> String? {
        var size = 0
        guard sysctlbyname(name, nil, &size, nil, 0) == 0, size > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: size)
        guard sysctlbyname(name, &bytes, &size, nil, 0) == 0 else { return nil }
        return String(decoding: bytes.prefix(size).prefix { $0 != 0 }, as: UTF8.self)
    }
}

extension DarwinKernel {
    func listener(on port: Int, address: String) -> String? {
        process(listeningOn: port, address: address).map { "\(Self.name(of: $0) ?? "a program") (pid \($0))" }
    }

    func isHeld(_ port: Int, address: String) -> Bool { process(listeningOn: port, address: address) != nil }

    /// The engine's forwarders belong to its virtual machine, and end with it.
    func orphanedForwarder(on port: Int, address: String) -> Int? { nil }

    func isForwarder(on port: Int, address: String) -> Bool {
        process(listeningOn: port, address: address).flatMap(Self.name).map { Self.forwarders.contains($0) } ?? false
    }

    /// They would be in the engine's virtual machine.
    func remains(of containers: Set<String>) -> [String: [pid_t]] { [:] }

    /// All processes there are.
    static func processes() -> [pid_t] {
        var room = Int(proc_listpids(UInt32(PROC_ALL_PIDS), 0, nil, 0)) / MemoryLayout<pid_t>.size + 64
        while true {
            var found = [pid_t](repeating: 0, count: room)
            let size = Int32(room * MemoryLayout<pid_t>.size)
            let filled = Int(proc_listpids(UInt32(PROC_ALL_PIDS), 0, &found, size)) / MemoryLayout<pid_t>.size
            guard filled >= room, room < 1 << 20 else { return found.prefix(max(0, filled)).filter { $0 > 0 } }
            room *= 2
        }
    }

    private func process(listeningOn port: Int, address: String) -> pid_t? {
        var wanted = in_addr()
        guard inet_pton(AF_INET, address, &wanted) == 1 else { return nil }
        return Self.processes().sorted().first { process in
            Self.sockets(of: process).contains { Self.listens(process, $0, port, wanted) }
        }
    }

    private static func sockets(of process: pid_t) -> [Int32] {
        let size = Int(proc_pidinfo(process, PROC_PIDLISTFDS, 0, nil, 0))
        guard size > 0 else { return [] }
        var files = [proc_fdinfo](repeating: proc_fdinfo(), count: size / MemoryLayout<proc_fdinfo>.stride + 16)
        let room = Int32(files.count * MemoryLayout<proc_fdinfo>.stride)
        let filled = Int(proc_pidinfo(process, PROC_PIDLISTFDS, 0, &files, room)) / MemoryLayout<proc_fdinfo>.stride
        return files.prefix(max(0, filled)).filter { $0.proc_fdtype == UInt32(PROX_FDTYPE_SOCKET) }.map(\.proc_fd)
    }

    private static func listens(_ process: pid_t, _ file: Int32, _ port: Int, _ wanted: in_addr) -> Bool {
        var info = socket_fdinfo()
        let size = Int32(MemoryLayout<socket_fdinfo>.size)
        guard proc_pidfdinfo(process, file, PROC_PIDFDSOCKETINFO, &info, size) == size,
            info.psi.soi_kind == Int32(SOCKINFO_TCP)
        else { return false }
        let socket = info.psi.soi_proto.pri_tcp
        guard socket.tcpsi_state == TSI_S_LISTEN,
            UInt16(truncatingIfNeeded: socket.tcpsi_ini.insi_lport).byteSwapped == UInt16(exactly: port)
        else { return false }
        // What is in place of the address is part of another for a socket of IPv6 alone; one for both has this sign, and 0.
        guard socket.tcpsi_ini.insi_vflag & UInt8(INI_IPV4) != 0 else { return false }
        let address = socket.tcpsi_ini.insi_laddr.ina_46.i46a_addr4.s_addr
        return address == 0 || address == wanted.s_addr
    }

    private static func name(of process: pid_t) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(MAXPATHLEN))
        let length = Int(proc_name(process, &bytes, UInt32(bytes.count)))
        return length > 0 ? String(decoding: bytes.prefix(length), as: UTF8.self) : nil
    }
}
#endif
