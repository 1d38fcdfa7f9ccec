@testable import dustyd

extension TestSystems {
    /// For daemons that run no tests.
    static func none(_ files: MemoryFiles) -> TestSystems {
        let engine = FakeTestEngine(files: files)
        return TestSystems(
            images: engine,
            containers: engine,
            compose: engine,
            directories: MemoryDirectories(files: files, states: MemoryDirectories.StateTable())
        )
    }
}
