import DustyCore
import Testing

@testable import dustyd

@Suite struct HostKeysTests {
    private static let blob = "AAAAC3NzaC1lZDI1NTE5AAAAIK0wmN/Cr3JXqmLW7u+g9pTh+wyqDHpSQEIQczXkVx9q"

    @Test func `keys are kept under the machine's name, best kind first`() {
        let rsa = "AAAAB3NzaC1yc2EAAAADAQABAAAAgQDdummyAAAAdummyAAA"
        let keys = HostKeys(scan: "# big:22 SSH-2.0\nbig ssh-rsa \(rsa)\n[big]:22 ssh-ed25519 \(Self.blob)\n")
        #expect(keys.file(for: "big") == "big ssh-ed25519 \(Self.blob)\nbig ssh-rsa \(rsa)\n")
    }

    @Test func `fingerprints are those that ssh-keygen prints`() async throws {
        try await withTemporaryDirectory { directory in
            try makeFile(directory + "/known", "big ssh-ed25519 \(Self.blob)\n")
            let command = Command(program: "ssh-keygen", arguments: ["-l", "-f", directory + "/known"])
            let printed = try await SubprocessRunner().run(command) { _ in }.output.split(separator: " ")
            let ours = HostKeys(scan: "big ssh-ed25519 \(Self.blob)").fingerprints
            #expect(ours == ["\(printed[1]) (ssh-ed25519)"])
        }
    }

    @Test(arguments: [
        "big ssh-dss AAAAB3NzaC1kc3MAAACBAdummydummydummydummydummy", "big ssh-ed25519 short",
        "big ssh-ed25519 \(blob)*", "@cert-authority * ssh-ed25519 \(blob)", "big ssh-ed25519", "",
    ])
    func `anything but a plain key is left out`(line: String) {
        #expect(HostKeys(scan: line).keys.isEmpty)
    }
}
