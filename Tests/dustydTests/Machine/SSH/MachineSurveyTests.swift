import DustyCore
import Testing

@testable import dustyd

@Suite struct MachineSurveyTests {
    private static let good = "engine /var/run/docker.sock\nrsync yes\nroot /home/ann/.local/share/dusty\nuid 1000\n"

    private func survey(_ output: String) throws -> MachineSurvey {
        try MachineSurvey(output, target: try SSHTarget("ann@big"))
    }

    @Test func `what the host printed is read`() throws {
        let survey = try survey(Self.good)
        #expect(survey.engineSocket == "/var/run/docker.sock" && survey.root == "/home/ann/.local/share/dusty")
        #expect(!survey.isRoot && !survey.installedRsync)
    }

    @Test(arguments: [
        (
            "closed /var/run/docker.sock\nrsync yes\nroot /r\nuid 1000", "ann may not use the container engine",
            "usermod"
        ),
        ("rsync yes\nroot /r\nuid 1000", "no container engine", "install"),
        ("engine /var/run/docker.sock\nroot /r\nuid 1000", "no rsync", "apt-get install rsync"),
        ("engine /var/run/docker.sock\nrsync yes\nuid 1000", "no place", "writable"), ("hello", "shell", "POSIX"),
    ])
    func `what is missing is reported with what to do there`(output: String, message: String, hint: String) {
        let error = #expect(throws: DustyError.self) { try survey(output) }
        #expect(error?.message.contains(message) == true && error?.hint?.contains(hint) == true)
    }

    @Test(arguments: ["/a:/b", "/a b", "relative", "/a/../b", "/$HOME", "/a\u{1B}[1m", "/"])
    func `a path that would be taken for more than a path is refused`(path: String) {
        let output = Self.good.replacing("/home/ann/.local/share/dusty", with: path)
        #expect(throws: DustyError.self) { try survey(output) }
    }
}
