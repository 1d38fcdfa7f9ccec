import Testing

@testable import dustyd

@Suite struct LimaParserTests {
    @Test func `instances are lines of JSON`() {
        let instances = LimaInstance.all(
            """
            {"name":"dusty-vm","status":"Running","dir":"/home/tess/.lima/dusty-vm","vmType":"vz","arch":"aarch64",\
            "cpuType":"","cpus":4,"memory":4294967296,"disk":107374182400,"sshLocalPort":60720,\
            "config":{"ssh":{"localPort":60720,"loadDotSSHPubKeys":false},"images":[]},"hostAgentPID":9390}
            {"name":"other","status":"Stopped","dir":"/home/tess/.lima/other","sshLocalPort":0}
            not JSON at all
            """
        )
        #expect(instances.map(\.name) == ["dusty-vm", "other"])
        #expect(instances[0].isRunning && !instances[1].isRunning)
        #expect(instances[0].memory == 4 << 30 && instances[0].config?.ssh?.localPort == 60_720)
        #expect(instances[0].sshConfiguration == "/home/tess/.lima/dusty-vm/ssh.config")
        #expect(LimaInstance.all("") == [])
    }

    @Test func `lines that were cut, of other types or hostile are left out, and the others stay`() {
        let whole = #"{"name":"ok","status":"Stopped","dir":"/Users/tess/.lima/ok","sshLocalPort":0}"#
        for length in 0..<whole.count { #expect(LimaInstance.all(String(whole.prefix(length))) == []) }
        let lines = [
            #"{"name":1,"status":"Running","dir":"/x"}"#, #"{"name":"a","status":"Running"}"#, "[]", "null", "{}",
            #"{"name":"big","status":"Running","dir":"/x","memory":99999999999999999999}"#,
            #"{"name":"text","status":"Running","dir":"/x","sshLocalPort":"60022"}"#,
            "WARN[0000] treating \"/Users/tess/.lima/x\" as broken", whole,
        ]
        #expect(LimaInstance.all(lines.joined(separator: "\n")).map(\.name) == ["ok"])
    }

    @Test func `the file for ssh says how to log in`() {
        let configuration = LimaSSHConfig(
            """
            # This SSH config file can be passed to 'ssh -F'.
            # This file is created by Lima, but not used by Lima itself currently.
            Host lima-dusty-vm
              IdentityFile "/home/tess/.lima/_config/user"
              IdentityFile "/home/tess/.ssh/id_ed25519"
              StrictHostKeyChecking no
              User tess
              ControlPath "/home/tess/.lima/dusty-vm/ssh.sock"
              Hostname 127.0.0.1
              Port 60022
            """
        )
        #expect(configuration.user == "tess" && configuration.port == 60_022)
        #expect(configuration.identity == "/home/tess/.lima/_config/user")
        #expect(LimaSSHConfig("").user == nil)
    }

    @Test(arguments: [
        ("time=\"2026-01-01T00:00:00Z\" level=info msg=\"driver \\\"qemu\\\"\"", "driver \"qemu\""),
        ("plain words", "plain words"), ("  ", nil),
    ])
    func `its log is read without its trimmings`(line: String, message: String?) {
        #expect(Limactl.message(line) == message)
    }

    @Test func `the template has nothing of this host's in it`() {
        let text = LimaTemplate(vm: .sample(.lima), port: 23_456).text
        for line in [
            "cpus: 2", "memory: \"2048MiB\"", "disk: \"20GiB\"", "mounts: []", "  localPort: 23456",
            "  loadDotSSHPubKeys: false", "  ignore: true", "  arch: \"aarch64\"", "  arch: \"x86_64\"",
            "    usermod -aG docker \"$LIMA_CIDATA_USER\"",
        ] {
            #expect(text.split(separator: "\n").contains(Substring(line)), "\(line)")
        }
    }

    @Test func `a ready image takes Debian's place`() {
        var vm = VMRecord.sample(.lima)
        vm.image = "/images/a \"good\" one.qcow2"
        let text = LimaTemplate(vm: vm, port: 23_456).text
        #expect(text.contains("images:\n- location: \"/images/a \\\"good\\\" one.qcow2\"\ncpus:"))
        #expect(!text.contains("debian.org"))
    }
}
