import DustyTerminal

/// What a dashboard is opened with. Making it throws every fault of the options, the configuration file and a recording.
struct DashboardSetup {
    let config: DashboardConfig
    let recording: Recording?
    let recorder: Recorder?
    let access: Access

    /// What the person wants: of the configuration file, of the command line, and of the environment where that has the last word.
    init(_ options: DashboardOptions) throws {
        let file = try DashboardConfig.read(file: DashboardFiles(variable: UserEnvironment.value).config)
        var config = try options.applied(to: file)
        if UserEnvironment.value(of: "NO_COLOR") != nil { config.theme = .monochrome }
        self.config = config
        recording = try options.replay.map { try Recording(file: $0) }
        recorder = try options.record.map { try Recorder(file: $0) }
        access = recording != nil ? .replay : options.readOnly ? .readOnly : .full
    }
}
