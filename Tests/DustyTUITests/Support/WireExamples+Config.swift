import DustyCore
import Foundation

/// Assets, variables and settings.
extension WireExamples {
    static let asset = AssetStatus(
        name: "key",
        setAt: time,
        bytes: 12,
        uses: [AssetUse(name: "api", active: true, required: true, path: "/etc/key")]
    )
    static let leastAsset = AssetStatus(name: "key")
    static let content = AssetContent(name: "key", content: Data("secret\n".utf8))
    static let env = EnvStatus(
        name: "api",
        known: true,
        variables: [
            EnvVariable(name: "API_TOKEN", value: "hush"), EnvVariable(name: "LEVEL", value: "debug"),
        ]
    )
    static let setting = SettingStatus(
        key: "specs_repo",
        type: .repo,
        summary: "Where the specs come from.",
        value: "/src/specs",
        items: ["shop"],
        command: "dusty config set specs_repo REPO"
    )
    static let leastSetting = SettingStatus(
        key: "owner",
        type: .user,
        summary: "Who owns it.",
        command: "dusty config set owner USER"
    )
    static let setup = SetupReport(
        specsRepo: "/src/specs",
        specsPath: "/var/lib/dusty/repos/src/specs",
        owner: "ann",
        bundles: [bundle],
        problems: [problem]
    )
    static let leastRepo = RepoStatus(
        name: "/src/api",
        shortName: "api",
        path: "/src/api",
        overridden: true,
        present: false,
        usedBy: []
    )
}
