import DustyCore
import DustyTestSupport
import Testing

@testable import dustyd

/// A driver of VirtualBox with nothing real around it but files.
struct VirtualBoxScene: Sendable {
    let directory: String
    let catalog: MachineCatalog
    let runner: RecordingRunner
    let driver: VirtualBox

    var image: String { "\(directory)/s/machines/vm/image.iso" }

    /// What VBoxManage was asked, without questions.
    var deeds: [String] {
        let questions = ["list", "showvminfo", "showmediuminfo", "guestproperty"]
        return runner.commands.filter { $0.program == "VBoxManage" }.map { $0.arguments.joined(separator: " ") }
            .filter { line in !questions.contains { line.hasPrefix($0) } }
    }

    /// A machine of VirtualBox's.
    static func vm(_ change: (inout VMRecord) -> Void = { _ in }) -> VMRecord {
        var vm = VMRecord.sample(.virtualbox)
        vm.owner = "tess"
        change(&vm)
        return vm
    }

    /// Runs `body` with a driver for which nothing takes long.
    static func with(_ box: ScriptedVBox, _ body: @Sendable (VirtualBoxScene) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let paths = Paths(environment: [
                "DUSTY_STATE_DIR": "\(directory)/s", "DUSTY_SOCKET_PATH": "\(directory)/d",
            ])
            try makeFile("\(directory)/s/machines/vm/image.iso", "")
            try makeFile("\(directory)/s/machines/vm/key.pub", "ssh-ed25519 AAAA dusty-vm\n")
            let catalog = MachineCatalog(paths: paths, files: DiskFiles())
            let runner = RecordingRunner(box.answer)
            let patience = VirtualBox.Patience(
                pause: .milliseconds(1),
                shutDown: .milliseconds(20),
                boot: .milliseconds(200),
                ownAddress: .milliseconds(20)
            )
            let driver = VirtualBox(
                catalog: catalog,
                runner: runner,
                lookUp: { $0 == "tess" ? Caller.tester.user : nil },
                patience: patience
            )
            try await body(VirtualBoxScene(directory: directory, catalog: catalog, runner: runner, driver: driver))
            let asRoot = runner.commands.filter { $0.program != "ssh-keyscan" && $0.user != Caller.tester.user }
            #expect(asRoot.isEmpty)
        }
    }
}
