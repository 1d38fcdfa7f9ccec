#if !canImport(Darwin)
extension HostWords {
    /// Those of this host.
    public static let own = linux
}
#endif
