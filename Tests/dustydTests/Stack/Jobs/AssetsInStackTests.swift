import DustyCore
import Essentials
import Testing

@testable import dustyd

/// Assets from a client to the Compose file.
@Suite struct AssetsInStackTests {
    private static let secret = "correct horse battery staple"

    private func with(_ body: (TestStack, Administration) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            var specs = TestStack.specs
            specs["apps/api.yml", default: ""] +=
                "\nassets: [{name: key, path: /etc/key}, {name: hint, path: /hint, required: false}]\n"
            specs["libs/kit.yml", default: ""] += "\nassets: [{name: lib-key, path: /kit.key}]\n"
            specs["apps/worker.yml", default: ""] += "\nassets: [{name: key, path: /worker.key}]\n"
            let stack = try await TestStack(directory: directory, specs: specs)
            try await body(stack, Administration(stack.copies))
        }
    }

    private func set(_ name: String, _ text: String?, _ administration: Administration) async throws -> [AssetStatus] {
        try await administration.change(
            AssetRequest(name: name, content: text.map { Data($0.utf8) }),
            for: .tester
        )
    }

    @Test func `A139 the list tells who uses and who requires what, and where`() async throws {
        try await with { _, administration in
            let all = try await set("spare", "x", administration)
            #expect(all.map(\.name) == ["hint", "key", "lib-key", "spare"])
            #expect(all[1].setAt == nil)
            #expect(
                all[1].uses == [
                    AssetUse(name: "api", active: true, required: true, path: "/etc/key"),
                    AssetUse(name: "worker", active: false, required: true, path: "/worker.key"),
                ]
            )
            #expect(all[0].uses.map(\.required) == [false])
            #expect(all[2].uses.map(\.name) == ["kit"])
            #expect(all[3].setAt != nil)
            #expect(all[3].bytes == 1)
            #expect(all[3].uses == [])
        }
    }

    @Test func `A139 up refuses to start without required assets, before anything is touched`() async throws {
        try await with { stack, administration in
            let job = try await stack.run(.up())
            #expect(job.state == .failed)
            #expect(job.error?.code == .conflict)
            #expect(job.error?.message == "required assets are not set: key (api), lib-key (kit)")
            #expect(job.error?.hint == "set them: `dusty assets set key FILE`, `dusty assets set lib-key FILE`")
            #expect(await stack.world.calls.allSatisfy { $0.hasPrefix("git") })

            _ = try await set("key", Self.secret, administration)
            _ = try await set("lib-key", Self.secret, administration)
            #expect(try await stack.run(.up()).state == .succeeded)
        }
    }

    @Test func `A139 a value is in nothing that up writes or says, and a new one makes new containers`() async throws {
        try await with { stack, administration in
            _ = try await set("key", Self.secret, administration)
            _ = try await set("lib-key", Self.secret, administration)
            let job = try await stack.run(.up())
            #expect(job.state == .succeeded)
            for path in try stack.files.files(below: "") {
                let text = String(decoding: try stack.files.contents("/\(path)") ?? [], as: UTF8.self)
                #expect(!text.contains("horse"), "\(path)")
            }
            #expect(!String(decoding: try Wire.encode(job), as: UTF8.self).contains("horse"))
            let before = await stack.world.containers
            _ = try await set("key", "another", administration)
            _ = try await stack.run(.up())
            let after = await stack.world.containers
            let kept = Set(before.map(\.id)).intersection(after.map(\.id))
            #expect(Set(after.filter { !kept.contains($0.id) }.map(\.service)) == ["api"])
        }
    }

    @Test func `A139 what is set can be read and forgotten; what is not is told with what to do`() async throws {
        try await with { _, administration in
            _ = try await set("hint", Self.secret, administration)
            #expect(try await administration.asset("hint").content == Data(Self.secret.utf8))
            _ = try await set("hint", nil, administration)
            for call in [
                { _ = try await set("hint", nil, administration) }, { _ = try await administration.asset("hint") },
            ] {
                let error = await #expect(throws: DustyError.self) { try await call() }
                #expect(error?.code == .notFound)
                #expect(error?.hint == "set it: `dusty assets set hint FILE`")
            }
        }
    }

    @Test(arguments: ["", ".", "..", "../key", "a/b", "-x", "a b", "key\n", "ключ", String(repeating: "x", count: 200)])
    func `names that cannot be files are refused`(name: String) async throws {
        try await with { stack, administration in
            let error = await #expect(throws: DustyError.self) { try await set(name, "x", administration) }
            #expect(error?.code == .invalid)
            await #expect(throws: DustyError.self) { try await administration.asset(name) }
            #expect(await stack.assets.all() == [:])
        }
    }

    @Test func `what is too large is refused with the limit`() async throws {
        try await with { stack, administration in
            let request = AssetRequest(name: "key", content: Data(repeating: 1, count: AssetRequest.limit + 1))
            let error = await #expect(throws: DustyError.self) {
                try await administration.change(request, for: .tester)
            }
            #expect(error?.message.contains("4 MiB") == true)
            #expect(await stack.assets.all() == [:])
        }
    }

    @Test func `A90 an image behind a login that is neither here nor allowed stops up with the command`() async throws {
        try await withTemporaryDirectory { directory in
            var specs = TestStack.specs
            specs["apps/worker.yml"] =
                "image: quay.io/acme/w\nimage_requires_login: true\ncommands: {always: [sleep 100]}\n"
            let stack = try await TestStack(directory: directory, specs: specs)
            _ = try await stack.settings.change { $0.bundles = ["back"] }
            await stack.world.forget(image: "quay.io/acme/w")
            let job = try await stack.run(.up())
            #expect(job.error?.message.contains("quay.io (quay.io/acme/w)") == true)
            #expect(job.error?.hint == "log in as root, who pulls them: `sudo docker login quay.io`")
            #expect(await stack.world.calls.allSatisfy { $0.hasPrefix("git") })
            let login = Array(#"{"auths": {"quay.io": {"auth": "eDp5"}}}"#.utf8)
            try stack.files.replace(stack.paths.dockerConfig, with: login, mode: 0o600)
            #expect(try await stack.run(.up()).state == .succeeded)
        }
    }
}
