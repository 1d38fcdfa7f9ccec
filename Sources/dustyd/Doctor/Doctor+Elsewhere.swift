import CLibrary
import DustyCore
import Essentials

/// An engine that counts as this host's and runs in a virtual machine that is not Dusty's, as every engine on a Mac does.
extension Doctor {
    static let sharing = "shared directories"
    static let reach = "address"

    /// The release of the kernel that this process runs on.
    static var ownKernelRelease: String? {
        var name = utsname()
        guard uname(&name) == 0 else { return nil }
        return withUnsafeBytes(of: &name.release) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// Whether the engine has another kernel than this host. One that does not say so has this one, except on a Mac.
    func isElsewhere(_ facts: EngineFacts?) -> Bool {
        guard paths.machineName == nil else { return false }
        guard let theirs = facts?.kernel, let ours = kernelRelease else { return Platform.isMac }
        return theirs != ours
    }

    /// How one does something where the engine runs: on a machine of Dusty's own that is Linux.
    var engineHost: HostWords { paths.machineName == nil ? .own : .linux }

    /// That the bridge's address is not this host's: no fault where no port of it is used.
    func elsewhere(_ name: String, _ address: String) async throws -> DoctorCheck {
        let place = "\(address), the address of its bridge, is in the engine's virtual machine"
        guard try await stack.systems.machine.facts().hasBridge else {
            return DoctorCheck(name, .ok, "\(place); the proxy reaches apps over \(names.network)")
        }
        return DoctorCheck(name, .failure, "\(place), so no app can be reached by its name", remedy: Self.ownMachine)
    }

    /// Tries whether the engine brings the proxy's port to this host, as it has to from another kernel.
    func reachCheck() async -> DoctorCheck {
        do {
            let gathered = try await stack.gather(needsVariables: false)
            let running = try await stack.containers().contains {
                $0.service == StackNames.proxyService && $0.status == .running
            }
            guard running, let port = gathered.blueprint.ports.listenPorts.first else {
                return DoctorCheck(Self.reach, .ok, "not tried, because the proxy does not run")
            }
            let place = "\(gathered.facts.publishAddress):\(port)"
            guard case .notYet(let words) = try await reaches(gathered.facts.publishAddress, port) else {
                return DoctorCheck(Self.reach, .ok, "the proxy answers at \(place)")
            }
            return DoctorCheck(
                Self.reach,
                .failure,
                "the engine's virtual machine does not bring \(place) to this host: \(words)",
                remedy: Self.ownMachine
            )
        } catch {
            return DoctorCheck(Self.reach, .warning, "not tried: \((error as? DustyError)?.message ?? "\(error)")")
        }
    }

    /// Tries whether the engine sees what Dusty writes: containers get their code and data from below the state directory. Where it is not
    /// shared with the engine's virtual machine, the engine makes an empty directory there, and says nothing.
    func sharingCheck() async -> DoctorCheck {
        do {
            let all = try await stack.containers()
            guard let proxy = all.first(where: { $0.service == StackNames.proxyService }) else {
                return DoctorCheck(Self.sharing, .ok, "not tried, because the proxy has no container yet")
            }
            let directory = MachineTree(root: paths.machine).proxyDirectory
            let name = ".seen-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
            try stack.systems.files.replace("\(directory)/\(name)", with: [], mode: 0o644)
            defer { try? stack.systems.files.remove("\(directory)/\(name)") }
            guard try await sees(proxy.id, "\(ProxyConfig.mount)/\(name)") else { return unshared() }
            return DoctorCheck(Self.sharing, .ok, "containers see what is below \(paths.state)")
        } catch {
            return DoctorCheck(Self.sharing, .warning, "not tried: \((error as? DustyError)?.message ?? "\(error)")")
        }
    }

    private func unshared() -> DoctorCheck {
        let place = RealPath.of(paths.state) ?? paths.state
        return DoctorCheck(
            Self.sharing,
            .failure,
            "the engine's virtual machine does not see \(place): code and data are empty in containers",
            remedy: "share \(place) with it (Docker Desktop: Settings, Resources, File sharing; Colima: "
                + "colima start --mount \(place):w), or \(Self.ownMachine)"
        )
    }

    private static let ownMachine =
        "use a machine of Dusty's own: `dusty machine create NAME`, then `dusty machine use NAME`"
}
