import Testing

@testable import DustyCore

/// What `systemctl show` printed on Debian 12, and what `launchctl` prints by the form of macOS 13 to 15; nobody recorded the latter on a Mac.
@Suite struct ServiceStateTests {
    private static let unit = """
        MainPID=4711
        Result=success
        ExecMainStatus=0
        LoadState=loaded
        ActiveState=active
        FragmentPath=/usr/local/lib/systemd/system/dustyd.service
        UnitFileState=enabled

        """

    private static let job = """
        system/org.dusty.dustyd = {
        \tactive count = 1
        \tpath = /Library/LaunchDaemons/org.dusty.dustyd.plist
        \ttype = LaunchDaemon
        \tstate = running

        \tprogram = /usr/local/bin/dustyd
        \targuments = {
        \t\t/usr/local/bin/dustyd
        \t}

        \tstdout path = /var/log/dusty.log
        \tstderr path = /var/log/dusty.log
        \tdefault environment = {
        \t\tPATH => /usr/bin:/bin:/usr/sbin:/sbin
        \t\tstate = waiting
        \t}

        \tenvironment = {
        \t\tPATH => /usr/local/bin:/usr/bin:/bin
        \t\tXPC_SERVICE_NAME => org.dusty.dustyd
        \t}

        \tdomain = system
        \tminimum runtime = 10
        \texit timeout = 90
        \truns = 2
        \tpid = 412
        \timmediate reason = speculative
        \tforks = 8
        \texecs = 1
        \tlast exit code = 78: EX_CONFIG

        \tresource coalition = {
        \t\tID = 1201
        \t\ttype = resource
        \t\tstate = active
        \t\tactive count = 1
        \t}

        \tspawn type = daemon (3)
        \tproperties = keepalive | runatload | inferred program
        }

        """

    @Test func `systemctl says that the unit runs`() {
        #expect(
            SystemdUnit.state(in: Self.unit)
                == ServiceState(
                    file: "/usr/local/lib/systemd/system/dustyd.service",
                    startsAtBoot: true,
                    runs: true,
                    pid: 4711,
                    words: "active"
                )
        )
    }

    @Test func `systemctl says why the unit failed, that it waits, and that it is masked`() {
        let failed = Self.unit.replacing("=active", with: "=failed").replacing("=success", with: "=exit-code")
            .replacing("ExecMainStatus=0", with: "ExecMainStatus=203").replacing("MainPID=4711", with: "MainPID=0")
        let state = SystemdUnit.state(in: failed)
        #expect(state?.runs == false && state?.pid == nil)
        #expect(state?.words == "failed" && state?.ended == "exit code 203")
        let waiting = SystemdUnit.state(
            in: Self.unit.replacing("=active", with: "=activating").replacing("=4711", with: "=0")
        )
        #expect(waiting?.runs == false && waiting?.words == "activating")
        let masked = SystemdUnit.state(in: Self.unit.replacing("=loaded", with: "=masked"))
        #expect(masked?.words == "masked" && masked?.startsAtBoot == false)
    }

    @Test func `a unit that systemd does not know, and output that was cut, say nothing`() {
        #expect(SystemdUnit.state(in: Self.unit.replacing("=loaded", with: "=not-found")) == nil)
        #expect(SystemdUnit.state(in: "") == nil)
        #expect(SystemdUnit.state(in: String(Self.unit.prefix(60))) == nil)
    }

    @Test func `the first of two lines counts, and a process has a number above 0`() {
        #expect(SystemdUnit.state(in: Self.unit + "MainPID=1\n")?.pid == 4711)
        for number in ["-1", "99999999999999999999", "x", ""] {
            #expect(SystemdUnit.state(in: Self.unit.replacing("4711", with: number))?.pid == nil, "\(number)")
        }
    }

    @Test func `launchctl says that the job runs`() {
        #expect(
            LaunchdJob.state(in: Self.job, startsAtBoot: true)
                == ServiceState(
                    file: "/Library/LaunchDaemons/org.dusty.dustyd.plist",
                    startsAtBoot: true,
                    runs: true,
                    pid: 412,
                    words: "running",
                    ended: "exit code 78: EX_CONFIG"
                )
        )
    }

    @Test(arguments: [
        ("last exit code = (never exited)", nil), ("last exit code = 0", nil), ("last exit code = 1", "exit code 1"),
        ("last terminating signal = Killed: 9", "signal Killed: 9"),
    ]) func `launchctl says how a job ended`(_ line: String, _ ended: String?) {
        let job = Self.job.replacing("last exit code = 78: EX_CONFIG", with: line)
            .replacing("state = running", with: "state = not running").replacing("\tpid = 412\n", with: "")
        let state = LaunchdJob.state(in: job, startsAtBoot: false)
        #expect(state?.ended == ended)
        #expect(state?.runs == false && state?.pid == nil && state?.words == "not running")
    }

    @Test func `what stands further in is not the job's own, wherever it stands`() {
        let job = Self.job.replacing("\tstate = running\n", with: "").replacing("\tpid = 412\n", with: "")
        #expect(LaunchdJob.state(in: job, startsAtBoot: true) == nil)
        let arguments = "\targuments = {\n\t\tpid = 1\n\t\tstate = running\n\t}\n"
        let hostile = Self.job.replacing("\tstate = running\n", with: arguments + "\tstate = waiting\n")
        #expect(LaunchdJob.state(in: hostile, startsAtBoot: true)?.runs == false)
    }

    @Test func `what launchctl says of another job, or not to its end, is unknown`() {
        #expect(LaunchdJob.state(in: Self.job.replacing("org.dusty", with: "org.other"), startsAtBoot: true) == nil)
        #expect(LaunchdJob.state(in: "", startsAtBoot: true) == nil)
        let complaint = "Bad request.\nCould not find service \"org.dusty.dustyd\" in domain for system\n"
        #expect(LaunchdJob.state(in: complaint, startsAtBoot: true) == nil)
        for length in stride(from: 0, to: Self.job.count - 2, by: 7) {
            #expect(LaunchdJob.state(in: String(Self.job.prefix(length)), startsAtBoot: true) == nil, "\(length)")
        }
    }

    @Test func `launchctl says which jobs are disabled, in the words of all systems`() {
        let output = """
            \tdisabled services = {
            \t\t"com.apple.ftpd" => disabled
            \t\t"org.dusty.dustyd" => WORD
            \t\t"org.dusty.dustyd.other" => disabled
            \t}

            """
        for (word, isDisabled) in [
            ("disabled", true), ("true", true), ("enabled", false), ("false", false), ("", false),
        ] {
            #expect(LaunchdJob.isDisabled(in: output.replacing("WORD", with: word)) == isDisabled, "\(word)")
        }
        #expect(!LaunchdJob.isDisabled(in: ""))
    }
}
