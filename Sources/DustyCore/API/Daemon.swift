/// What a client can ask of the daemon. Every member throws `DustyError`; a daemon that cannot be reached is `.unavailable`, one that
/// refuses the caller is `.forbidden`.
///
/// Those with `each` call it for every value, wait for it (so a slow reader slows the sender down), return when the stream ends, and end
/// when the calling task is cancelled.
public protocol Daemon: Sendable {
    /// Asks, and returns the answer.
    func call<Input, Answer: Decodable>(_ endpoint: Endpoint<Input, Answer>, _ input: Input) async throws -> Answer

    /// Asks, and passes on the values of a stream.
    func follow<Input, Element: Decodable>(
        _ endpoint: Endpoint<Input, JSONLines<Element>>,
        _ input: Input,
        each: @Sendable (Element) async throws -> Void
    ) async throws

    /// The same; `beat` is called for every sign of life between the values.
    func follow<Input, Element: Decodable>(
        _ endpoint: Endpoint<Input, JSONLines<Element>>,
        _ input: Input,
        beat: @Sendable () -> Void,
        each: @Sendable (Element) async throws -> Void
    ) async throws

    /// Sends the bytes that `write` writes, and returns the answer.
    func send<Parameters, Answer: Decodable>(
        _ endpoint: Endpoint<Upload<Parameters>, Answer>,
        _ input: Upload<Parameters>,
        write: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws -> Answer

    /// Passes on the bytes of an answer. `write` runs beside it and is cancelled when it ends; nil for a request
    /// without a body.
    func exchange<Input>(
        _ endpoint: Endpoint<Input, RawBytes>,
        _ input: Input,
        write: (@Sendable (_ send: @escaping ByteSink) async throws -> Void)?,
        each: @Sendable ([UInt8]) async throws -> Void
    ) async throws
}

extension Daemon {
    /// Asks, and returns the answer.
    public func call<Answer: Decodable>(_ endpoint: Endpoint<NoInput, Answer>) async throws -> Answer {
        try await call(endpoint, NoInput())
    }

    /// Asks, and passes on the values of a stream.
    public func follow<Element: Decodable>(
        _ endpoint: Endpoint<NoInput, JSONLines<Element>>,
        each: @Sendable (Element) async throws -> Void
    ) async throws {
        try await follow(endpoint, NoInput(), each: each)
    }

    /// Asks, and passes on the values of a stream from a daemon that sends no signs of life.
    public func follow<Input, Element: Decodable>(
        _ endpoint: Endpoint<Input, JSONLines<Element>>,
        _ input: Input,
        beat: @Sendable () -> Void,
        each: @Sendable (Element) async throws -> Void
    ) async throws {
        try await follow(endpoint, input, each: each)
    }

    /// Passes on the bytes of an answer.
    public func read<Input: EndpointParameters>(
        _ endpoint: Endpoint<Input, RawBytes>,
        _ input: Input,
        each: @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        try await exchange(endpoint, input, write: nil, each: each)
    }
}
