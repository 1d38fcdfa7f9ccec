extension BrokenSpec {
    private static let app = "image: x\ncommands:\n  always: []\n"

    /// Libs, services and bundles.
    static let others = [
        BrokenSpec(
            "a lib without repo",
            ["libs/l.yml": "mount: /l\n"],
            "libs/l.yml:1:1: error: repo: this key is required"
        ),
        BrokenSpec(
            "a lib without mount",
            ["libs/l.yml": "repo: h/o/l\n"],
            "libs/l.yml:1:1: error: mount: this key is required"
        ),
        BrokenSpec(
            "a lib with apps",
            ["libs/l.yml": "repo: h/o/l\nmount: /l\ndepends:\n  apps: [a]\n"],
            "libs/l.yml:4:3: error: depends.apps: unknown key"
        ),
        BrokenSpec(
            "a bundle of nothing",
            ["bundles/b.yml": "description: d\n"],
            "bundles/b.yml:1:1: error: apps: a bundle needs `apps` or `services`"
        ),
        BrokenSpec(
            "a bundle without value",
            ["bundles/b.yml": "apps:\n"],
            "bundles/b.yml:1:1: error: apps: this key has no value"
        ),
        BrokenSpec(
            "a service without image",
            ["services/s.yml": "ports: [\"1:1\"]\n"],
            "services/s.yml:1:1: error: image: `image` or `build` is required"
        ),
        BrokenSpec(
            "a service with an odd volume",
            ["services/s.yml": "image: y\nvolumes: [1]\n"],
            "services/s.yml:2:11: error: volumes.0: this must be a text such as `/on/machine:/in/container`"
        ),
        BrokenSpec(
            "an app in camelCase",
            ["apps/camelCase.yml": app],
            "apps/camelCase.yml:1:1: error: `camelCase` cannot be the name of an app"
        ),
        BrokenSpec(
            "an app that ends with a hyphen",
            ["apps/x-.yml": app],
            "apps/x-.yml:1:1: error: `x-` cannot be the name of an app"
        ),
        BrokenSpec(
            "an app with two underscores",
            ["apps/x__y.yml": app],
            "apps/x__y.yml:1:1: error: `x__y` cannot be the name of an app"
        ),
        BrokenSpec(
            "an app with a space",
            ["apps/x y.yml": app],
            "apps/x y.yml:1:1: error: `x y` cannot be the name of an app"
        ),
        BrokenSpec(
            "a service that ends a shell word",
            ["services/a;b.yml": "image: y\n"],
            "services/a;b.yml:1:1: error: `a;b` cannot be the name of a service"
        ),
        BrokenSpec(
            "a bundle of two lines",
            ["bundles/a\nb.yml": "apps: []\n"],
            "bundles/a?b.yml:1:1: error: the name of a bundle must not have control characters"
        ),
    ]

    /// What only shows when several files are seen together.
    static let crossing = [
        BrokenSpec(
            "an unknown app",
            ["apps/a.yml": app + "depends:\n  apps:\n    - b\n"],
            "apps/a.yml:6:7: error: depends.apps.0: there is no app `b`"
        ),
        BrokenSpec(
            "an unknown service",
            ["apps/a.yml": app + "depends:\n  services: [s, mongo]\n"],
            "apps/a.yml:5:17: error: depends.services.1: there is no service `mongo`"
        ),
        BrokenSpec(
            "an unknown lib",
            ["apps/a.yml": app + "depends:\n  libs:\n    - l\n    - l2\n"],
            "apps/a.yml:7:7: error: depends.libs.1: there is no lib `l2`"
        ),
        BrokenSpec(
            "an unknown conditional app",
            ["apps/a.yml": app + "conditional_links:\n  apps: [web]\n"],
            "apps/a.yml:5:10: error: conditional_links.apps.0: there is no app `web`"
        ),
        BrokenSpec(
            "a service among apps",
            ["apps/a.yml": app + "depends:\n  apps: [s]\n"],
            "apps/a.yml:5:10: error: depends.apps.0: there is no app `s`"
        ),
        BrokenSpec(
            "an unknown app of a bundle",
            ["apps/frontend.yml": app, "bundles/b.yml": "apps:\n  - a\n  - frontent\n"],
            "bundles/b.yml:3:5: error: apps.1: there is no app `frontent`"
        ),
        BrokenSpec(
            "an unknown service of a bundle",
            ["bundles/b.yml": "services: [cache]\n"],
            "bundles/b.yml:1:12: error: services.0: there is no service `cache`"
        ),
        BrokenSpec(
            "an unknown lib of a lib",
            ["libs/l.yml": "repo: h/o/l\nmount: /l\ndepends:\n  libs: [m]\n"],
            "libs/l.yml:4:10: error: depends.libs.0: there is no lib `m`"
        ),
        BrokenSpec(
            "an unknown service of a suite",
            ["apps/a.yml": app + "test:\n  suites:\n    - name: n\n      command: [c]\n      services: [z]\n"],
            "apps/a.yml:8:18: error: test.suites.0.services.0: there is no service `z`"
        ),
        BrokenSpec(
            "an unknown link of a service",
            ["services/s.yml": "image: y\nlinks:\n  - nobody:db\n"],
            "services/s.yml:3:5: error: links.0: there is no service `nobody`"
        ),
        BrokenSpec(
            "an app that depends on itself",
            ["apps/a.yml": app + "depends:\n  apps: [a]\n"],
            "apps/a.yml:5:10: error: depends.apps.0: this closes a cycle: a -> a"
        ),
        BrokenSpec(
            "three libs in a ring",
            [
                "libs/l.yml": "repo: h/o/l\nmount: /l\ndepends: {libs: [m]}\n",
                "libs/m.yml": "repo: h/o/m\nmount: /m\ndepends: {libs: [n]}\n",
                "libs/n.yml": "repo: h/o/n\nmount: /n\ndepends: {libs: [l]}\n",
            ],
            "libs/l.yml:3:18: error: depends.libs.0: this closes a cycle: l -> m -> n -> l"
        ),
        BrokenSpec(
            "a ring over a conditional link",
            ["apps/a.yml": app + "conditional_links:\n  apps: [c]\n", "apps/c.yml": app + "depends:\n  apps: [a]\n"],
            "apps/a.yml:5:10: error: conditional_links.apps.0: this closes a cycle: a -> c -> a"
        ),
        BrokenSpec(
            "an app and a service of one name",
            ["services/a.yml": "image: y\n"],
            "services/a.yml:1:1: error: `a` is also the name of the app in apps/a.yml"
        ),
        BrokenSpec(
            "an app and a lib of one name",
            ["libs/a.yml": "repo: h/o/a\nmount: /a\n"],
            "libs/a.yml:1:1: error: `a` is also the name of the app in apps/a.yml"
        ),
        BrokenSpec(
            "a service and a lib of one name",
            ["libs/s.yml": "repo: h/o/a\nmount: /a\n"],
            "libs/s.yml:1:1: error: `s` is also the name of the service in services/s.yml"
        ),
        BrokenSpec(
            "the proxy's name for an app",
            ["apps/dustyInternalNginx.yml": app],
            "apps/dustyInternalNginx.yml:1:1: error: `dustyInternalNginx` is the name of Dusty's own proxy"
        ),
        BrokenSpec(
            "the proxy's name for a service",
            ["services/dustyInternalNginx.yml": "image: y\n"],
            "services/dustyInternalNginx.yml:1:1: error: `dustyInternalNginx` is the name of Dusty's own proxy"
        ),
        BrokenSpec(
            "two apps of a bundle at one place",
            [
                "apps/a.yml": app + "host_forwarding:\n  - {host_name: h.local, host_port: 80, container_port: 1}\n",
                "apps/c.yml": app + "host_forwarding:\n  - {host_name: h.local, host_port: 80, container_port: 2}\n",
                "bundles/b.yml": "apps: [a, c]\n",
            ],
            "apps/c.yml:5:37: error: host_forwarding.0.host_port: h.local:80 is already forwarded by apps/a.yml:5"
        ),
        BrokenSpec(
            "problems in three files",
            ["apps/a.yml": "image: x\n", "libs/l.yml": "repo: h/o/l\n", "bundles/b.yml": "apps: [a, b]\n"],
            "apps/a.yml:1:1: error: commands: this key is required",
            "bundles/b.yml:1:11: error: apps.1: there is no app `b`",
            "libs/l.yml:1:1: error: mount: this key is required"
        ),
        BrokenSpec(
            "a name whose file is broken is known",
            ["apps/c.yml": ":", "bundles/b.yml": "apps: [a, c]\n"],
            "apps/c.yml:1:1: error: this is not YAML: did not find expected key while parsing a block mapping"
        ),
    ]
}
