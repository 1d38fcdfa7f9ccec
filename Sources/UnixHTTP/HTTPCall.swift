/// One HTTP request.
public struct HTTPCall: Sendable {
    /// Method, such as `GET`.
    public var method: String
    /// Path and query, already percent-encoded; see `HTTPQuery`.
    public var path: String
    /// Headers besides `Host` and `Content-Length`, which the client adds unless they are given.
    public var headers: [(name: String, value: String)]
    /// Body; nil for none, which is not the same as an empty one.
    public var body: [UInt8]?

    /// A call with its parts.
    public init(
        method: String = "GET",
        path: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }
}

/// Status and headers of a reply.
public struct HTTPReplyHead: Sendable {
    /// Status code, such as 200.
    public var status: Int
    /// Headers in the order they came.
    public var headers: [(name: String, value: String)]

    /// A head with its parts.
    public init(status: Int, headers: [(name: String, value: String)] = []) {
        self.status = status
        self.headers = headers
    }

    /// Whether the status says that the call succeeded.
    public var isSuccess: Bool { (200..<300).contains(status) }

    /// Value of the first header of this name, whatever its case.
    public subscript(name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}

/// A whole reply.
public struct HTTPReply: Sendable {
    /// Status and headers.
    public var head: HTTPReplyHead
    /// Body.
    public var body: [UInt8]

    /// A reply with its parts.
    public init(head: HTTPReplyHead, body: [UInt8]) {
        self.head = head
        self.body = body
    }
}
