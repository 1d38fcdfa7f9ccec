import DustyCore
import Testing

/// One way to write a repo and what becomes of it.
struct RepoForm: Sendable, CustomTestStringConvertible {
    var name: String
    var url: String
    var path: String
    var short: String
    var isLocal = false

    var testDescription: String { name }
}

@Suite struct RepoReferenceTests {
    static let forms = [
        RepoForm(name: "github.com/org/x", url: "ssh://git@github.com/org/x", path: "github.com/org/x", short: "x"),
        RepoForm(
            name: "github.com/org/x.js",
            url: "ssh://git@github.com/org/x.js",
            path: "github.com/org/x.js",
            short: "x.js"
        ),
        RepoForm(
            name: "github.com/org/x.git",
            url: "ssh://git@github.com/org/x.git",
            path: "github.com/org/x",
            short: "x"
        ),
        RepoForm(name: "/a/b", url: "file:///a/b", path: "a/b", short: "b", isLocal: true),
        RepoForm(name: "/a/b/", url: "file:///a/b/", path: "a/b", short: "b", isLocal: true),
        RepoForm(name: "file:///a/b.git", url: "file:///a/b.git", path: "a/b", short: "b", isLocal: true),
        RepoForm(name: "https://h/o/x", url: "https://h/o/x.git", path: "h/o/x", short: "x"),
        RepoForm(name: "https://h/o/x/", url: "https://h/o/x.git", path: "h/o/x", short: "x"),
        RepoForm(name: "http://h:8080/o/x.git", url: "http://h:8080/o/x.git", path: "h/o/x", short: "x"),
        RepoForm(name: "https://user:key@h/o/x.git", url: "https://h/o/x.git", path: "h/o/x", short: "x"),
        RepoForm(name: "ssh://git@h/o/x", url: "ssh://git@h/o/x", path: "h/o/x", short: "x"),
        RepoForm(name: "ssh://u@h:2222/o/x.git", url: "ssh://u@h:2222/o/x.git", path: "h/o/x", short: "x"),
        RepoForm(name: "git@h:o/x.git", url: "git@h:o/x.git", path: "h/o/x", short: "x"),
        RepoForm(name: "deploy@h.example.org:x", url: "deploy@h.example.org:x", path: "h.example.org/x", short: "x"),
        RepoForm(
            name: "httpd.example.org/o/x",
            url: "ssh://git@httpd.example.org/o/x",
            path: "httpd.example.org/o/x",
            short: "x"
        ),
    ]

    @Test(
        arguments: [
            ("https://user:key@h/o/x", "https://h", "user", "key"),
            ("http://u:p@ss@h:1/o/x@y", "http://h:1", "u", "p@ss"),
            ("https://t%4Fk:@h/o/x", "https://h", "tOk", ""),
            ("https://u:a:b%2f%zz%4@h/o/x", "https://h", "u", "a:b/%zz%4"),
            ("https://token@h/o/x", "https://h", "token", nil),
        ] as [(String, String, String, String?)]
    )
    func `a login is separated from its address`(text: String, place: String, user: String, password: String?) throws {
        let login = try #require(RepoReference(text).login)
        #expect(login.place == place && login.user.revealed == user && login.password?.revealed == password)
    }

    @Test(arguments: ["https://h/o/x", "ssh://git:pw@h/o/x", "git@h:o/x", "/a/b", "file:///a:b@c"])
    func `other addresses have no login`(text: String) {
        #expect(RepoReference(text).login == nil)
    }

    @Test(arguments: ["https://u:a%0Ahost=other@h/o/x", "https://u%00:p@h/o/x", "https://u:%FF@h/o/x"])
    func `a login of several lines is no repo`(text: String) {
        #expect(RepoReference(text).fault?.contains("login") == true)
    }

    @Test(arguments: [
        ("https://user:key@h/o/x.git", "https://h/o/x.git"), ("https://token@h/o/x", "https://h/o/x"),
        ("HTTPS://u:p@ss@h:1/o/x@y:z", "HTTPS://h:1/o/x@y:z"), ("ssh://git:pw@h/o/x", "ssh://git@h/o/x"),
        ("ssh://git@h/o/x", "ssh://git@h/o/x"), ("git@h:o/x.git", "git@h:o/x.git"), ("h/o/x@y", "h/o/x@y"),
        ("file:///a:b@c/d", "file:///a:b@c/d"), ("/a://b:c@d", "/a://b@d"),
        ("fatal: 'https://u:p@h/x/' and http://a@b, c@d", "fatal: 'https://h/x/' and http://b, c@d"),
    ])
    func `an address is shown and kept without who logs in with which password`(text: String, shown: String) {
        #expect(text.withoutLogins == shown && shown.withoutLogins == shown)
        let repo = RepoReference(text)
        #expect(repo.name == shown && "\(repo)" == shown && repo.written.revealed == text)
        #expect(repo == RepoReference(shown))
        var dumped = ""
        dump(repo, to: &dumped)
        #expect(text == shown || !(dumped + String(reflecting: repo)).contains(text))
    }

    @Test(arguments: forms)
    func `A60 A61 A65 A67 Every form has its URL, path and short name`(_ form: RepoForm) {
        let repo = RepoReference(form.name)
        #expect(repo.cloneURL == form.url)
        #expect(repo.relativePath == form.path)
        #expect(repo.shortName == form.short)
        #expect(repo.isLocal == form.isLocal)
        #expect(repo.fault == nil)
    }

    @Test(arguments: [
        "..", "../..", "/../../etc", "h/../../etc", "git@h:../../x", "git@h:/abs/x", "https://h/../x", "a:b@c:d",
        "x@y:z@w/q:r", "", "/",
        "file://", "https://", "a\\b/c", "h/o/x\ny", "://", "h//o///x", "./x", ".git", "h/.git",
    ])
    func `Whatever is written, the path stays below its directory`(_ name: String) {
        let path = RepoReference(name).relativePath
        let components = path.split(separator: "/", omittingEmptySubsequences: false)
        #expect(!components.contains("..") && !components.contains("") && !components.contains("."))
        #expect(!path.contains { ":@\\\n".contains($0) })
    }

    @Test(arguments: [
        "", "h", "/", "../x", "h/../x", "h/o x", "ext::sh -c id", "ext::id", "ftp://h/o/x", "-oProxyCommand=id/x",
        "-a@h:x",
        "ssh://-oProxyCommand=id/x",
        "https://", "h/o/x\n", "git@h:",
    ])
    func `What cannot be a repo has a fault`(_ name: String) {
        #expect(RepoReference(name).fault != nil)
    }

    @Test func `A58 Repos are equal when written alike`() {
        #expect(RepoReference("h/o/x") == RepoReference("h/o/x"))
        #expect(RepoReference("h/o/x") != RepoReference("https://h/o/x"))
    }

    @Test func `A59 A repo is found by full and by short name`() throws {
        let catalog = RepoCatalog(["h/o/x", "h/p/x", "h/o/y.git"].map { RepoReference($0) })
        #expect(try catalog.resolve("h/o/x").name == "h/o/x")
        #expect(try catalog.resolve("y").name == "h/o/y.git")
        #expect(throws: DustyError.self) { try catalog.resolve("x") }
        let ambiguous = #expect(throws: DustyError.self) { try catalog.resolve("x") }
        #expect(ambiguous?.code == .conflict)
        #expect(ambiguous?.hint == "give the full name: h/o/x, h/p/x")
        let unknown = #expect(throws: DustyError.self) { try catalog.resolve("h/o/z") }
        #expect(unknown?.code == .notFound)
        #expect(unknown?.hint == "did you mean `h/o/x`?")
    }
}
