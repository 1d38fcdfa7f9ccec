import Foundation
import Testing

@testable import DustyCore

@Suite struct AssetsTests {
    private let key = AssetSpec(name: "key", path: "/etc/it's/a key")
    private let hint = AssetSpec(name: "hint", path: "/hint", required: false)
    private let lib = LibSpec(
        name: "l",
        repo: RepoReference("h/o/l"),
        mount: "/l",
        assets: [AssetSpec(name: "lib.pem", path: "/l.pem"), AssetSpec(name: "key", path: "/l/key")]
    )

    private func compiled(_ app: AppSpec, set: [String: String]) throws -> ComposeFile {
        var inputs = Inputs.test(apps: [app, AppSpec(name: "other", image: "x")], libs: [lib], root: "/m")
        inputs.assets = set
        return try Blueprint(compiling: inputs).compose
    }

    private func volumes(_ compose: ComposeFile, of name: String) throws -> [String] {
        try #require(compose[name]?.definition["volumes"]?.items).compactMap(\.text).filter { $0.contains("asset") }
    }

    @Test func `A32 A139 Set assets of an app and its libs are mounted read-only, into no other container`() throws {
        let app = AppSpec(name: "a", image: "x", depends: .init(libs: ["l"]), assets: [key, hint])
        let compose = try compiled(app, set: ["key": "1", "lib.pem": "1", "foreign": "1"])
        #expect(
            try volumes(compose, of: "a") == [
                "/m/persist/dusty_assets/key:/dusty_assets/key:ro",
                "/m/persist/dusty_assets/lib.pem:/dusty_assets/lib.pem:ro",
            ]
        )
        #expect(try volumes(compose, of: "other") == [])
    }

    @Test func `An asset that is set again changes the containers that use it and no other`() throws {
        let app = AppSpec(name: "a", image: "x", assets: [key])
        let one = try compiled(app, set: ["key": "1", "foreign": "1"])
        let same = try compiled(app, set: ["key": "1", "foreign": "2"])
        let two = try compiled(app, set: ["key": "2", "foreign": "1"])
        #expect(one == same)
        #expect(one["a"]?.fingerprint != two["a"]?.fingerprint)
        #expect(one["other"] == two["other"])
    }

    @Test func `A139 Required assets that are not set are reported with all that need them`() {
        let apps = [
            AppSpec(name: "b", image: "x", assets: [key]),
            AppSpec(name: "a", image: "x", depends: .init(libs: ["l"]), assets: [key, hint]),
        ]
        let assembled = Inputs.test(apps: apps, libs: [lib]).assembled
        #expect(
            assembled.missingAssets(among: ["lib.pem"]).map { "\($0.name) \($0.users)" } == [#"key ["a", "b", "l"]"#]
        )
        #expect(assembled.missingAssets(among: ["lib.pem", "key"]).isEmpty)
    }

    @Test func `Assets are copied before anything else runs`() {
        let app = AppSpec(name: "a", once: ["make"], always: ["./run"], assets: [hint])
        let text = CommandScript.start(app, libs: [lib]).text
        #expect(
            text.hasPrefix(
                """
                set -e
                if [ -f /dusty_assets/hint ]; then
                    cp -f /dusty_assets/hint /hint
                    chmod 600 /hint
                fi
                if [ -f /dusty_assets/lib.pem ]; then

                """
            )
        )
    }

    @Test(arguments: ShellRun.shells)
    func `A file arrives byte for byte, mode 0600, its directories made; what is not set is no error`(
        _ shell: [String]
    ) throws {
        try ShellRun.inDirectory { directory in
            let target = "\(directory)/made/it's/a $(key)"
            let assets = [AssetSpec(name: "key", path: target), AssetSpec(name: "gone", path: "\(directory)/gone")]
            try FileManager.default.createDirectory(atPath: "\(directory)/assets", withIntermediateDirectories: true)
            let secret = Data([0, 10, 39, 36, 255])
            try secret.write(to: URL(fileURLWithPath: "\(directory)/assets/key"))
            let script = CommandScript.assetLines(assets).joined(separator: "\n")
                .replacingOccurrences(of: "/dusty_assets", with: "\(directory)/assets")
            for _ in 0..<2 {
                let outcome = try ShellRun.run(shell, "set -e\n\(script)\n", in: directory)
                #expect(outcome.status == 0)
                #expect(outcome.log == "")
            }
            #expect(FileManager.default.contents(atPath: target) == secret)
            let mode = try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(!FileManager.default.fileExists(atPath: "\(directory)/gone"))
        }
    }

    @Test func `Set assets inside the copy of a repo are listed as paths below it`() {
        let app = AppSpec(
            name: "a",
            repo: RepoReference("h/o/a"),
            mount: "/srv/a/",
            image: "x",
            depends: .init(libs: ["l"]),
            assets: [
                AssetSpec(name: "in", path: "/srv//a/conf/my key"), AssetSpec(name: "unset", path: "/srv/a/u"),
                AssetSpec(name: "beside", path: "/srv/ab/key"), AssetSpec(name: "lib", path: "/l/key"),
                AssetSpec(name: "self", path: "/srv/a"),
            ]
        )
        let assembled = Inputs.test(apps: [app], libs: [lib]).assembled
        let places = assembled.assetPlaces(among: ["in", "beside", "lib", "self"])
        #expect(places == [RepoReference("h/o/a"): ["conf/my key"], RepoReference("h/o/l"): ["key"]])
    }
}
