import DustyCore

/// Where a program comes from on Debian.
enum DebianPackage {
    private static let packages = [
        "chroot": "coreutils", "docker": "docker.io", "du": "coreutils", "env": "coreutils", "groupadd": "passwd",
        "ip": "iproute2", "journalctl": "systemd", "qemu-system-x86_64": "qemu-system-x86", "rm": "coreutils",
        "setpriv": "util-linux", "ssh": "openssh-client", "ssh-keygen": "openssh-client",
        "ssh-keyscan": "openssh-client", "sh": "dash", "systemd-run": "systemd", "tail": "coreutils",
        "cat": "coreutils",
    ]
    /// Programs that Debian has no package of.
    private static let elsewhere = [
        "VBoxManage": "VirtualBox: https://www.virtualbox.org/wiki/Linux_Downloads",
        "limactl": "Lima: https://lima-vm.io/docs/installation",
    ]

    /// What to do to have a program; `verb` says it where Debian has it.
    static func advice(_ verb: String, _ program: String, again: Bool = false) -> String {
        let name = program.parts(at: "/").last ?? program
        if let source = elsewhere[name] { return "\(again ? "reinstall" : "install") \(source)" }
        let package = packages[name] ?? name
        return "\(verb), on Debian: apt-get install \(again ? "--reinstall " : "")\(package)"
    }
}
