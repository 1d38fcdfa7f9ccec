import Testing

@testable import DustyCore

/// What a container for one program is made from while the app has none of its own.
@Suite struct LendingTests {
    private let machine = MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1")

    private func compose() throws -> ComposeFile {
        let specs: [String: String] = [
            "services/db.yml": "image: x:1\n",
            "services/job.yml": """
            image: x:1
            restart: always
            ports: ['127.0.0.1:1:1']
            depends_on: [db]
            environment: {A: b}
            labels: {mine: 'yes'}
            """,
            "services/made.yml": "build: /src\n",
            "bundles/b.yml": "services: [job, made]\n",
        ]
        let assembled = AssembledSpecs(try Specs(checking: SpecSources(files: specs)), activeBundles: ["b"])
        return try Blueprint(compiling: Inputs(assembled: assembled, machine: machine)).compose
    }

    @Test func `it is like the service, belongs to no stack, has no ports and waits for nothing`() throws {
        let compose = try compose()
        let (file, service) = try #require(compose.lending("job", to: "dusty_job_run_1", image: nil))
        let lent = try #require(file[service]?.definition)
        #expect(service == "dusty_job_run_1" && lent["container_name"] == "dusty_job_run_1")
        #expect(lent["image"] == "x:1" && lent["environment"] == ["A": "b"] && lent["labels"] == ["mine": "yes"])
        for key in ["ports", "depends_on", "restart"] { #expect(lent[key] == nil) }
        #expect(file.entries.dropLast() == compose.entries[...] && file.volumes == compose.volumes)
    }

    @Test func `of what is built it has the image`() throws {
        let (file, service) = try #require(try compose().lending("made", to: "m", image: "dusty-made"))
        let lent = try #require(file[service]?.definition)
        #expect(lent["image"] == "dusty-made" && lent["build"] == nil)
        #expect(try compose().lending("nobody", to: "m", image: nil) == nil)
    }
}
