/// The API of the daemon.
public enum API {
    /// The version of the API that this code speaks.
    public static let version = "1.0"

    /// Every endpoint, area by area. The daemon serves no other, and each of these.
    public static let endpoints: [EndpointDefinition] =
        stack + stacks + jobs + specs + maintenance + settings + machines + containers + plans

    private static let stack = [
        Endpoint.version.definition, Endpoint.status.definition, Endpoint.watch.definition,
    ]

    private static let stacks = [
        Endpoint.stacks.definition, Endpoint.newStack.definition, Endpoint.removeStack.definition,
        Endpoint.frontStack.definition, Endpoint.hostNames.definition,
    ]

    private static let jobs = [
        Endpoint.jobs.definition, Endpoint.startJob.definition, Endpoint.job.definition, Endpoint.jobEvents.definition,
        Endpoint.jobOutput.definition, Endpoint.cancelJob.definition, Endpoint.logs.definition,
    ]

    private static let specs = [
        Endpoint.bundles.definition, Endpoint.changeBundles.definition, Endpoint.repos.definition,
        Endpoint.changeRepo.definition, Endpoint.changeRepos.definition, Endpoint.repoConflicts.definition,
        Endpoint.collect.definition, Endpoint.ignore.definition, Endpoint.synced.definition,
        Endpoint.validate.definition,
        Endpoint.testSuites.definition,
    ]

    private static let maintenance = [
        Endpoint.disk.definition, Endpoint.cleanupPlan.definition, Endpoint.dataPlan.definition,
        Endpoint.backup.definition, Endpoint.stageRestore.definition, Endpoint.doctor.definition,
        Endpoint.dump.definition,
        Endpoint.stageProgram.definition, Endpoint.upgrade.definition,
    ]

    private static let settings = [
        Endpoint.assets.definition, Endpoint.changeAsset.definition, Endpoint.asset.definition,
        Endpoint.env.definition, Endpoint.changeEnv.definition, Endpoint.config.definition,
        Endpoint.changeConfig.definition, Endpoint.setUp.definition,
    ]

    private static let machines = [
        Endpoint.machines.definition, Endpoint.addMachine.definition, Endpoint.useMachine.definition,
        Endpoint.removeMachine.definition, Endpoint.createMachine.definition, Endpoint.changeMachine.definition,
    ]

    private static let containers = [
        Endpoint.scripts.definition, Endpoint.createExec.definition, Endpoint.attachExec.definition,
        Endpoint.processes.definition, Endpoint.inspection.definition, Endpoint.use.definition,
        Endpoint.archiveEntry.definition, Endpoint.readArchive.definition, Endpoint.writeArchive.definition,
    ]

    private static let plans = [
        Endpoint.plan.definition, Endpoint.syncPreview.definition, Endpoint.definition.definition,
        Endpoint.audit.definition,
    ]
}
