import Testing

@testable import DustyCore

struct FirstSpecTests {
    @Test func aFirstSpecIsValidAndCompiles() throws {
        var spec = FirstSpec(name: "shop", code: "/src/shop", isRepo: true)
        (spec.image, spec.mount, spec.once, spec.command) = ("node:22", "/shop", ["npm install"], "npm start")
        (spec.port, spec.hostName, spec.services) = (3000, "shop.test", KnownService.allCases)
        let (specs, problems) = Specs.decode(SpecSources(files: spec.files))
        #expect(problems.isEmpty)
        let app = try #require(specs.apps["shop"])
        #expect(app.always == ["exec npm start"])
        #expect(app.depends.services.count == KnownService.allCases.count)
        let machine = MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1")
        _ = try Blueprint(
            compiling: Inputs(assembled: AssembledSpecs(specs, activeBundles: ["shop"]), machine: machine)
        )
    }

    @Test func outsideOfARepoTheDirectoryIsMountedAsItIs() throws {
        var spec = FirstSpec(name: "shop", code: "/src/shop", isRepo: false)
        (spec.image, spec.mount, spec.command) = ("python:3.12", "/shop", "python app.py")
        let (specs, problems) = Specs.decode(SpecSources(files: spec.files))
        #expect(problems.isEmpty)
        #expect(specs.apps["shop"]?.compose["volumes"] == ["/src/shop:/shop"])
        #expect(specs.apps["shop"]?.always == ["cd /shop", "exec python app.py"])
    }

    @Test func aDockerfileKeepsItsOwnCommand() throws {
        let dockerfile = "FROM x AS a\nWORKDIR /srv/app\nEXPOSE 9000/tcp\nCMD [\"run\"]\n"
        let kind = try #require(ProjectKind(names: ["Dockerfile", "package.json"], dockerfile: dockerfile))
        #expect((kind.port, kind.mount) == (9000, "/srv/app"))
        #expect(kind.image == nil && kind.command == nil)
        let spec = FirstSpec(name: "shop", code: "/src/shop", isRepo: true)
        #expect(Specs.decode(SpecSources(files: spec.files)).specs.apps["shop"]?.keepsImageCommand == true)
    }

    @Test(arguments: [
        (["package.json"], "node:22", 3000), (["Gemfile"], "ruby:3.3", 9292),
        (["Gemfile", "bin", "config.ru"], "ruby:3.3", 3000),
        (["requirements.txt"], "python:3.12", 8000), (["manage.py"], "python:3.12", 8000),
        (["go.mod"], "golang:1.24", 8080),
    ])
    func whatADirectoryHoldsSaysWhatItIs(names: [String], image: String, port: Int) {
        let kind = ProjectKind(names: Set(names), dockerfile: nil)
        #expect(kind?.image == image)
        #expect(kind?.port == port)
    }

    @Test func nothingIsKnownOfAnEmptyDirectory() {
        #expect(ProjectKind(names: [], dockerfile: nil) == nil)
    }

    @Test(arguments: [("Shop", "shop"), ("my shop!", "myshop"), ("--", "app"), ("a__b", "a_b"), ("é", "app")])
    func anyTextMakesAName(text: String, name: String) {
        #expect(FirstSpec.name(from: text) == name)
        #expect(Naming.isSpecName(name))
    }
}
