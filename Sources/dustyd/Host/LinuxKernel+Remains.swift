import CLibrary
import Essentials

extension LinuxKernel {
    /// Processes that an engine started for containers and that outlived it, and their children, by container id:
    /// through them a container whose start was interrupted keeps its place on the network, with an address that the
    /// engine gives to another.
    func remains(of containers: Set<String>) -> [String: [pid_t]] {
        var shims: [pid_t: String] = [:]
        var parents: [pid_t: pid_t] = [:]
        for entry in (try? FileManager.default.contentsOfDirectory(atPath: root + "/proc")) ?? [] {
            guard let process = pid_t(entry) else { continue }
            let words = words(of: process)
            if words.first?.contains("containerd-shim") == true, let option = words.firstIndex(of: "-id"),
                option + 1 < words.count, containers.contains(words[option + 1])
            {
                shims[process] = words[option + 1]
            } else if words.first == "runc" {
                parents[process] = parent(of: process)
            }
        }
        var found = Dictionary(grouping: shims.keys) { shims[$0] ?? "" }
        for (process, parent) in parents {
            if let container = shims[parent] { found[container, default: []].append(process) }
        }
        return found.mapValues { $0.sorted() }
    }

    private func words(of process: pid_t) -> [String] {
        let bytes = (try? AtomicFile("\(root)/proc/\(process)/cmdline").read()) ?? nil
        return (bytes ?? []).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private func parent(of process: pid_t) -> pid_t? {
        lines("/proc/\(process)/status").first { $0.hasPrefix("PPid:") }
            .flatMap { $0.split(whereSeparator: \.isWhitespace).last }.flatMap { pid_t($0) }
    }
}
