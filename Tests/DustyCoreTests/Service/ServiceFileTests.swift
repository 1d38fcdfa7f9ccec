import Essentials
import Testing

@testable import DustyCore

@Suite struct ServiceFileTests {
    private func unit(_ programs: String = "/usr/local/bin") throws -> ServiceFile {
        try ServiceSystem.systemd.files(programs: programs)[0]
    }

    @Test func `the files name the programs, and nothing of the templates is left`() throws {
        let unit = try unit("/opt/dusty/bin")
        #expect(unit.text.contains("\nExecStart=/opt/dusty/bin/dustyd\n"))
        #expect(unit.text.contains("\nReadWritePaths=-/opt/dusty/bin\n"))
        for file in try ServiceSystem.allCases.flatMap({ try $0.files(programs: "/opt/dusty/bin") }) {
            #expect(!file.text.contains(/@[A-Z]+@/), "\(file.path)")
        }
        let list = try ServiceSystem.launchd.files(programs: "/opt/dusty/bin")[0]
        #expect(list.text.contains("<string>/opt/dusty/bin/dustyd</string>"))
    }

    @Test func `systemd finds the unit wherever the programs are`() throws {
        #expect(try unit("/usr/bin").path == "/usr/lib/systemd/system/dustyd.service")
        for programs in ["/usr/local/bin", "/opt/dusty/bin"] {
            #expect(try unit(programs).path == "/usr/local/lib/systemd/system/dustyd.service")
        }
    }

    @Test(arguments: ServiceSystem.allCases) func `a file is known again, its edits too`(_ system: ServiceSystem) throws
    {
        for (file, other) in zip(
            try system.files(programs: "/usr/local/bin"),
            try system.files(programs: "/opt/dusty/bin")
        ) {
            let bytes = Array(file.text.utf8)
            #expect(file.standing(of: bytes) == .current)
            #expect(file.standing(of: bytes + [0x0A]) == .edited)
            #expect(file.standing(of: Array(file.text.dropLast(5).utf8)) == .edited)
            if other.text != file.text { #expect(file.standing(of: Array(other.text.utf8)) == .earlier) }
            #expect(file.standing(of: []) == .foreign)
            #expect(file.standing(of: [0xFF, 0x00]) == .foreign)
            #expect(file.standing(of: Array("[Service]\nExecStart=/usr/local/bin/dustyd\n".utf8)) == .foreign)
        }
    }

    @Test func `a mark without a checksum, or with one of another text, makes no file ours`() throws {
        let mark = "Made by Dusty, which replaces it only while this checksum is right: "
        for text in ["# \(mark)", "# \(mark)abc\n", "# \(mark)\(String(repeating: "0", count: 64))\nx\n"] {
            #expect(try unit().standing(of: Array(text.utf8)) == .edited)
        }
    }

    @Test(arguments: [
        "", "bin", "/opt/my tools", "/opt/%n", "/opt/a:b", "/opt/a\nUser=x", "/opt/<b>", "/opt/ü", "/opt/$A",
    ])
    func `a directory that would mean something in the files is refused`(_ directory: String) {
        for system in ServiceSystem.allCases {
            #expect(throws: DustyError.self) { try system.files(programs: directory) }
        }
    }
}
