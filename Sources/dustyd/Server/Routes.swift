import DustyCore
import HTTPTypes
import Hummingbird

extension Router where Context == DaemonContext {
    /// A handler for every endpoint of the table.
    func addRoutes(_ handlers: Handlers) {
        add(.version, handlers.version)
        add(.status, handlers.status)
        add(.watch, handlers.watch)
        add(.jobs, handlers.jobs)
        add(.startJob, handlers.startJob)
        add(.job, handlers.job)
        add(.jobEvents, handlers.jobEvents)
        add(.cancelJob, handlers.cancelJob)
        add(.logs, handlers.logs)
        add(.bundles, handlers.bundles)
        add(.changeBundles, handlers.changeBundles)
        add(.repos, handlers.repos)
        add(.changeRepo, handlers.changeRepo)
        add(.changeRepos, handlers.changeRepos)
        add(.validate, handlers.validate)
        add(.testSuites, handlers.testSuites)
        add(.disk, handlers.diskReport)
        add(.cleanupPlan, handlers.cleanupPlan)
        add(.backup, handlers.backup)
        add(.stageRestore, handlers.stageRestore)
        add(.doctor, handlers.doctor)
        add(.dump, handlers.dump)
        add(.stageProgram, handlers.stageProgram)
        add(.upgrade, handlers.upgrade)
        add(.assets, handlers.assets)
        add(.changeAsset, handlers.changeAsset)
        add(.asset, handlers.asset)
        add(.env, handlers.env)
        add(.changeEnv, handlers.changeEnv)
        add(.config, handlers.config)
        add(.changeConfig, handlers.changeConfig)
        add(.setUp, handlers.setUp)
        add(.machines, handlers.machineList)
        add(.addMachine, handlers.addMachine)
        add(.useMachine, handlers.useMachine)
        add(.removeMachine, handlers.removeMachine)
        add(.createMachine, handlers.createMachine)
        add(.changeMachine, handlers.changeMachine)
        add(.scripts, handlers.scripts)
        add(.createExec, handlers.createExec)
        add(.attachExec, handlers.attachExec)
        add(.archiveEntry, handlers.archiveEntry)
        add(.readArchive, handlers.readArchive)
        add(.writeArchive, handlers.writeArchive)
        add(.plan, handlers.plan)
        add(.syncPreview, handlers.syncPreview)
        add(.definition, handlers.definition)
        add(.audit, handlers.audit)
    }

    /// Routes an endpoint, by the method and path that the table has for it, for those whom the table of roles allows. Errors are answered in
    /// their one shape.
    private func add(_ id: Endpoint.ID, _ handler: @escaping Handlers.Handler) {
        let definition = Endpoint.definition(id)
        on(
            RouterPath(definition.path),
            method: HTTPRequest.Method(rawValue: definition.method) ?? .get,
            use: Handlers.answering(Handlers.permitting(id, handler))
        )
    }
}
