import Testing

@testable import DustyCore

struct EjectedComposeTests {
    @Test func nothingOfDustyIsLeft() throws {
        let files = [
            "apps/web.yml": """
            repo: github.com/acme/web
            mount: /web
            build: docker
            commands: {always: [exec serve]}
            depends: {services: [db]}
            host_forwarding: [{host_name: web.test, host_port: 80, container_port: 8080}]
            """,
            "apps/api.yml": """
            repo: /src/api
            mount: /api
            image: x
            commands: {always: [run]}
            host_forwarding: [{host_name: api.test, host_port: 80, container_port: 8080}]
            """,
            "services/db.yml": "image: postgres:15\nvolumes: [/persist/db:/data, logs:/logs]\nports: [\"9000:5432\"]\n",
            "bundles/b.yml": "apps: [web, api]\n",
        ]
        let assembled = AssembledSpecs(try Specs(checking: SpecSources(files: files)), activeBundles: ["b"])
        let machine = MachineFacts(address: "127.0.0.1", bridgeAddress: "127.0.0.1")
        let ejected = EjectedCompose(
            try Blueprint(compiling: Inputs(assembled: assembled, machine: machine)),
            assembled
        )
        let text = try #require(ejected.files["docker-compose.yml"])
        let tree = try SpecDocument.read(text, file: "docker-compose.yml").value
        #expect(tree["services"]?.entries.map(\.key) == ["api", "db", "web"])
        #expect(
            tree["services"]?["web"]?["volumes"] == ["./commands/web:/command_files:ro", "./repos/web:/web"]
        )
        #expect(tree["services"]?["web"]?["build"] == "./repos/web/docker")
        #expect(tree["services"]?["api"]?["volumes"] == ["./commands/api:/command_files:ro", "/src/api:/api"])
        #expect(tree["services"]?["db"]?["volumes"] == ["./persist/db:/data", "logs:/logs"])
        #expect(tree["services"]?["api"]?["ports"] == ["127.0.0.1:8080:8080"])
        #expect(ejected.addresses.map(\.app) == ["api", "web"])
        #expect(ejected.addresses.last?.address != "127.0.0.1:8080")
        #expect(tree["volumes"] == ["logs": [:]])
        for word in ["dusty.", "container_name", "/cp", "Nginx", "/persist/dusty"] {
            #expect(!text.contains(word), "\(word)")
        }
        #expect(ejected.clones.map(\.repo) == ["github.com/acme/web"])
        #expect(ejected.files["commands/web/dusty_command_file_web.sh"] != nil)
    }

    @Test func aRepoWithoutFilesIsClonedToo() throws {
        let files = [
            "apps/web.yml": "repo: /srv/web.git\nmount: {from: app, to: /web}\nbuild: app\n",
            "bundles/b.yml": "apps: [web]\n",
        ]
        let assembled = AssembledSpecs(try Specs(checking: SpecSources(files: files)), activeBundles: ["b"])
        let machine = MachineFacts(address: "127.0.0.1", bridgeAddress: "127.0.0.1")
        let ejected = EjectedCompose(
            try Blueprint(compiling: Inputs(assembled: assembled, machine: machine)),
            assembled,
            isBare: { $0 == "/srv/web.git" }
        )
        #expect(ejected.clones.map(\.repo) == ["/srv/web.git"])
        #expect(ejected.clones.map(\.directory) == ["./repos/web"])
        let text = try #require(ejected.files["docker-compose.yml"])
        #expect(text.contains("./repos/web/app") && !text.contains("/srv/web.git"))
    }
}
