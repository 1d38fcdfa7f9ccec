import DustyCore
import Testing

@testable import dustyd

/// Every endpoint, job and change × everybody who may ask.
@Suite struct RoleTableTests {
    @Test(arguments: API.endpoints, Role.allCases)
    func `an endpoint lets in those of the table and refuses all others`(
        endpoint: EndpointDefinition,
        role: Role
    ) throws {
        do {
            try role.check(atLeast: endpoint.least, to: "do this")
            #expect(role >= endpoint.least)
        } catch {
            #expect(role < endpoint.least)
            #expect(error.code == .forbidden)
        }
        #expect(endpoint.least > .outsider, "nothing is for those who may not connect")
    }

    @Test func `every endpoint of the API is served, and no other`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            var routes = Routes(calls: CallGate(.standard))
            stack.handlers.addAll(to: &routes)
            #expect(routes.served.map(\.id).sorted() == API.endpoints.map(\.id).sorted())
        }
    }

    @Test(arguments: Job.Kind.requestable)
    func `a job is at least for members`(kind: Job.Kind) {
        #expect(kind.least >= .member)
    }

    @Test func `what runs as root and what is written down is for root and the owner`() {
        let restricted = [
            "upgrade", "stageProgram", "audit", "addMachine", "useMachine", "removeMachine", "setUp", "changeConfig",
            "newStack", "removeStack", "frontStack",
        ]
        let endpoints = API.endpoints.filter { restricted.contains($0.id) }
        #expect(endpoints.count == restricted.count)
        for endpoint in endpoints { #expect(endpoint.least == .owner, "\(endpoint.id)") }
        #expect(RestrictedChange.owner.least == .root)
    }

    @Test func `a member cannot seize Dusty that has no owner yet`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            let administration = Administration(stack.copies)
            for caller in [Caller.member, .tester] {
                let error = await #expect(throws: DustyError.self) {
                    try await administration.change(SettingRequest(key: "owner", value: "root"), for: caller)
                }
                #expect(error?.code == .forbidden)
                let setup = await #expect(throws: DustyError.self) {
                    try await administration.setUp(SetupRequest(), for: caller)
                }
                #expect(setup?.code == .forbidden)
            }
            let specs = await #expect(throws: DustyError.self) {
                try await administration.change(SettingRequest(key: "specs_repo", value: "/x"), for: .member)
            }
            #expect(specs?.code == .forbidden)
            #expect(try await stack.settings.current().owner == nil)
        }
    }

    @Test func `a member changes their own overrides, not those of others nor that of the specs`() async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            let administration = Administration(stack.copies)
            try stack.files.replace("\(directory)/src/file", with: [], mode: 0o644)
            try stack.files.replace("\(directory)/mine/file", with: [], mode: 0o644)
            func override(_ name: String, _ path: String?, _ caller: Caller) async throws {
                _ = try await administration.change(RepoRequest(name: name, path: path), for: caller)
            }
            try await override("kit", "\(directory)/src", .tester)
            #expect(try await stack.settings.current().overrideUsers == ["/src/kit": "tess"])
            for (name, path) in [("kit", String?.none), ("kit", "\(directory)/mine"), ("/specs", "\(directory)/mine")] {
                let error = await #expect(throws: DustyError.self) { try await override(name, path, .member) }
                #expect(error?.code == .forbidden)
            }
            #expect(try await stack.settings.current().repoOverrides["/src/kit"] == "\(directory)/src")
            try await override("web", "\(directory)/mine", .member)
            try await override("web", "\(directory)/src", .member)
            try await override("web", nil, .tester)
            try await override("web", "\(directory)/mine", .member)
            try await override("web", nil, .member)
            #expect(try await stack.settings.current().overrideUsers == ["/src/kit": "tess"])
        }
    }
}
