import DustyCore
import UnixHTTP

extension HTTPDaemon {
    func assets() async throws -> [AssetStatus] {
        try await value(Endpoint.assets)
    }

    func changeAsset(_ request: AssetRequest) async throws -> [AssetStatus] {
        try await value(post: request, to: Endpoint.assets)
    }

    func asset(_ name: String) async throws -> AssetContent {
        try await value(HTTPQuery.path(Endpoint.assetContent, [("name", name)]))
    }
}
