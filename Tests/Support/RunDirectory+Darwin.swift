#if canImport(Darwin)
extension RunDirectory {
    /// Tests mount nothing here.
    static func unmount(below path: String) {}
}
#endif
