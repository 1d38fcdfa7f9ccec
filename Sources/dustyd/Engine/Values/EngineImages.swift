/// Images that Dusty makes itself.
protocol EngineImages: Sendable {
    /// Makes an image of a container's file system.
    func commit(container: String, repository: String, tag: String) async throws
    /// Gives an image one more name.
    func tag(image: String, repository: String, tag: String) async throws
    /// Names, with tags, of all images of a repository.
    func names(ofRepository repository: String) async throws -> [String]
    /// Removes a name of an image, and the image with its last name. Throws `DustyError` `.conflict` while a container uses it.
    func remove(image: String) async throws
}
