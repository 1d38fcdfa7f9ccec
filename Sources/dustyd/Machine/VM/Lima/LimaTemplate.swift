import DustyCore

/// The file from which Lima makes a machine: Debian with Docker and rsync, and nothing of this host's in it.
struct LimaTemplate: Sendable, Equatable {
    private static let debian = "https://cloud.debian.org/images/cloud/bookworm/latest/debian-12-genericcloud"

    let vm: VMRecord
    /// Port of this host's loopback address that leads to its SSH server.
    let port: Int

    /// The file's text.
    var text: String {
        """
        # Written by Dusty.
        images:
        \(images)
        cpus: \(vm.processors)
        memory: "\(vm.memory)MiB"
        disk: "\(vm.disk)GiB"
        mounts: []
        containerd:
          system: false
          user: false
        ssh:
          localPort: \(port)
          loadDotSSHPubKeys: false
          forwardAgent: false
        # Dusty forwards the ports it needs.
        portForwards:
        - guestIP: "0.0.0.0"
          guestPortRange: [1, 65535]
          ignore: true
        provision:
        - mode: system
          script: |
        \(provisioning)
        """
    }

    private static let provision = Script(PackageResources.provision_lima_sh)

    private var provisioning: String {
        Self.provision.text.allLines.map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
    }

    private var images: String {
        if let image = vm.image { return "- location: \(Self.quoted(image))" }
        return [("amd64", "x86_64"), ("arm64", "aarch64")]
            .map { "- location: \"\(Self.debian)-\($0.0).qcow2\"\n  arch: \"\($0.1)\"" }
            .joined(separator: "\n")
    }

    private static func quoted(_ path: String) -> String {
        "\""
            + path.parts(at: "\\", keepingEmpty: true).joined(separator: "\\\\")
            .parts(at: "\"", keepingEmpty: true).joined(separator: "\\\"") + "\""
    }
}
