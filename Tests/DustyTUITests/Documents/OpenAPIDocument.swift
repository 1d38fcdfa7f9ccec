import DustyCore

/// The API's description, made of `API.endpoints` and the schemas of the wire types.
enum OpenAPIDocument {
    static func text() throws -> String {
        let document: Markup = .map([
            ("openapi", .text("3.1.0")),
            (
                "info",
                .map([
                    ("title", .text("Dusty's daemon")),
                    ("version", .text(API.version)),
                    (
                        "description",
                        .text(
                            "HTTP over the Unix socket that DUSTY_SOCKET_PATH names. Streams are newline-delimited JSON."
                        )
                    ),
                ])
            ),
            ("servers", .list([.map([("url", .text("http://localhost"))])])),
            ("paths", .map(paths())),
            ("components", .map([("schemas", try SchemaTable().schemas())])),
        ])
        return "# Generated from API.endpoints by the tests; see GeneratedDocumentsTests.\n" + document.document
    }

    private static func paths() -> [(String, Markup)] {
        var order: [String] = []
        var methods: [String: [(String, Markup)]] = [:]
        for definition in API.endpoints {
            if methods[definition.path] == nil { order.append(definition.path) }
            methods[definition.path, default: []].append((definition.method.lowercased(), operation(definition)))
        }
        return order.map { ($0, .map(methods[$0] ?? [])) }
    }

    private static func operation(_ definition: EndpointDefinition) -> Markup {
        var parts: [(String, Markup)] = [
            ("operationId", .text(definition.id)), ("summary", .text(definition.summary)),
            ("x-allowed", .text(definition.least.audience)),
        ]
        if !definition.parameters.isEmpty { parts.append(("parameters", .list(definition.parameters.map(parameter)))) }
        if let request = definition.request {
            let content =
                request.contains("/") ? binary(request) : content("application/json", reference(request))
            parts.append(("requestBody", .map([("required", .flag(true)), ("content", content)])))
        }
        parts.append(("responses", .map(responses(of: definition))))
        return .map(parts)
    }

    private static func parameter(_ parameter: EndpointDefinition.Parameter) -> Markup {
        let type: Markup = .map([("type", .text(parameter.type))])
        let schema: Markup = parameter.repeats ? .map([("type", .text("array")), ("items", type)]) : type
        return .map([
            ("name", .text(parameter.name)), ("in", .text(parameter.place.rawValue)),
            ("required", .flag(parameter.required)), ("description", .text(parameter.summary)), ("schema", schema),
        ])
    }

    private static func responses(of definition: EndpointDefinition) -> [(String, Markup)] {
        let success: Markup =
            switch definition.response {
            case .value(let type): content("application/json", reference(type))
            case .list(let type):
                content("application/json", .map([("type", .text("array")), ("items", reference(type))]))
            case .stream(let type): content("application/x-ndjson", reference(type))
            case .bytes(let media): binary(media)
            }
        let answer: (String, Markup) = (
            String(definition.status), .map([("description", .text("Done.")), ("content", success)])
        )
        let codes = definition.errors + [.forbidden, .tooMany, .unavailable, .internal]
        let statuses = Dictionary(grouping: codes, by: \.statusCode).sorted { $0.key < $1.key }
        return [answer]
            + statuses.map { status, codes in
                let names = codes.map(\.rawValue).joined(separator: ", ")
                let error = content("application/json", reference("DustyError"))
                return (String(status), .map([("description", .text(names)), ("content", error)]))
            }
    }

    private static func content(_ type: String, _ schema: Markup) -> Markup {
        .map([(type, .map([("schema", schema)]))])
    }

    private static func binary(_ media: String) -> Markup {
        content(media, .map([("type", .text("string")), ("format", .text("binary"))]))
    }

    private static func reference(_ type: String) -> Markup {
        .map([("$ref", .text("#/components/schemas/\(type)"))])
    }
}
