/// Where the dashboard's own files are: the user's, not the daemon's.
struct DashboardFiles {
    /// Value of a variable of the environment; nil when it is not set or empty.
    let variable: (String) -> String?

    /// The configuration; nil when there is no home directory.
    var config: String? {
        variable("DUSTY_DASHBOARD_CONFIG") ?? path("XDG_CONFIG_HOME", or: ".config", "dusty/dashboard.yml")
    }

    /// Where the arrangement of the screen is stored; nil when there is no home directory.
    var view: String? {
        path("XDG_STATE_HOME", or: ".local/state", "dusty/dashboard.json")
    }

    /// Directory of the rows that were known last, a file for each stack; nil when not even a home is known.
    var rows: String? {
        path("XDG_STATE_HOME", or: ".local/state", "dusty/rows")
    }

    /// Directory of the browser profile of a stack; nil when not even a home is known.
    func profile(of stack: String) -> String? {
        path("XDG_STATE_HOME", or: ".local/state", "dusty/browser/\(stack)")
    }

    private func path(_ base: String, or inHome: String, _ file: String) -> String? {
        // The XDG rules: a relative path counts as unset.
        if let directory = variable(base), directory.hasPrefix("/") { return "\(directory)/\(file)" }
        return variable("HOME").map { "\($0)/\(inHome)/\(file)" }
    }
}
