import DustyCore
import Hummingbird

extension Router where Context == DaemonContext {
    /// The API's table of routes.
    func addRoutes(_ handlers: Handlers) {
        get("/v1/version", handlers.version)
        get("/v1/status", handlers.status)
        get("/v1/watch", handlers.watch)
        get("/v1/jobs", handlers.jobs)
        post("/v1/jobs", handlers.startJob)
        get("/v1/jobs/{id}", handlers.job)
        get("/v1/jobs/{id}/events", handlers.jobEvents)
        post("/v1/jobs/{id}/cancel", handlers.cancelJob)
        get("/v1/logs", handlers.logs)
        get("/v1/bundles", handlers.bundles)
        post("/v1/bundles", handlers.changeBundles)
        get("/v1/repos", handlers.repos)
        post("/v1/repos", handlers.changeRepo)
        get("/v1/validate", handlers.validate)
    }

    /// A route whose errors are answered in their one shape.
    private func get(_ path: RouterPath, _ handler: @escaping Handlers.Handler) {
        on(path, method: .get, use: Handlers.answering(handler))
    }

    private func post(_ path: RouterPath, _ handler: @escaping Handlers.Handler) {
        on(path, method: .post, use: Handlers.answering(handler))
    }
}
