import ArgumentParser

/// The size of a virtual machine.
struct HardwareOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Memory, such as 2048M or 4G.", valueName: "size"))
    var memory: HardwareSize?

    @Option(help: ArgumentHelp("Processors.", valueName: "number"))
    var cpus: Int?

    @Option(help: ArgumentHelp("Disk that holds its data, such as 40G; it takes space as it fills.", valueName: "size"))
    var disk: HardwareSize?

    @Option(
        help: ArgumentHelp(
            "Minutes after which it is stopped when nothing runs on it and no dashboard is open; 0 for never.",
            valueName: "minutes"
        )
    )
    var idleStop: Int?

    func validate() throws {
        if let disk, disk.mebibytes % 1024 != 0 { throw ValidationError("--disk takes whole gigabytes, such as 40G") }
    }
}

/// A size such as `2048M` or `4G`, in binary units.
struct HardwareSize: ExpressibleByArgument, Equatable {
    /// The size, MiB.
    let mebibytes: Int
    /// The size in GiB, if it is whole.
    var gibibytes: Int { mebibytes / 1024 }

    init?(argument: String) {
        let units = ["M": 1, "G": 1024, "T": 1_048_576]
        guard let match = argument.wholeMatch(of: /([0-9]{1,7})(M|G|T)(?:i?B)?/.ignoresCase()),
            let number = Int(match.output.1), let unit = units[match.output.2.uppercased()]
        else { return nil }
        mebibytes = number * unit
    }
}
