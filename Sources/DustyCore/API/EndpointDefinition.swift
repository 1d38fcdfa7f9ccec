/// Everything about an endpoint except its types; the OpenAPI document is made from these.
public struct EndpointDefinition: Sendable, Equatable {
    /// HTTP methods.
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
    }

    /// Its name.
    public let id: String
    /// HTTP method.
    public let method: String
    /// Path; a variable part is written `{name}`.
    public let path: String
    /// What it does, one sentence.
    public let summary: String
    /// Variables of the path and the query.
    public let parameters: [Parameter]
    /// Type of the request's body, or the media type of one that is not JSON; nil when it has none.
    public let request: String?
    /// Type of the answer, or of each document of the stream.
    public let response: Payload
    /// Status of a successful answer.
    public let status: Int
    /// The least that a caller must be.
    public let least: Role
    /// How it can fail, besides `forbidden`, `too_many`, `unavailable` and `internal`, which any endpoint can.
    public let errors: [DustyError.Code]
    /// What a request costs the daemon.
    public let cost: Cost
    /// Whether a request is recorded whatever its outcome; refused ones always are.
    public let leavesTrail: Bool
    /// What it is about.
    public let subject: Subject
}

extension EndpointDefinition {
    /// A variable of a path or a query.
    public struct Parameter: Sendable, Equatable {
        /// Where a variable stands.
        public enum Place: String, Sendable {
            case path, query
        }

        /// Which stack a request is about.
        public static let stack = Self.query("stack", "string", "Name of the stack; `default` when absent.")

        /// Its name.
        public let name: String
        /// Where it stands.
        public let place: Place
        /// JSON Schema type of its value.
        public let type: String
        /// Whether it must be given.
        public let required: Bool
        /// Whether it may be given more than once.
        public let repeats: Bool
        /// What it means.
        public let summary: String

        /// A variable part of the path.
        static func path(_ name: String, _ type: String, _ summary: String) -> Self {
            Self(name: name, place: .path, type: type, required: true, repeats: false, summary: summary)
        }

        /// A variable of the query; optional and single by default.
        static func query(
            _ name: String,
            _ type: String,
            _ summary: String,
            required: Bool = false,
            repeats: Bool = false
        ) -> Self {
            Self(name: name, place: .query, type: type, required: required, repeats: repeats, summary: summary)
        }
    }

    /// What an endpoint is about.
    public enum Subject: Hashable, Sendable {
        /// One stack, which the variable `stack` of the query names.
        case stack
        /// The daemon and what its stacks share.
        case daemon
    }

    /// What a request costs the daemon.
    public enum Cost: Hashable, Sendable {
        /// An immediate answer; connections limit these.
        case small
        /// An answer that lasts for as long as its client likes.
        case stream
        /// A program, much memory or much reading from the disk.
        case costly
    }

    /// What an answer is made of.
    public enum Payload: Sendable, Equatable {
        /// One value of this wire type.
        case value(String)
        /// An array of values of this wire type.
        case list(String)
        /// Newline-delimited JSON, one value of this wire type a line.
        case stream(String)
        /// Bytes of this media type.
        case bytes(String)

        /// What an answer of a type is made of.
        public init<Answer>(_ type: Answer.Type, _ media: String? = nil) {
            self =
                switch type {
                case let series as any Series.Type: series.payload
                case is RawBytes.Type: .bytes(media ?? MediaType.bytes)
                default: .value(String(describing: type))
                }
        }

        /// Name of the wire type, or the media type.
        public var name: String {
            switch self {
            case .value(let name), .list(let name), .stream(let name), .bytes(let name): name
            }
        }

        /// What such an answer costs; nil if it does not say.
        var cost: Cost? {
            switch self {
            case .value, .list: nil
            case .stream: .stream
            case .bytes: .costly
            }
        }
    }
}

/// An answer that is many values.
private protocol Series {
    static var payload: EndpointDefinition.Payload { get }
}

extension Array: Series {
    fileprivate static var payload: EndpointDefinition.Payload { .list(String(describing: Element.self)) }
}

extension JSONLines: Series {
    fileprivate static var payload: EndpointDefinition.Payload { .stream(String(describing: Element.self)) }
}
