/// What a request says: in its path and query, in a body of JSON, or in a body of bytes that is written piece by piece.
public protocol EndpointInput: Sendable {
    /// Variables of the path and the query.
    static var parameters: [EndpointDefinition.Parameter] { get }
    /// Name of the type that is the body; nil when there is none.
    static var body: String? { get }
    /// Whether the body is bytes.
    static var isBytes: Bool { get }
    /// Values of the variables, in the order in which they are sent.
    var items: [ParameterItem] { get }
    /// The body in JSON.
    func encodedBody() throws -> [UInt8]?
}

/// A variable of a path or a query and its value.
public typealias ParameterItem = (name: String, value: String)

extension EndpointInput {
    /// None, as most.
    public static var body: String? { nil }
    /// No, as most.
    public static var isBytes: Bool { false }
    /// None, as most.
    public func encodedBody() throws -> [UInt8]? { nil }
}

/// A request that is all in its path and query.
public protocol EndpointParameters: EndpointInput {
    /// The values of a request. Throws `.invalid` or `.notFound` when they are not valid.
    init(_ values: ParameterValues) throws(DustyError)
}

/// A request that is all in its body of JSON.
public protocol JSONBody: EndpointInput, Codable {}

extension JSONBody {
    /// None.
    public static var parameters: [EndpointDefinition.Parameter] { [] }
    /// This type.
    public static var body: String? { String(describing: Self.self) }
    /// None.
    public var items: [ParameterItem] { [] }
    /// This value.
    public func encodedBody() throws -> [UInt8]? { Array(try Wire.encode(self)) }
}

/// A request without any values.
public struct NoInput: EndpointParameters {
    /// None.
    public static let parameters: [EndpointDefinition.Parameter] = []
    /// None.
    public var items: [ParameterItem] { [] }

    /// The only one there is.
    public init() {}

    /// Whatever was said.
    public init(_ values: ParameterValues) {}
}

/// A request whose body is bytes.
public struct Upload<Parameters: EndpointParameters>: EndpointInput {
    /// The variables of its purpose.
    public static var parameters: [EndpointDefinition.Parameter] { Parameters.parameters }
    /// It is.
    public static var isBytes: Bool { true }

    /// The purpose of the bytes.
    public let parameters: Parameters
    /// The number of bytes; nil when that is not known in advance.
    public let length: Int64?

    /// The variables of its purpose.
    public var items: [ParameterItem] { parameters.items }

    /// Bytes for something.
    public init(_ parameters: Parameters, length: Int64? = nil) {
        self.parameters = parameters
        self.length = length
    }
}

extension Upload<NoInput> {
    /// Bytes whose content says their purpose.
    public init(length: Int64?) {
        self.init(NoInput(), length: length)
    }
}

/// The path and query of a request.
public struct ParameterValues: Sendable {
    private let items: [ParameterItem]

    /// Values by name; a name may occur more than once.
    public init(_ items: [ParameterItem]) {
        self.items = items
    }

    /// The first value of a name.
    public subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    /// All values of a name.
    public func all(_ name: String) -> [String] {
        items.filter { $0.name == name }.map(\.value)
    }

    /// Whether a name is present and means yes.
    public func flag(_ name: String) -> Bool {
        ["1", "true"].contains(self[name])
    }
}

extension [ParameterItem] {
    /// A variable that is sent when it is true.
    static func flag(_ name: String, _ value: Bool) -> Self { value ? [(name, "true")] : [] }

    /// A variable that is sent when it is set.
    static func optional(_ name: String, _ value: String?) -> Self { value.map { [(name, $0)] } ?? [] }

    /// A variable that is sent once for each value.
    static func each(_ name: String, _ values: [String]) -> Self { values.map { (name, $0) } }
}
