import DustyCore
import DustyTestSupport
import Testing

@testable import dustyd

@Suite struct BuildTests {
    private func with(_ body: (TestStack, _ api: String) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            let api = "\(directory)/src/api"
            for name in ["kit", "web"] { try makeFile("\(directory)/src/\(name)/code", "1") }
            _ = try await stack.settings.change { settings in
                for name in ["api", "kit", "web"] {
                    settings.repoOverrides["/src/\(name)"] = "\(directory)/src/\(name)"
                }
            }
            try makeFile("\(api)/Dockerfile", "FROM x\nCOPY requirements.txt .\n")
            try makeFile("\(api)/requirements.txt", "flask")
            #expect(try await stack.run(.up()).state == .succeeded)
            await stack.world.forgetCalls()
            try await body(stack, api)
        }
    }

    private func composed(_ stack: TestStack) async throws -> [String] {
        let job = try await stack.run(.up())
        #expect(job.state == .succeeded, "\(String(describing: job.error))")
        let calls = await stack.world.calls.filter { $0.hasPrefix("compose") }
        await stack.world.forgetCalls()
        return calls
    }

    private func planned(_ stack: TestStack) async throws -> [String] {
        try await Administration(stack.copies).plan(for: .tester).actions.map(\.text)
    }

    @Test func `An image is built when there is none, and not again while nothing changed`() async throws {
        try await with { stack, _ in
            #expect(await stack.world.images.map(\.names) == [["dusty-api:latest"]])
            for _ in 1...3 {
                let calls = try await composed(stack)
                #expect(calls == [])
            }
            #expect(try await planned(stack) == [])
        }
    }

    @Test func `An image is built again when what it is built from changed, and plan says so`() async throws {
        try await with { stack, api in
            try makeFile("\(api)/requirements.txt", "django")
            let report = try await Administration(stack.copies).plan(for: .tester)
            #expect(report.actions.contains { $0.text == "build the image of api" })
            let replaced = report.actions.first { $0.kind == .replace }
            #expect(replaced?.subject == "api")
            #expect(try await composed(stack) == ["compose build [\"api\"]", "compose up []"])
            #expect(try await composed(stack) == [])
        }
    }

    @Test func `An image is built again when its spec says another way`() async throws {
        try await with { stack, _ in
            let specs = try #require(try await stack.settings.current().repoOverrides["/specs"])
            try makeFile(
                "\(specs)/apps/api.yml",
                TestStack.specs["apps/api.yml", default: ""] + "\ncompose: {build: {args: {A: b}}}\n"
            )
            #expect(try await composed(stack).first == "compose build [\"api\"]")
            #expect(try await composed(stack) == [])
        }
    }

    @Test func `An image of another project under the same name is not used for a new container`() async throws {
        try await with { stack, _ in
            await stack.world.take(image: "dusty-api:latest")
            let calls = try await composed(stack)
            #expect(calls == [])
            let id = await stack.world.containers.first { $0.service == "api" }?.id
            await stack.world.forget(id ?? "")
            #expect(try await planned(stack) == ["build the image of api", "create the container of api"])
            #expect(try await composed(stack) == ["compose build [\"api\"]", "compose up []"])
        }
    }

    @Test func `A further attempt says of an image what it was built from at the first`() async throws {
        try await with { stack, api in
            try makeFile("\(api)/requirements.txt", "django")
            await stack.world.allowDetours()
            let words = "docker compose up failed.\nBind for 172.17.0.1:65000 failed: port is already allocated"
            await stack.world.failOnce("compose up", with: DustyError(.failed, words)) {
                try? makeFile("\(api)/requirements.txt", "flask 3")
            }
            #expect(try await composed(stack).filter { $0.hasPrefix("compose build") }.count == 1)
            #expect(try await composed(stack).first == "compose build [\"api\"]")
            #expect(try await composed(stack) == [])
        }
    }

    @Test func `plan names the repos whose code changed and the apps that restart for it`() async throws {
        try await with { stack, api in
            let changed = TransferResult(files: 2, deleted: 1, bytes: 5, changed: true)
            let kit = api.replacing("/api", with: "/kit")
            await stack.world.set(transfer: changed, of: kit)
            try makeFile("\(kit)/code", "2")
            let report = try await Administration(stack.copies).plan(for: .tester)
            #expect(report.actions.map(\.text) == ["copy the code of kit", "restart api"])
            #expect(report.actions.map(\.reasons) == [["2 files, 5 B, 1 deleted"], ["code of kit changed"]])
            _ = try await stack.run(.up())
            #expect(await stack.world.calls.suffix(2) == ["end api", "start api"])
        }
    }
}

@Suite struct SharedNetworkTests {
    private static let specs = [
        "bundles/ring.yml": "services: [first, second, third]\n",
        "services/first.yml": "image: x:1\n",
        "services/second.yml": "image: x:1\nnet: container:first\n",
        "services/third.yml": "image: x:1\nnetwork_mode: service:second\n",
    ]

    private func with(_ body: (TestStack) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory, specs: Self.specs)
            _ = try await stack.settings.change { $0.bundles = ["ring"] }
            #expect(try await stack.run(.up()).state == .succeeded)
            await stack.world.forgetCalls()
            try await body(stack)
        }
    }

    private func calls(_ stack: TestStack) async -> [String] {
        await stack.world.calls.filter { $0.hasPrefix("compose") || $0.hasPrefix("end ") || $0.hasPrefix("start") }
    }

    @Test func `restart takes those along that share the network, in its order`() async throws {
        try await with { stack in
            let job = try await stack.run(.restart(.services(["first"])))
            #expect(job.state == .succeeded)
            let wanted = ["first", "second", "third"].flatMap { ["end \($0)", "start \($0)"] }
            #expect(await calls(stack) == wanted)
        }
    }

    @Test func `rebuild makes their containers again too`() async throws {
        try await with { stack in
            let job = try await stack.run(.rebuild(["second"]))
            #expect(job.state == .succeeded)
            #expect(await calls(stack).last == "compose up [\"--force-recreate\", \"second\", \"third\"]")
        }
    }

    @Test func `up makes their containers again after one that changed, and plan says so`() async throws {
        try await with { stack in
            let specs = try #require(try await stack.settings.current().repoOverrides["/specs"])
            try makeFile("\(specs)/services/first.yml", "image: x:2\n")
            let report = try await Administration(stack.copies).plan(for: .tester)
            #expect(report.actions.filter { $0.kind == .replace }.map(\.subject) == ["first", "second", "third"])
            #expect(report.actions.last?.reasons == ["it shares the network of second"])
            #expect(try await stack.run(.up()).state == .succeeded)
            #expect(
                await calls(stack) == [
                    "compose make [\"first\"] changed", "compose make [\"second\", \"third\"] all",
                    "start first", "start second", "start third",
                ]
            )
            await stack.world.forgetCalls()
            for _ in 1...3 { _ = try await stack.run(.up()) }
            #expect(await calls(stack) == [])
        }
    }

    @Test func `One that began before the owner of its network restarts`() async throws {
        try await with { stack in
            await stack.world.change("first") {
                $0.startedAt = Timestamp(milliseconds: Timestamp.noon.milliseconds + 9000)
            }
            let report = try await Administration(stack.copies).plan(for: .tester)
            #expect(report.actions.map(\.text) == ["restart second", "restart third"])
        }
    }
}
