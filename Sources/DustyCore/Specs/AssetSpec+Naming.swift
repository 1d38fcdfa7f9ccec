extension AssetSpec {
    /// Whether an asset can have this name. It becomes a file name.
    public static func isName(_ name: String) -> Bool {
        Naming.isFileWord(name)
    }
}
