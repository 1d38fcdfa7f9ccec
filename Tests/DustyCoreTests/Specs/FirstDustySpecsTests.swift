import Testing

@testable import DustyCore

/// Specs of our own in the shapes of the first Dusty's public examples, which came up with it as they are.
struct FirstDustySpecsTests {
    private static let files = [
        "apps/greeter.yml": """
        repo: https://github.com/acme/greeter.git
        mount: /greeter
        image: python:2.7.10
        depends:
          services:
            - lasting_mongo
        host_forwarding:
          - host_name: local.greeter.com
            host_port: 80
            container_port: 5000
        commands:
          once:
            - pip install -r requirements.txt
          always:
            - python app.py
        compose:
          environment:
            NAME: Greeter
        test:
          image: python:2.7.10
          once:
            - pip install -r requirements.txt
          suites:
            - name: unit
              command:
                - python app_test.py
              description: Unit tests
        """,
        "apps/notebook.yml": """
        image: acme/notebook
        commands:
          always:
            - /notebook.sh
        compose:
          environment:
            USE_HTTP: 1
          volumes:
            - /persist/notebookExample:/root
        """,
        "apps/ring.yml": """
        image: mongo:3.0.4
        depends:
          apps:
            - ring1
            - ring2
        commands:
          always:
            - sleep infinity
        scripts:
          - name: begin
            description: Begin
            command:
              - |
                mongo --host ring1 --eval "rs.initiate({_id: 'ring', members: [{_id: 0, host: 'localhost:1'}]});"
              - mongo --host ring1 --eval "rs.status();"
        """,
        "apps/ring1.yml": "image: mongo:3.0.4\ncommands:\n  always:\n    - mongod --replSet ring\n",
        "apps/ring2.yml": """
        image: mongo:3.0.4
        commands:
          always:
            - mongod --replSet ring --port 27019
        compose:
          net: container:ring1
        """,
        "apps/hound.yml": """
        image: python:2.7.10
        depends:
            libs:
              - hound
        commands:
            always:
              - watch "*.txt" 'echo "${event}"' .
        """,
        "libs/hound.yml":
            "repo: https://github.com/acme/hound.git\nmount: /hound\ninstall:\n  - python setup.py install\n",
        "services/lasting_mongo.yml": """
        image: mongo:3.0.4
        entrypoint: ["sh", "-c", "rm -f /data/db/mongod.lock; mongod --smallfiles"]
        volumes:
            - /persist/lasting_mongo:/data/db
        """,
        "bundles/hello.yml": "description: Hello!\napps:\n  - greeter\n",
        "bundles/notebook.yml": "description: A notebook\napps:\n  - notebook\n",
        "bundles/ring.yml": "description: A ring\napps:\n  - ring\n",
        "bundles/hound.yml": "description: A hound\napps:\n  - hound\n",
    ]

    @Test(arguments: ["hello", "notebook", "ring", "hound"])
    func `its public examples' shapes are valid and compile unchanged`(_ bundle: String) throws {
        let (specs, problems) = Specs.decode(SpecSources(files: Self.files))
        #expect(problems.isEmpty)
        let machine = MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1")
        let assembled = AssembledSpecs(specs, activeBundles: [bundle])
        let blueprint = try Blueprint(compiling: Inputs(assembled: assembled, machine: machine))
        #expect(blueprint.compose["ring2"]?.definition["network_mode"] == (bundle == "ring" ? "service:ring1" : nil))
        #expect(blueprint.compose["ring2"]?.needs.contains("ring1") ?? true)
    }

    @Test func `A08 an app and a lib of one name are a warning that says what to do`() {
        let specs = Specs.decode(SpecSources(files: Self.files)).specs
        #expect(
            specs.warnings.map(\.description).filter { $0.hasPrefix("libs/") } == [
                "libs/hound.yml:1:1: warning: the app `hound` is already defined in apps/hound.yml, line 1"
            ]
        )
        #expect(specs.warnings.last?.hint == "rename one of the two files")
    }

    @Test func `of an app and a lib of one name the one that has suites is tested`() throws {
        let suite = SuiteSpec(name: "unit", command: ["run"])
        let app = AppSpec(name: "a", image: "x", test: TestSpec(suites: []))
        let lib = LibSpec(
            name: "a",
            repo: RepoReference("h/o/a"),
            mount: "/a",
            test: TestSpec(image: "y", suites: [suite])
        )
        #expect(try SuiteTarget("a", in: Specs(apps: [app], libs: [lib])).isLib)
        #expect(try SuiteTarget.suites(of: "a", in: Specs(apps: [app], libs: [lib])).map(\.name) == ["unit"])
        let tested = AppSpec(name: "a", image: "x", test: TestSpec(suites: [suite]))
        #expect(try !SuiteTarget("a", in: Specs(apps: [tested], libs: [lib])).isLib)
        #expect(try SuiteTarget("a", in: Specs(apps: [app])).isLib == false)
    }

    @Test func `what shares a container's network by the name of no spec is left as it is`() {
        var files = Self.files
        files["apps/ring2.yml"] = "image: x\ncommands: {always: [run]}\ncompose: {net: 'container:elsewhere'}\n"
        #expect(Specs.decode(SpecSources(files: files)).specs.apps["ring2"]?.compose["net"] == "container:elsewhere")
    }
}
