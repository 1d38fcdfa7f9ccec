import CLibrary

/// What executes a virtual machine's instructions.
enum Accelerator: String, Codable, Sendable, CaseIterable {
    /// Linux's hypervisor.
    case kvm
    /// That of macOS.
    case hvf
    /// QEMU itself, which works everywhere and is many times slower.
    case tcg

    /// Those worth trying on this host, fastest first.
    static var candidates: [Accelerator] {
        if Platform.isMac { return [.hvf, .tcg] }
        return access("/dev/kvm", R_OK | W_OK) == 0 ? [.kvm, .tcg] : [.tcg]
    }

    /// The accelerator with this host's kernel: with another kernel it is worth another try.
    var trial: String {
        var system = utsname()
        uname(&system)
        let release = withUnsafeBytes(of: &system.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return "\(rawValue) on \(release)"
    }

    /// How long the kernel may take until it gives a first sign of life. An accelerator that exists but hangs must not
    /// cost more than this.
    var patience: Duration {
        switch self {
        case .kvm, .hvf: .seconds(15)
        case .tcg: .seconds(120)
        }
    }

    /// How QEMU is told.
    var option: String {
        switch self {
        case .kvm, .hvf: rawValue
        case .tcg: "tcg,thread=multi"
        }
    }

    /// The processor that the machine sees.
    var processor: String { self == .tcg ? "max" : "host" }
}
