import Testing

@testable import dustyd

@Suite struct RegistryLoginsTests {
    private func logins(_ text: String?) -> RegistryLogins {
        RegistryLogins(config: text.map { Array($0.utf8) })
    }

    @Test(arguments: [nil, "", "{}", #"{"auths": {}}"#, "no json", #"{"auths": {"quay.io": {}}}"#])
    func `A90 an entry without a login counts as none`(text: String?) {
        #expect(!logins(text).cover("docker.io"))
    }

    @Test(arguments: [
        #"{"auths": {"https://index.docker.io/v1/": {"auth": "eDp5"}}}"#,
        #"{"auths": {"index.docker.io": {"auth": "eDp5", "email": "x"}}, "HttpHeaders": {"a": "b"}}"#,
        #"{"credHelpers": {"docker.io": "pass"}}"#, #"{"credsStore": "secretservice"}"#,
    ])
    func `A90 logins are found by URL, by name, and where a program keeps them`(text: String) {
        #expect(logins(text).cover("docker.io"))
    }

    @Test func `A90 ports distinguish registries`() {
        let logins = logins(#"{"auths": {"https://registry.test:5000/v2/": {}}}"#)
        #expect(logins.cover("registry.test:5000"))
        #expect(!logins.cover("registry.test"))
    }
}
