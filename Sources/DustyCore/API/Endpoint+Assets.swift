extension Endpoint {
    /// `GET`: `[AssetStatus]`. `POST` `AssetRequest`: `[AssetStatus]`.
    public static let assets = "/v1/assets"
    /// `GET` with `name`: `AssetContent`.
    public static let assetContent = "/v1/assets/content"

    static let assetsTable: [Definition] = [
        .get(
            .assets,
            assets,
            "Every asset that a spec declares or that is set.",
            .list("AssetStatus"),
            errors: [.specs, .conflict]
        ),
        .post(
            .changeAsset,
            assets,
            "Sets an asset (content in base64) or forgets it; answers all of them.",
            takes: "AssetRequest",
            .list("AssetStatus"),
            errors: [.invalid, .notFound, .specs, .conflict, .failed]
        ),
        .get(
            .asset,
            assetContent,
            "The content of an asset, in base64.",
            .value("AssetContent"),
            [.query("name", "string", "Name of the asset.", required: true)],
            errors: [.invalid, .notFound, .failed]
        ),
    ]
}
