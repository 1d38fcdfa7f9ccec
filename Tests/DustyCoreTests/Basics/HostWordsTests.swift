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

    @Test func `groups are made and joined with the host's own programs`() {
        #expect(HostWords.linux.making(group: "dusty") == ["groupadd", "--system", "dusty"])
        #expect(HostWords.mac.making(group: "dusty") == ["dseditgroup", "-o", "create", "dusty"])
        #expect(HostWords.linux.joining("ann") == "usermod -aG dusty ann")
        #expect(HostWords.mac.joining("ann") == "dseditgroup -o edit -a ann -t user dusty")
    }
}
