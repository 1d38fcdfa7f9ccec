import DustyCore

/// The package that a program comes with on Debian.
enum DebianPackage {
    private static let packages = [
        "ssh": "openssh-client", "docker": "docker.io", "docker-compose": "docker-compose", "setpriv": "util-linux",
    ]

    /// Name of the package; the program's own where they agree.
    static func name(of program: String) -> String {
        let name = program.parts(at: "/").last ?? program
        return packages[name] ?? name
    }
}
