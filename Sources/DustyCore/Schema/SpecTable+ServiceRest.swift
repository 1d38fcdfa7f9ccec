/// Compose keys about networks, resources, rights and the rest.
extension SpecTable {
    static let links = [
        SpecKey(
            "links",
            .texts,
            "Services and apps that it reaches, as `NAME` or `NAME:ALIAS`. They are switched on with it.",
            example: "links: [postgres]"
        ),
        SpecKey(
            "depends_on",
            .either([.texts, .map(of: .mapping(.dependency))]),
            "Services and apps that must have started before.",
            example: "depends_on:\n  postgres: {condition: service_healthy}"
        ),
        SpecKey("external_links", .texts, "Containers that Dusty does not know."),
        SpecKey("volumes_from", .texts, "Services whose volumes it gets too.", example: "volumes_from: [data]"),
    ]

    /// One entry of `depends_on`.
    static let dependency = SpecTable(
        "a dependency of Compose",
        allowsExtensions: true,
        [
            SpecKey(
                "condition",
                .text(.choice("service_started", "service_healthy", "service_completed_successfully")),
                required: true,
                "What must hold.",
                example: "condition: service_healthy"
            ),
            SpecKey("restart", .lenientFlag, "Whether it is restarted together with what it depends on."),
            SpecKey("required", .lenientFlag, "Whether it cannot start without."),
        ]
    )

    static let networks = [
        SpecKey(
            "ports",
            .list(of: .either([.text, .number, .mapping(.portMapping)]), least: 0),
            "Ports of the machine that lead to it. `host_forwarding` needs none; beside it only those of UDP can be.",
            example: "ports:\n  - \"5432:5432\""
        ),
        SpecKey("expose", .list(of: .size, least: 0), "Ports that other containers reach."),
        SpecKey(
            "networks",
            .either([.texts, .map(of: .either([.map(of: .any), .null]))]),
            "Networks; Dusty makes one, `default`, that everything is in."
        ),
        SpecKey("network_mode", .text, "Kind of network.", example: "network_mode: host"),
        SpecKey("net", .text, "Kind of network; first format of Compose, now `network_mode`."),
        SpecKey("hostname", .text, "Its host name inside."),
        SpecKey("domainname", .text, "Its domain inside."),
        SpecKey("dns", .oneOrMore, "DNS servers."),
        SpecKey("dns_opt", .texts, "Options of DNS."),
        SpecKey("dns_search", .oneOrMore, "Domains that names are looked up in."),
        SpecKey("extra_hosts", .hostMap, "Lines for /etc/hosts.", example: "extra_hosts: [\"db.test:10.0.0.5\"]"),
        SpecKey("mac_address", .text, "Address on the network."),
    ]

    /// A port in its long form.
    static let portMapping = SpecTable(
        "a port of Compose",
        allowsExtensions: true,
        [
            SpecKey("target", .size, "Port of the container.", example: "target: 5432"),
            SpecKey("published", .size, "Port of the machine.", example: "published: \"5432\""),
            SpecKey("host_ip", .text, "Address of the machine."),
            SpecKey("protocol", .text, "`tcp` or `udp`."),
            SpecKey("app_protocol", .text, "Protocol on top of that."),
            SpecKey("mode", .text, "`host` or `ingress`."),
            SpecKey("name", .text, "Its name."),
        ]
    )

