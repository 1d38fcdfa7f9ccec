import Testing

@testable import DustyCore

struct ComposeValuesTests {
    private func problems(_ service: String) -> [String] {
        let files = ["services/s.yml": "image: x\n\(service)\n", "bundles/b.yml": "services: [s]\n"]
        return Specs.decode(SpecSources(files: files)).problems.map { "\($0.key): \($0.message)" }
    }

    @Test(arguments: [
        ("stop_grace_period: soon", "stop_grace_period: `soon` is not a duration"),
        ("mem_limit: lots", "mem_limit: `lots` is not a size"), ("cpus: fast", "cpus: `fast` is not a number"),
        ("pids_limit: many", "pids_limit: `many` is not a number"),
        ("extra_hosts: [a]", "extra_hosts.0: `a` has no address"),
        ("ulimits: {nofile: {soft: 1}}", "ulimits.nofile: `hard` is required"),
        ("ports: [{published: 80}]", "ports.0: `target` is required"),
        ("ports: ['99999:80']", "ports.0: 99999 is not a port"),
        ("volumes: [{type: bind, source: /a}]", "volumes.0: `target` is required"),
        ("healthcheck: {test: [a]}", "healthcheck.test: a list begins with CMD, CMD-SHELL or NONE, not with `a`"),
        ("healthcheck: {test: a, interval: 5x}", "healthcheck.interval: `5x` is not a duration"),
        ("deploy: {odd: a}", "deploy.odd: unknown key"),
        ("deploy: {resources: {limits: {memory: lots}}}", "deploy.resources.limits.memory: `lots` is not a size"),
        ("networks: {default: {aliases: a}}", "networks.default.aliases: this must be a list"),
    ])
    func whatComposeWouldRefuseInUpIsAProblem(service: String, problem: String) {
        #expect(problems(service) == [problem])
    }

    @Test(arguments: [
        "stop_grace_period: 1m30s", "mem_limit: 1.5g", "shm_size: '64 MB'", "memswap_limit: -1", "cpus: '0.5'",
        "pids_limit: '100'",
        "extra_hosts: ['a:1.2.3.4', b=::1]", "ulimits: {nproc: 65535, nofile: {soft: 1, hard: 2}}",
        "ports: ['127.0.0.1:8080:80']",
        "healthcheck: {test: [NONE]}", "healthcheck: {test: a, interval: 500ms}", "networks: {default: {aliases: [a]}}",
    ])
    func whatComposeTakesIsNone(service: String) {
        #expect(problems(service).isEmpty)
    }
}
