extension Endpoint {
    /// What one endpoint takes and answers; both ends and the OpenAPI document are made from `Endpoint.all`.
    public struct Definition: Sendable, Equatable {
        /// Which endpoint it is.
        public let id: ID
        /// HTTP method.
        public let method: String
        /// Path; a variable part is written `{name}`.
        public let path: String
        /// What it does, one sentence.
        public let summary: String
        /// Variables of the path and the query.
        public let parameters: [Parameter]
        /// Type of the request's body, or the media type of one that is no JSON; nil when it has none.
        public let request: String?
        /// Type of the answer, or of each document of the stream.
        public let response: Payload
        /// Status of a successful answer.
        public let status: Int
        /// How it can fail, besides `forbidden`, `too_many`, `unavailable` and `internal`, which any endpoint can.
        public let errors: [DustyError.Code]
    }

    /// Names of the endpoints.
    public enum ID: String, Sendable, CaseIterable {
        case version, status, watch
        case jobs, startJob, job, jobEvents, cancelJob
        case logs
        case bundles, changeBundles
        case repos, changeRepo, changeRepos
        case validate
        case testSuites
        case disk, cleanupPlan, backup, stageRestore, doctor, dump, stageProgram, upgrade
        case assets, changeAsset, asset
        case env, changeEnv
        case config, changeConfig, setUp
        case machines, addMachine, useMachine, removeMachine, createMachine, changeMachine
        case scripts, createExec, attachExec
        case archiveEntry, readArchive, writeArchive
        case plan
        case syncPreview
        case definition
        case audit
    }

    /// A variable of a path or a query.
    public struct Parameter: Sendable, Equatable {
        /// Where a variable stands.
        public enum Place: String, Sendable {
            case path, query
        }

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
    }

    /// What an answer is made of.
    public enum Payload: Sendable, Equatable {
        /// One value of this wire type.
        case value(String)
        /// An array of values of this wire type.
        case list(String)
        /// Newline-delimited JSON, one value of this wire type a line, for as long as the connection holds or there is more.
        case stream(String)
        /// Bytes of this media type.
        case bytes(String)
    }
}

extension Endpoint.Definition {
    static func get(
        _ id: Endpoint.ID,
        _ path: String,
        _ summary: String,
        _ response: Endpoint.Payload,
        _ parameters: [Endpoint.Parameter] = [],
        errors: [DustyError.Code] = []
    ) -> Self {
        Self(
            id: id,
            method: "GET",
            path: path,
            summary: summary,
            parameters: parameters,
            request: nil,
            response: response,
            status: 200,
            errors: errors
        )
    }

    static func post(
        _ id: Endpoint.ID,
        _ path: String,
        _ summary: String,
        takes request: String? = nil,
        _ response: Endpoint.Payload,
        _ parameters: [Endpoint.Parameter] = [],
        status: Int = 200,
        errors: [DustyError.Code] = []
    ) -> Self {
        Self(
            id: id,
            method: "POST",
            path: path,
            summary: summary,
            parameters: parameters,
            request: request,
            response: response,
            status: status,
            errors: errors
        )
    }
}

extension Endpoint.Parameter {
    /// A variable part of the path.
    static func path(_ name: String, _ type: String, _ summary: String) -> Self {
        Self(name: name, place: .path, type: type, required: true, repeats: false, summary: summary)
    }

    /// A variable of the query; optional and single unless said otherwise.
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
