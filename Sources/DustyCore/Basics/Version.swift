/// The version of this program.
public enum DustyVersion {
    /// Semantic version of client and daemon.
    public static let current = "1.0.0"
}
