import Foundation

/// The target that this process tries, named by a variable because libFuzzer owns the arguments.
nonisolated let chosen: (any FuzzTarget.Type) = {
    let targets: [String: any FuzzTarget.Type] = [
        "bodies": BodiesTarget.self, "compose": ComposeTarget.self, "engine": EngineTarget.self,
        "hosts": HostsTarget.self, "machines": MachinesTarget.self, "rsync": RsyncTarget.self,
        "sanitizer": SanitizerTarget.self, "settings": SettingsTarget.self, "specs": SpecsTarget.self,
        "tar": TarTarget.self,
    ]
    guard let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"], let target = targets[name] else {
        print(targets.keys.sorted().joined(separator: "\n"))
        exit(64)
    }
    return target
}()

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>, Int) -> Int32
) -> Int32

/// SwiftPM calls the main function of an executable by this name.
@_cdecl("Fuzz_main")
func fuzzMain(
    _ count: Int32,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments) { bytes, size in
        chosen.read(Array(UnsafeBufferPointer(start: bytes, count: size)))
        return 0
    }
}