    static let resources = [
        SpecKey("mem_limit", .size, "Most memory it may use.", example: "mem_limit: 512m"),
        SpecKey("mem_reservation", .size, "Memory it is meant to have."),
        SpecKey("mem_swappiness", .size, "How readily its memory is swapped out."),
        SpecKey("memswap_limit", .size, "Most memory and swap it may use."),
        SpecKey("shm_size", .size, "Size of /dev/shm."),
        SpecKey("cpus", .size, "Most processors it may use.", example: "cpus: 1.5"),
        SpecKey("cpu_count", .size, "Number of processors."),
        SpecKey("cpu_percent", .size, "Share of the processors."),
        SpecKey("cpu_shares", .size, "Weight against others."),
        SpecKey("cpu_quota", .size, "Processor time in a period."),
        SpecKey("cpu_period", .size, "Length of that period."),
        SpecKey("cpu_rt_period", .size, "Period of the real-time scheduler."),
        SpecKey("cpu_rt_runtime", .size, "Time of the real-time scheduler."),
        SpecKey("cpuset", .text, "Processors it may use.", example: "cpuset: \"0,1\""),
        SpecKey("pids_limit", .size, "Most processes it may have."),
        SpecKey("ulimits", .map(of: .either([.number, .text, .map(of: .size)])), "Limits of its processes."),
        SpecKey("blkio_config", .map(of: .any), "Limits of reading and writing."),
        SpecKey("storage_opt", .map(of: .any), "Options of its storage."),
        SpecKey("tmpfs", .oneOrMore, "Directories kept in memory.", example: "tmpfs: /run"),
        SpecKey("devices", .list(of: .either([.text, .map(of: .text)]), least: 0), "Devices of the machine."),
        SpecKey("device_cgroup_rules", .texts, "Rules for devices."),
        SpecKey("gpus", .any, "Graphics processors."),
        SpecKey("oom_kill_disable", .lenientFlag, "Whether it is spared when memory runs out."),
        SpecKey("oom_score_adj", .size, "How readily it is ended when memory runs out."),
        SpecKey("scale", .size, "Number of containers; Dusty names containers, so only 1 works."),
        SpecKey("deploy", .map(of: .any), "Limits in the form of `docker stack`."),
    ]

    static let rights = [
        SpecKey("privileged", .lenientFlag, "Whether it has all rights."),
        SpecKey("read_only", .lenientFlag, "Whether its file system cannot be written to."),
        SpecKey("cap_add", .texts, "Rights that it gets.", example: "cap_add: [SYS_PTRACE]"),
        SpecKey("cap_drop", .texts, "Rights that it loses."),
        SpecKey("security_opt", .texts, "Options of security modules."),
        SpecKey("userns_mode", .text, "Kind of user name space."),
        SpecKey("pid", .either([.text, .null]), "Kind of process name space.", example: "pid: host"),
        SpecKey("ipc", .text, "Kind of name space for shared memory."),
        SpecKey("uts", .text, "Kind of name space for host names."),
        SpecKey("cgroup", .text(.choice("host", "private")), "Kind of cgroup name space."),
        SpecKey("cgroup_parent", .text, "Parent of its cgroup."),
        SpecKey("credential_spec", .map(of: .text), "Credentials on Windows."),
        SpecKey("isolation", .text, "Kind of isolation."),
        SpecKey("runtime", .text, "Runtime that runs it."),
        SpecKey("sysctls", .textMap, "Kernel parameters."),
    ]

    static let rest = [
        SpecKey("container_name", .text, "Name of the container; Dusty sets its own."),
        SpecKey("labels", .textMap, "Labels; Dusty adds its own."),
        SpecKey("label_file", .oneOrMore, "Files of labels."),
        SpecKey("annotations", .textMap, "Annotations."),
        SpecKey("logging", .mapping(.logging), "How its output is kept.", example: "logging: {driver: journald}"),
        SpecKey("log_driver", .text, "First format of Compose, now `logging.driver`."),
        SpecKey("log_opt", .map(of: .size), "First format of Compose, now `logging.options`."),
        SpecKey("attach", .lenientFlag, "Has no effect here."),
        SpecKey("develop", .map(of: .any), "Has no effect here."),
        SpecKey("profiles", .texts, "Profiles of Compose; what has one is not started."),
    ]

    /// How output is kept.
    static let logging = SpecTable(
        "logging of Compose",
        allowsExtensions: true,
        [
            SpecKey("driver", .text, "Its driver.", example: "driver: json-file"),
            SpecKey("options", .map(of: .either([.text(.free), .number, .null])), "Options of the driver."),
        ]
    )
}
