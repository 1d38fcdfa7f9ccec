import DustyCore
import Testing

@Suite struct HostWordsTests {
    @Test func `a program comes from the packages of the host`() {
        #expect(
            HostWords.linux.advice("install it", "/usr/bin/rsync") == "install it, on Debian: apt-get install rsync"
        )
        #expect(HostWords.mac.advice("install it", "rsync") == "install it, with Homebrew: brew install rsync")
        #expect(HostWords.mac.package("tar", again: true) == "with Homebrew: brew reinstall gnu-tar")
        #expect(HostWords.mac.advice("install it", "docker") == "install Docker Desktop, OrbStack or Colima")
    }

    /// What exists on Linux only must not be in words for a Mac.
    @Test func `the words for a Mac name nothing of Linux alone`() {
        let foreign = [
            "apt-get", "systemctl", "journalctl", "/etc/docker", "nsswitch", "iptables", "ufw", "chattr", "lsattr",
            "usermod",
            "groupadd", "/proc", "ip address",
        ]
        let mac = HostWords.mac
        let methods = [
            mac.advice("install it", "rsync"), mac.opening(1...2, of: "172.17.0.1"), mac.joining("ann"),
            mac.making(group: "dusty").joined(separator: " "),
        ]
        for text in Mirror(reflecting: mac).children.map({ "\($0.value)" }) + methods {
            #expect(!foreign.contains { text.contains($0) }, "\(text)")
        }
    }

    @Test func `a firewall is opened for one address and its ports`() {
        #expect(
            HostWords.linux.opening(65000...65099, of: "172.17.0.1")
                == "allow it: iptables -I INPUT -p tcp -d 172.17.0.1 --dport 65000:65099 -j ACCEPT, or with ufw: "
                + "ufw allow proto tcp to 172.17.0.1 port 65000:65099"
        )
        #expect(HostWords.mac.opening(nil, of: "172.17.0.1").contains("172.17.0.1"))
    }

    @Test func `groups are made and joined with the host's own programs`() {
        #expect(HostWords.linux.making(group: "dusty") == ["groupadd", "--system", "dusty"])
        #expect(HostWords.mac.making(group: "dusty") == ["dseditgroup", "-o", "create", "dusty"])
        #expect(HostWords.linux.joining("ann") == "usermod -aG dusty ann")
        #expect(HostWords.mac.joining("ann") == "dseditgroup -o edit -a ann -t user dusty")
    }
}
