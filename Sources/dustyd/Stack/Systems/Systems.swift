/// Everything outside of the daemon's own head.
struct StackSystems: Sendable {
    let engine:
        any EngineObserver & EnginePulse & EngineController & EngineExec & EngineArchive & ContainerController
            & ContainerTidying
    let compose: any ComposeEngine & ContainerMaker
    let proxy: any Proxy
    let hosts: any HostsFile
    let syncer: any Syncer
    let git: any GitRepos
    let machine: any Machine
    let virtualMachines: VirtualMachines
    let tree: any MachineTreeWriter
    let dialer: any PortDialer
    let files: any FileStore
    let trees: any TreeStore
    let assets: any AssetStore
    let tests: TestSystems
    /// Which containers are the stack's.
    let registry: ContainerRegistry
    /// What is used in the place of ports that the engine does not give back.
    let detours: Detours
    /// Private copies of what other users prepared; nil where nothing is built.
    var staging: Staging?
    /// Where the engine listens on this host.
    var engineSocket: String?
}
