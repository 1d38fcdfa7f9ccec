/// One endpoint of the API: how it is reached, who may use it, what it takes and what it answers. Both ends and the
/// documents are made from these values; each is a static member named like the endpoint.
public struct Endpoint<Input: EndpointInput, Answer: Sendable>: Sendable {
    /// Everything about it except its types.
    public let definition: EndpointDefinition

    /// Its path; a variable part is written `{name}`.
    public var path: String { definition.path }

    /// - Parameters:
    ///   - least: The least that a caller must be. The daemon checks it before it reads anything of the request.
    ///   - subject: What it is about; one stack, as most.
    ///   - media: Media type of the body or the answer that is bytes.
    ///   - cost: What it costs the daemon, where that does not follow from what it takes and answers.
    ///   - leavesTrail: Whether a request goes into the trail of changes although it changes nothing.
    ///   - errors: How it can fail, besides `forbidden`, `too_many`, `unavailable` and `internal`, which any endpoint can.
    init(
        _ method: EndpointDefinition.Method,
        _ path: String,
        _ summary: String,
        for least: Role,
        about subject: EndpointDefinition.Subject = .stack,
        status: Int = 200,
        media: String? = nil,
        cost: EndpointDefinition.Cost? = nil,
        leavesTrail: Bool = false,
        errors: [DustyError.Code] = [],
        id: String = #function
    ) {
        let payload = EndpointDefinition.Payload(Answer.self, media)
        definition = EndpointDefinition(
            id: id,
            method: method.rawValue,
            path: path,
            summary: summary,
            parameters: Input.parameters + (subject == .stack ? [.stack] : []),
            request: Input.isBytes ? media : Input.body,
            response: payload,
            status: status,
            least: least,
            errors: errors,
            cost: cost ?? payload.cost ?? (Input.isBytes ? .costly : .small),
            leavesTrail: leavesTrail || method != .get,
            subject: subject
        )
    }
}

/// Means an answer that is newline-delimited JSON, one value a line, until the connection or the data ends.
public enum JSONLines<Element: Sendable>: Sendable {}

/// Means an answer that is bytes.
public enum RawBytes: Sendable {}

/// Media types of what is not JSON.
public enum MediaType {
    /// Archives.
    public static let tar = "application/x-tar"
    /// Frames of programs in containers, and programs.
    public static let bytes = "application/octet-stream"
}
