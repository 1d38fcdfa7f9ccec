import DustyCore
import Hummingbird

/// Refuses streams and costly requests that are more than one user may have at once.
struct CallMiddleware: RouterMiddleware {
    typealias Context = DaemonContext

    let gate: CallGate
    /// Method and path of the counted endpoints, as the router knows them.
    private let costs: [String: EndpointDefinition.Cost]

    init(_ gate: CallGate) {
        self.gate = gate
        let endpoints = API.endpoints.map { ("\($0.method) \($0.path)", $0.cost) }
        costs = Dictionary(endpoints.filter { $0.1 != .small }) { first, _ in first }
    }

    func handle(
        _ request: Request,
        context: DaemonContext,
        next: @concurrent (Request, DaemonContext) async throws -> Response
    ) async throws -> Response {
        guard let path = context.endpointPath, let cost = costs["\(request.method.rawValue) \(path)"] else {
            return try await next(request, context)
        }
        let place: CallGate.Place
        do {
            place = try gate.place(for: cost, context.caller?.uid ?? 0)
        } catch let error as DustyError {
            return Reply.error(error)
        }
        var response = try await next(request, context)
        let body = response.body
        // A stream counts until it has ended.
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            withExtendedLifetime(place) {}
        }
        return response
    }
}
