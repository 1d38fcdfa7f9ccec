@testable import dustyd

extension SuiteSystems {
    /// For daemons that run no tests.
    static func none(_ files: MemoryFiles) -> SuiteSystems {
        let engine = FakeTestEngine(files: files)
        return SuiteSystems(
            images: engine,
            containers: engine,
            compose: engine,
            directories: MemoryDirectories(files: files, states: MemoryDirectories.StateTable())
        )
    }
}
