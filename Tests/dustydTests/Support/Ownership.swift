import DustyCore

@testable import dustyd

extension ContainerRegistry {
    /// A registry without any record, so that the first list says what the stack has.
    static func fresh(_ files: MemoryFiles = MemoryFiles()) -> ContainerRegistry {
        ContainerRegistry(path: "/state/containers.json", files: files, names: .standard)
    }
}

extension Detours {
    /// None yet.
    static func none(_ files: MemoryFiles = MemoryFiles()) -> Detours {
        Detours(path: "/state/detours.json", files: files)
    }
}

extension StackContainers {
    /// What an engine has, all of it the stack's that claims to be.
    static func all(of engine: any EngineObserver) -> StackContainers {
        StackContainers(
            engine: engine,
            names: .standard,
            registry: .fresh(),
            oneOffs: OneOffLedger(path: "/state/oneoffs.json", files: MemoryFiles())
        )
    }
}
