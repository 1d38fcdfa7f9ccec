import DustyCore

/// Calls the code behind each endpoint.
struct Handlers: Sendable {
    let stack: StackNames
    let observatory: Observatory
    let jobs: Jobs
    let logs: LogService
    let administration: Administration
    let disk: Disk
    let machines: Machines
    let upgrader: Upgrader
    let exec: ExecService
    let copy: CopyService
    let access: SocketAccess
    let audit: AuditLog
    /// Those who can be asked whether repos are in step.
    var follows = FollowLines()
    /// The other stacks; nil if there can be none.
    var stacks: Stacks?

    /// Has every endpoint of the API served.
    func addAll(to routes: inout Routes) {
        addStack(to: &routes)
        addStacks(to: &routes)
        addJobs(to: &routes)
        addSpecs(to: &routes)
        addDisk(to: &routes)
        addMaintenance(to: &routes)
        addSettings(to: &routes)
        addMachines(to: &routes)
        addExec(to: &routes)
        addContainers(to: &routes)
        addArchive(to: &routes)
    }
}
