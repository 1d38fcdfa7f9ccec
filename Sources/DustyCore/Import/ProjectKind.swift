/// What the files of a directory say of the program in it.
public struct ProjectKind: Sendable, Equatable {
    /// What it is, in words.
    public var title: String
    /// Image that such programs run in; nil where a Dockerfile makes one.
    public var image: String?
    /// Commands of the first start.
    public var once: [String]
    /// The command that serves; nil where the image has its own.
    public var command: String?
    /// Port it listens on as a rule.
    public var port: Int?
    /// Directory of the code in the image, as its Dockerfile says.
    public var mount: String?

    /// Looks at the names in a directory and at the text of its Dockerfile; nil when nothing is known of what is there.
    public init?(names: Set<String>, dockerfile: String?) {
        if let dockerfile {
            self.init("a Dockerfile")
            port = Self.word(after: "EXPOSE", in: dockerfile).flatMap { Int($0.prefix { $0 != "/" }) }
            mount = Self.word(after: "WORKDIR", in: dockerfile).flatMap { Naming.isContainerPath($0) ? $0 : nil }
            if mount == "/" { mount = nil }
        } else if names.contains("Gemfile") {
            self.init("a Ruby program", "ruby:3.3", once: ["bundle install"])
            let isRails = names.contains("config.ru") && names.contains("bin")
            command = isRails ? "bundle exec rails server -b 0.0.0.0" : "bundle exec rackup -o 0.0.0.0"
            port = isRails ? 3000 : 9292
        } else if names.contains("manage.py") {
            self.init("a Django program", "python:3.12", once: Self.pip(names))
            (command, port) = ("python manage.py runserver 0.0.0.0:8000", 8000)
        } else if names.contains("requirements.txt") || names.contains("pyproject.toml") {
            self.init("a Python program", "python:3.12", once: Self.pip(names))
            let file = ["app.py", "main.py", "server.py"].first(where: names.contains) ?? "app.py"
            (command, port) = ("python \(file)", 8000)
        } else if names.contains("package.json") {
            self.init("a Node program", "node:22", once: ["npm install"])
            (command, port) = ("npm start", 3000)
        } else if names.contains("go.mod") {
            self.init("a Go program", "golang:1.24", once: [])
            (command, port) = ("go run .", 8080)
        } else {
            return nil
        }
    }

    private init(_ title: String, _ image: String? = nil, once: [String] = []) {
        self.title = title
        self.image = image
        self.once = once
    }

    private static func pip(_ names: Set<String>) -> [String] {
        names.contains("requirements.txt") ? ["pip install -r requirements.txt"] : ["pip install -e ."]
    }

    /// The word behind the last such instruction of a Dockerfile that has a plain one.
    private static func word(after instruction: String, in dockerfile: String) -> String? {
        dockerfile.lines.compactMap { line -> String? in
            let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
            guard words.first?.uppercased() == instruction, let word = words.dropFirst().first, !word.contains("$")
            else {
                return nil
            }
            return word
        }.last
    }
}
