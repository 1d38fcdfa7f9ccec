import DustyCore

/// A daemon that a test prepares for some questions; all others are errors.
protocol TestDaemon: Daemon {}

/// What a daemon was not prepared for.
struct Unexpected: Error {
    let endpoint: String
}

extension TestDaemon {
    func call<Input, Answer: Decodable>(_ endpoint: Endpoint<Input, Answer>, _ input: Input) async throws -> Answer {
        throw Unexpected(endpoint: endpoint.definition.id)
    }

    func follow<Input, Element: Decodable>(
        _ endpoint: Endpoint<Input, JSONLines<Element>>,
        _ input: Input,
        each: @Sendable (Element) async throws -> Void
    ) async throws {
        throw Unexpected(endpoint: endpoint.definition.id)
    }

    func send<Parameters, Answer: Decodable>(
        _ endpoint: Endpoint<Upload<Parameters>, Answer>,
        _ input: Upload<Parameters>,
        write: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws -> Answer {
        throw Unexpected(endpoint: endpoint.definition.id)
    }

    func exchange<Input>(
        _ endpoint: Endpoint<Input, RawBytes>,
        _ input: Input,
        write: (@Sendable (_ send: @escaping ByteSink) async throws -> Void)?,
        each: @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        throw Unexpected(endpoint: endpoint.definition.id)
    }

    /// A value as the answer of an endpoint, if it is one.
    func answer<Input, Answer>(_ value: (any Sendable)?, of endpoint: Endpoint<Input, Answer>) throws -> Answer {
        guard let answer = value as? Answer else { throw Unexpected(endpoint: endpoint.definition.id) }
        return answer
    }
}
