extension CommandScript {
    /// Path inside an app's container of the file that runs one of its scripts.
    public static func scriptPath(_ script: String, of app: String) -> String {
        "/command_files/dusty_command_file_\(app)_script_\(script).sh"
    }
}
