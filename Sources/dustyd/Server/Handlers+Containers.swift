import DustyCore

extension Handlers {
    /// What is known of single containers.
    func addContainers(to routes: inout Routes) {
        let details = ContainerDetails(
            containers: exec.containers,
            engine: disk.storage,
            secrets: administration.stack.settings.secrets
        )
        routes.serve(.processes) { question, _ in try await details.processes(of: question.name) }
        routes.serve(.inspection) { question, _ in try await details.inspection(of: question.name) }
        routes.serve(.use) { question, _ in try await details.use(of: question.name) }
    }
}
