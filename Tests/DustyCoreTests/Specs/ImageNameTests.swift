import DustyCore
import Testing

@Suite struct ImageNameTests {
    @Test(
        arguments: [
            ("postgres", "docker.io"), ("postgres:9.3", "docker.io"), ("library/postgres", "docker.io"),
            ("acme/api:1", "docker.io"), ("docker.io/acme/api", "docker.io"), ("index.docker.io/acme/api", "docker.io"),
            ("quay.io/acme/api:1.2", "quay.io"), ("registry:5000/api", "registry:5000"),
            ("localhost/api", "localhost"), ("Registry.Acme.Test/api@sha256:00", "registry.acme.test"),
        ]
    )
    func `A90 An image names its registry, or it is the standard one`(name: String, registry: String) {
        #expect(ImageName(name).registry == registry)
    }

    @Test(arguments: ["https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io"])
    func `A90 The standard registry has many names`(name: String) {
        #expect(ImageName.canonical(name) == ImageName.standardRegistry)
    }
}
