import DustyCore

extension VirtualBox {
    /// Controller of the image, at port 0, and of the disk, at port 1.
    static let controller = "SATA"
    /// Size of the file that the disk is made from: what its head asks for, and room.
    private static let headSize = 1 << 20

    func create(_ vm: VMRecord, _ boot: BootReporter) async throws {
        let manage = try await manage(vm)
        if let adopted = vm.adopted {
            return try await boot.step("adopt") { _ in try await adopt(adopted, vm, manage) }
        }
        let image = MachineImage(paths: catalog.paths, runner: runner)
        if try await manage.list(running: false).contains(vm.hypervisorName) {
            let information = try await manage.information(vm.hypervisorName)
            if information.login != nil { return }
            try await boot.step("clear") { _ in
                try await discard(vm, manage)
                return "a virtual machine that was created only in part"
            }
        }
        try await image.provide(for: vm, boot)
        try await boot.step("create") { _ in
            try await make(vm, image.file(of: vm), manage)
            return "\(vm.hypervisorName): \(vm.memory) MiB, \(vm.processors) processors, a disk of \(vm.disk) GiB"
        }
    }

    /// The last step makes it complete: the port for its SSH server.
    private func make(_ vm: VMRecord, _ image: String, _ manage: VBoxManage) async throws {
        let name = vm.hypervisorName
        let adapter = try await adapter(manage)
        try await manage.run(["createvm", "--name", name, "--ostype", "Linux26_64", "--register"])
        guard let directory = try await manage.information(name).directory else {
            throw DustyError(.failed, "VirtualBox does not say where it keeps \(name)")
        }
        try await manage.run(["modifyvm", name] + Self.hardware(vm) + Self.console(console(in: directory)))
        try await manage.run(["modifyvm", name] + Self.network(adapter))
        try await manage.run(["storagectl", name, "--name", Self.controller, "--add", "sata", "--portcount", "2"])
        try await manage.run(Self.attachment(name, port: 0, "dvddrive", image))
        try await makeDisk("\(directory)/data.vdi", vm, manage)
        try await manage.run(Self.attachment(name, port: 1, "hdd", "\(directory)/data.vdi"))
        try await manage.run(["modifyvm", name] + Self.login(slot: 1, port: try PortProbe.choose()))
    }

    /// Makes the disk from a small one that is then enlarged, so that gigabytes of nothing need not be read.
    private func makeDisk(_ disk: String, _ vm: VMRecord, _ manage: VBoxManage) async throws {
        let places = SSHPlaces(paths: catalog.paths, name: vm.name)
        let key = try await MachineKey(places: places, files: catalog.files, runner: runner).admission()
        let request = FormatRequest(key: key, hostName: vm.name, time: vm.createdAt).bytes
        let head = "\(places.directory)/disk-head.raw"
        let padding = [UInt8](repeating: 0, count: max(0, Self.headSize - request.count))
        try catalog.files.replace(head, with: request + padding, mode: 0o644)
        defer { try? catalog.files.remove(head) }
        try await removeFile(disk, manage.owner)
        try await manage.run(["convertfromraw", head, disk, "--format", "VDI"])
        try await manage.run(["modifymedium", "disk", disk, "--resize", String(vm.disk * 1024)])
    }

    /// Makes sure that an adopted machine has a way to its SSH server.
    private func adopt(_ name: String, _ vm: VMRecord, _ manage: VBoxManage) async throws -> String {
        let all = try await manage.list(running: false)
        guard !name.hasPrefix("-"), all.contains(name) else {
            throw DustyError.unknown(name, among: all.entries.map(\.name))
        }
        let information = try await manage.information(name)
        if let login = information.login { return "port \(login.port) leads to its SSH server" }
        guard let card = information.cards.first(where: { $0.attachment == "nat" }) else {
            throw DustyError(
                .conflict,
                "\(name) has no network card through which its SSH server can be reached",
                hint: "while it is off: VBoxManage modifyvm \(name) --nic1 nat"
            )
        }
        let port = try PortProbe.choose()
        let rule = Self.login(slot: card.slot, port: port)
        let isOn = try await manage.list(running: true).contains(name)
        try await manage.run(isOn ? ["controlvm", name, "natpf\(card.slot)", rule[1]] : ["modifyvm", name] + rule)
        return "port \(port) leads to its SSH server now"
    }

    private static func hardware(_ vm: VMRecord) -> [String] {
        [
            "--memory", String(vm.memory), "--cpus", String(vm.processors), "--ioapic", "on", "--rtcuseutc", "on",
            "--firmware", "bios", "--boot1", "dvd", "--boot2", "none", "--boot3", "none", "--boot4", "none",
        ]
    }

    /// The first serial port, written to a file.
    private static func console(_ path: String) -> [String] {
        ["--uart1", "0x3F8", "4", "--uartmode1", "file", path]
    }

    private static func network(_ adapter: VBoxAdapter?) -> [String] {
        let out = [
            "--nic1", "nat", "--nictype1", cardType, "--cableconnected1", "on", "--natnet1", way,
            "--natdnshostresolver1", "on",
        ]
        guard let adapter else { return out }
        return out + [
            "--nic2", "hostonly", "--nictype2", cardType, "--cableconnected2", "on", "--hostonlyadapter2",
            adapter.name,
        ]
    }

    private static func attachment(_ name: String, port: Int, _ type: String, _ medium: String) -> [String] {
        [
            "storageattach", name, "--storagectl", controller, "--port", String(port), "--device", "0", "--type", type,
            "--medium", medium,
        ]
    }

    /// Forwards a port of this host to the SSH server.
    private static func login(slot: Int, port: Int) -> [String] {
        ["--natpf\(slot)", "ssh,tcp,127.0.0.1,\(port),,22"]
    }
}
