import ArgumentParser
import DustyCore
import DustyTestSupport
import Testing

@testable import dustyd

/// The daemon's manual page is made of its help and checked in.
@Suite struct GeneratedDocumentsDaemonTests {
    @Test func `the daemon's manual page is up to date`() throws {
        let common = ManualPages.Common(
            version: DustyVersion.current,
            section: 8,
            exitCodes: [
                ("0", "It was told to end."), ("1", "It could not start or go on."), ("77", "It is not root."),
            ],
            variables: [
                ("DUSTY_SOCKET_PATH", "Its socket; /var/run/dusty/dusty.sock when not set."),
                ("DUSTY_CONFIG_DIR", "Directory of the settings; /etc/dusty when not set."),
                ("DUSTY_STATE_DIR", "Directory of everything it keeps; /var/lib/dusty when not set."),
                ("DUSTY_HOSTS_FILE", "The hosts file; /etc/hosts when not set."),
                ("DOCKER_HOST", "The container engine; unix:///var/run/docker.sock when not set."),
            ]
        )
        let pages = try ManualPages(json: Dustyd._dumpHelp(), common: common).texts()
        let text = try #require(pages["dustyd.8"])
        try GeneratedDocument.compare(text, with: "docs/man/dustyd.8")
    }
}
