extension DustyError.Code {
    /// The HTTP status that carries this error.
    public var statusCode: Int {
        switch self {
        case .invalid: 400
        case .forbidden: 403
        case .notFound: 404
        case .busy, .conflict, .cancelled: 409
        case .specs: 422
        case .tooMany: 429
        case .internal: 500
        case .failed: 502
        case .unavailable: 503
        }
    }
}
