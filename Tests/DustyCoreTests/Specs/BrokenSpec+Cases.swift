extension BrokenSpec {
    /// Documents that are no YAML, or not the kind of YAML that a spec is.
    static let documents = [
        BrokenSpec(app: "empty file", "", "1:1: error: the file is empty"),
        BrokenSpec(app: "only a comment", "# nothing\n", "1:1: error: the file is empty"),
        BrokenSpec(app: "a list", "- image: x\n", "1:1: error: this must be a mapping, not a list"),
        BrokenSpec(app: "a text", "hello\n", "1:1: error: this must be a mapping, not a text"),
        BrokenSpec(
            app: "a tab",
            "image: x\ncommands:\n\talways: [run]\n",
            "3:1: error: this is not YAML: found character that cannot start any token while scanning for the next token"
        ),
        BrokenSpec(
            app: "an open quote",
            "image: \"x\ncommands:\n  always: []\n",
            "1:8: error: this is not YAML: found unexpected end of stream while scanning a quoted scalar"
        ),
        BrokenSpec(
            app: "an open bracket",
            "image: x\ncommands:\n  always: [run\n",
            "4:1: error: this is not YAML: did not find expected ',' or ']' while parsing a flow sequence"
        ),
        BrokenSpec(
            app: "a colon in a text",
            "image: x\ncommands:\n  always:\n    - echo a: b: c\n    - k: v: w\n",
            "4:16: error: this is not YAML: mapping values are not allowed in this context"
        ),
        BrokenSpec(
            app: "a key twice",
            "image: x\nimage: y\ncommands:\n  always: []\n",
            "2:1: error: `image` is written more than once in one mapping"
        ),
        BrokenSpec(app: "two documents", "image: x\n---\nimage: y\n", "2:1: error: a file holds only one document"),
        BrokenSpec(
            app: "an unknown alias",
            "image: *nothing\ncommands:\n  always: []\n",
            "1:8: error: this is not YAML: found undefined alias"
        ),
        BrokenSpec(
            app: "a tag that constructs",
            "image: !!python/object/apply:os.system [id]\ncommands:\n  always: []\n",
            "1:8: error: the YAML tag `!!python/object/apply:os.system` is not allowed here"
        ),
        BrokenSpec(
            app: "a tag of one's own",
            "image: !secret x\ncommands:\n  always: []\n",
            "1:8: error: the YAML tag `!secret` is not allowed here"
        ),
        BrokenSpec(
            app: "a tag on a mapping",
            "image: x\ncommands: !!set\n  always: []\n",
            "2:11: error: the YAML tag `!!set` is not allowed here"
        ),
        BrokenSpec(
            app: "a key that is a list",
            "image: x\n? [a, b]\n: c\ncommands:\n  always: []\n",
            "2:3: error: a key must be a text"
        ),
        BrokenSpec(
            app: "a merge of a text",
            "image: x\n<<: text\ncommands:\n  always: []\n",
            "2:5: error: `<<` wants a mapping, not a text"
        ),
        BrokenSpec(
            app: "a NUL",
            "image: \"x\"\ncommands:\n  always: [\"a\u{0}b\"]\n",
            "3:14: error: the file has a character that YAML forbids: control characters are not allowed"
        ),
        BrokenSpec(
            "a service that is a list",
            ["services/s.yml": "- image: y\n"],
            "services/s.yml:1:1: error: this must be a mapping, not a list"
        ),
        BrokenSpec("an empty service", ["services/s.yml": "\n"], "services/s.yml:1:1: error: the file is empty"),
        BrokenSpec("an empty bundle", ["bundles/b.yml": ""], "bundles/b.yml:1:1: error: the file is empty"),
        BrokenSpec(
            "a lib that is a number",
            ["libs/l.yml": "12\n"],
            "libs/l.yml:1:1: error: this must be a mapping, not the number 12"
        ),
    ]

    /// Keys and values of an app.
    static let apps = [
        BrokenSpec(
            app: "an unknown key",
            "image: x\nconmands:\n  always: []\n",
            "1:1: error: commands: this key is required",
            "2:1: error: conmands: unknown key"
        ),
        BrokenSpec(
            app: "an unknown key far from any",
            "image: x\ncommands:\n  always: []\nzebra: 1\n",
            "4:1: error: zebra: unknown key"
        ),
        BrokenSpec(
            app: "an unknown key inside",
            "image: x\ncommands:\n  always: []\n  once_: []\n",
            "4:3: error: commands.once_: unknown key"
        ),
        BrokenSpec(
            app: "neither image nor build",
            "commands:\n  always: []\n",
            "1:1: error: image: `image` or `build` is required"
        ),
        BrokenSpec(
            app: "both image and build",
            "image: x\nbuild: /d\ncommands:\n  always: []\n",
            "2:8: error: build: `image` and `build` exclude each other"
        ),
        BrokenSpec(
            app: "a relative build without repo",
            "build: d\ncommands:\n  always: []\n",
            "1:8: error: build: a relative directory needs a repo"
        ),
        BrokenSpec(
            app: "a build that leaves the repo",
            "repo: h/o/x\nmount: /x\nbuild: ../d\ncommands:\n  always: []\n",
            "3:8: error: build: this must be a directory without `..`"
        ),
        BrokenSpec(
            app: "an image with a space",
            "image: x y\ncommands:\n  always: []\n",
            "1:8: error: image: this is not the name of an image"
        ),
        BrokenSpec(app: "no commands", "image: x\n", "1:1: error: commands: this key is required"),
        BrokenSpec(
            app: "no always",
            "image: x\ncommands:\n  once: [a]\n",
            "3:3: error: commands.always: this key is required"
        ),
        BrokenSpec(
            app: "commands without value",
            "image: x\ncommands:\n",
            "2:1: error: commands: this key has no value"
        ),
        BrokenSpec(
            app: "a command that is a number",
            "image: x\ncommands:\n  always:\n    - 1\n",
            "4:7: error: commands.always.0: this must be a text, not the number 1"
        ),
        BrokenSpec(
            app: "a command that is a truth value",
            "image: x\ncommands:\n  always: [run, yes]\n",
            "3:17: error: commands.always.1: this must be a text, not the truth value true"
        ),
        BrokenSpec(
            app: "a command that is a mapping",
            "image: x\ncommands:\n  always:\n    - echo: b\n",
            "4:7: error: commands.always.0: this must be a text, not a mapping"
        ),
        BrokenSpec(
            app: "a text where a list belongs",
            "image: x\ncommands:\n  always: run\n",
            "3:11: error: commands.always: this must be a list, not a text"
        ),
        BrokenSpec(
            app: "a null command",
            "image: x\ncommands:\n  always:\n    -\n    - run\n",
            "4:6: error: commands.always.0: this must be a text, not nothing"
        ),
        BrokenSpec(
            app: "repo without mount",
            "image: x\nrepo: h/o/x\ncommands:\n  always: []\n",
            "2:7: error: repo: `repo` needs `mount` beside it"
        ),
        BrokenSpec(
            app: "mount without repo",
            "image: x\nmount: /x\ncommands:\n  always: []\n",
            "2:8: error: mount: `mount` needs `repo` beside it"
        ),
        BrokenSpec(
            app: "a relative mount",
            "image: x\nrepo: h/o/x\nmount: x\ncommands:\n  always: []\n",
            "3:8: error: mount: this must be an absolute path in the container, without `:` and `..`"
        ),
        BrokenSpec(
            app: "a mount with a colon",
            "image: x\nrepo: h/o/x\nmount: /x:/y\ncommands:\n  always: []\n",
            "3:8: error: mount: this must be an absolute path in the container, without `:` and `..`"
        ),
        BrokenSpec(
            app: "a mount with a newline",
            "image: x\nrepo: h/o/x\nmount: \"/x\\n/y\"\ncommands:\n  always: []\n",
            "3:8: error: mount: this must be an absolute path in the container, without `:` and `..`"
        ),
        BrokenSpec(
            app: "a mount that climbs",
            "image: x\nrepo: h/o/x\nmount: /x/../y\ncommands:\n  always: []\n",
            "3:8: error: mount: this must be an absolute path in the container, without `:` and `..`"
        ),
        BrokenSpec(
            app: "a repo that climbs",
            "image: x\nrepo: h/../x\nmount: /x\ncommands:\n  always: []\n",
            "2:7: error: repo: a repo must not contain `..`"
        ),
        BrokenSpec(
            app: "a repo without path",
            "image: x\nrepo: https://h/\nmount: /x\ncommands:\n  always: []\n",
            "2:7: error: repo: a repo needs a path after its host"
        ),
        BrokenSpec(
            app: "a repo by an odd transport",
            "image: x\nrepo: ext::sh -c id\nmount: /x\ncommands:\n  always: []\n",
            "2:7: error: repo: a repo must not contain spaces"
        ),
        BrokenSpec(
            app: "depends without value",
            "image: x\ncommands:\n  always: []\ndepends:\n",
            "4:1: error: depends: this key has no value"
        ),
        BrokenSpec(
            app: "conditional libs",
            "image: x\ncommands:\n  always: []\nconditional_links:\n  libs: [l]\n",
            "5:3: error: conditional_links.libs: unknown key"
        ),
        BrokenSpec(
            app: "a login that is a text",
            "image: x\nimage_requires_login: \"yes\"\ncommands:\n  always: []\n",
            "2:23: error: image_requires_login: this must be true or false, not a text"
        ),
        BrokenSpec(
            app: "compose that is a list",
            "image: x\ncommands:\n  always: []\ncompose: []\n",
            "4:10: error: compose: this must be a mapping, not a list"
        ),
        BrokenSpec(
            app: "volumes that are a text",
            "image: x\ncommands:\n  always: []\ncompose:\n  volumes: /a:/b\n",
            "5:12: error: compose.volumes: this must be a list"
        ),
        BrokenSpec(
            app: "a volume that is a mapping",
            "image: x\ncommands:\n  always: []\ncompose:\n  volumes:\n    - type: bind\n",
            "6:7: error: compose.volumes.0: this must be a text such as `/on/machine:/in/container`"
        ),
        BrokenSpec(
            app: "a script without name",
            "image: x\ncommands:\n  always: []\nscripts:\n  - command: [a]\n",
            "5:5: error: scripts.0.name: this key is required"
        ),
        BrokenSpec(
            app: "a script without commands",
            "image: x\ncommands:\n  always: []\nscripts:\n  - name: s\n    command: []\n",
            "6:14: error: scripts.0.command: at least one command is needed"
        ),
        BrokenSpec(
            app: "a script that leaves its folder",
            "image: x\ncommands:\n  always: []\nscripts:\n  - name: ../s\n    command: [a]\n",
            "5:11: error: scripts.0.name: this cannot be a name"
        ),
        BrokenSpec(
            app: "two scripts of one name",
            "image: x\ncommands:\n  always: []\nscripts:\n  - name: s\n    command: [a]\n  - name: s\n    command: [b]\n",
            "7:11: error: scripts.1.name: `s` is used twice"
        ),
        BrokenSpec(
            app: "an asset with a relative path",
            "image: x\ncommands:\n  always: []\nassets:\n  - name: k\n    path: k\n",
            "6:11: error: assets.0.path: this must be an absolute path in the container, without `:` and `..`"
        ),
        BrokenSpec(
            app: "a suite without name",
            "image: x\ncommands:\n  always: []\ntest:\n  suites:\n    - command: [a]\n",
            "6:7: error: test.suites.0.name: this key is required"
        ),
        BrokenSpec(
            app: "a suite called all",
            "image: x\ncommands:\n  always: []\ntest:\n  suites:\n    - name: ALL\n      command: [a]\n",
            "6:13: error: test.suites.0.name: `ALL` is reserved: it stands for all suites"
        ),
        BrokenSpec(
            app: "many at once",
            "imag: x\nrepo: h/o/x\ncommands:\n  always: run\n  once: [1]\ndepends:\n  apps: [q]\n",
            "1:1: error: imag: unknown key",
            "1:1: error: image: `image` or `build` is required",
            "2:7: error: repo: `repo` needs `mount` beside it",
            "4:11: error: commands.always: this must be a list, not a text",
            "5:10: error: commands.once.0: this must be a text, not the number 1",
            "7:10: error: depends.apps.0: there is no app `q`"
        ),
    ]
}
