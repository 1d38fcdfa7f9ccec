import Foundation

/// The parsers that are tried, by the name that `make fuzz FUZZ=…` takes.
private let parsers: [String: @Sendable ([UInt8]) -> Void] = [
    "bodies": BodiesTarget.read, "compose": ComposeTarget.read, "engine": EngineTarget.read, "hosts": HostsTarget.read,
    "machines": MachinesTarget.read, "rsync": RsyncTarget.read, "sanitizer": SanitizerTarget.read,
    "secrets": SecretsTarget.read, "settings": SettingsTarget.read, "specs": SpecsTarget.read, "tar": TarTarget.read,
    "variables": VariablesTarget.read, "words": WordsTarget.read,
]

/// The one that this process tries, named by a variable because libFuzzer owns the arguments. Without a name all names are printed.
private let chosen: @Sendable ([UInt8]) -> Void = {
    guard let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] else {
        print(parsers.keys.sorted().joined(separator: "\n"))
        exit(0)
    }
    guard let parser = parsers[name] else {
        FileHandle.standardError.write(Data("fuzz: there is no target \(name)\n".utf8))
        exit(64)
    }
    return parser
}()

/// libFuzzer's name for what it tries.
@_cdecl("LLVMFuzzerTestOneInput")
func tryOut(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    chosen(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// SwiftPM calls the main function of an executable by this name.
@_cdecl("Fuzz_main")
func fuzzMain(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
    _ = chosen
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments) { tryOut($0, $1) }
}
