"""Values that keys of a Compose service have in the wild and in tests of parsers, good and bad ones, as YAML."""

TEXT = ["plain", "'quoted'", '"x y"', "''", "12", "1.5", "true", "[a, b]", "{a: b}", "null"]
LIST = ["[]", "[a]", "[a, b]", "[1]", "[null]", "[[a]]", "[{a: b}]", "a", "{a: b}", "null"]
FLAG = ["true", "false", "'true'", "yes", "1", "[]", "{}", "null"]
SIZE = ["64m", "'1gb'", "67108864", "1.5g", "-1", "lots", "[1]", "{}", "null"]
COUNT = ["0", "1", "2", "-1", "'3'", "1.5", "many", "[1]", "null"]
DURATION = ["1m30s", "10s", "'5s'", "500ms", "5", "soon", "[1s]", "null"]
MAPPING = ["{}", "{A: b}", "{A: 1}", "{A: true}", "{A: 1.5}", "[A=b]", "['A=b c']", "[]", "{A: [b]}", "{A: {b: c}}", "A", "[1]", "null"]

SHAPES = {
    "command": ["run", "[run, now]", "'sh -c \"a b\"'", "[]", "''", "[run, 1]", "{a: b}", "$HOME", "'$$HOME'", "true", "null"],
    "entrypoint": ["run", "[run]", "[]", "''", "{a: b}", "5", "null"],
    "environment": [*MAPPING, "{A: ''}", "{A: $$B}", "['A=']", "[=b]", "{A: '022'}", "{A: 022}", "{A: 2001-01-01}"],
    "labels": [*MAPPING, "{a.b/c: d}"],
    "user": ["www", "'1000:1000'", "1000", "[a]", "null"],
    "working_dir": ["/a", "a", "[a]", "null"],
    "hostname": ["a", "a.b", "5", "[a]", "null"],
    "domainname": ["a.b", "[a]"],
    "tty": FLAG, "stdin_open": FLAG, "init": FLAG, "read_only": FLAG, "privileged": FLAG,
    "restart": ["always", "'no'", "no", "unless-stopped", "on-failure", "on-failure:3", "sometimes", "true", "[a]", "null"],
    "stop_signal": ["SIGQUIT", "9", "[a]"],
    "stop_grace_period": DURATION,
    "mem_limit": SIZE, "shm_size": SIZE, "memswap_limit": SIZE,
    "cpus": ["1", "0.5", "'0.5'", "fast", "[1]", "null"],
    "cpu_shares": COUNT, "pids_limit": COUNT, "oom_score_adj": ["0", "500", "'500'", "bad", "[1]"],
    "cap_add": LIST, "cap_drop": ["[ALL]", *LIST[5:]], "dns": ["8.8.8.8", "[8.8.8.8]", "[]", "{a: b}", "5", "null"],
    "dns_search": ["a.b", "[a.b]", "{a: b}"], "group_add": ["[a]", "[1]", "a", "[[a]]"],
    "security_opt": ["['no-new-privileges:true']", "[seccomp=unconfined]", "a", "[1]"],
    "extra_hosts": ["['a:1.2.3.4']", "{a: 1.2.3.4}", "['a=1.2.3.4']", "['host.docker.internal:host-gateway']", "[a]", "a", "[1]", "null"],
    "sysctls": ["{net.core.somaxconn: 1024}", "[net.core.somaxconn=1024]", "a", "{a: [b]}"],
    "ulimits": ["{nproc: 65535}", "{nofile: {soft: 1, hard: 2}}", "{nofile: {soft: 1}}", "[nproc]", "{nproc: many}", "null"],
    "tmpfs": ["/run", "[/run, '/tmp:size=1m']", "{a: b}", "[1]", "null"],
    "devices": ["['/dev/null:/dev/x']", "[/dev/null]", "a", "[1]"],
    "expose": ["[80]", "['80']", "['80-82']", "80", "[a]", "[{a: b}]", "null"],
    "ports": ["['8080:80']", "[80]", "['80']", "['127.0.0.1:8080:80']", "['8080:80/udp']", "['8000-8002:9000-9002']", "[{target: 80, published: 8080}]",
              "[{target: 80, published: '8080', protocol: tcp, mode: host}]", "[{published: 8080}]", "['a:b']", "['99999:80']", "['80:99999']",
              "['[::1]:8080:80']", "8080", "{80: 80}", "[null]", "[22:22]", "null"],
    "volumes": ["['/a:/b']", "['/a:/b:ro']", "['data:/b']", "[/b]", "[{type: bind, source: /a, target: /b}]", "[{type: volume, source: data, target: /b}]",
                "[{type: tmpfs, target: /b}]", "[{type: tmpfs, target: /b, tmpfs: {size: 1000}}]", "[{source: /a, target: /b}]", "['./a:/b']", "['~/a:/b']", "['a/b:/c']", "[{type: odd, target: /b}]", "[{type: bind, source: /a}]", "a", "[1]", "{a: b}",
                "['data:b']", "['/a:/b:odd']", "['']", "null"],
    "healthcheck": ["{test: [CMD, a]}", "{test: a}", "{test: [CMD-SHELL, a b]}", "{test: [NONE]}", "{disable: true}", "{test: [CMD, a], interval: 1s, timeout: 2s, retries: 3, start_period: 4s}", "{test: [CMD, a], retries: '3'}", "{test: [CMD, a], interval: soon}", "{test: [CMD, a], retries: many}", "{odd: 1}", "a", "[a]", "{}", "{test: []}", "{test: [a]}", "{interval: 1s}", "null"],
    "logging": ["{driver: json-file}", "{driver: json-file, options: {max-size: 10m}}", "{options: {max-file: 3}}", "{odd: a}", "json-file", "[a]", "null"],
    "deploy": ["{replicas: 1}", "{resources: {limits: {memory: 1g, cpus: '0.5'}}}", "{resources: {limits: {memory: lots}}}", "{restart_policy: {condition: any}}", "{odd: a}", "a", "{replicas: many}", "null"],
    "networks": ["[default]", "{default: {aliases: [a]}}", "{default: null}", "[other]", "default", "{default: {aliases: a}}", "{default: {odd: a}}", "null"],
    "network_mode": ["host", "none", "bridge", "'service:target'", "'service:missing'", "[a]", "null"],
    "depends_on": ["[target]", "{target: {condition: service_started}}", "{target: {condition: service_healthy}}", "{target: {condition: odd}}", "{target: {}}", "{target: null}", "[missing]", "target", "[1]", "null"],
    "links": ["[target]", "['target:alias']", "[missing]", "target", "[1]", "null"],
    "ipc": ["host", "shareable", "'service:target'", "[a]"], "pid": ["host", "'service:target'", "[a]"],
    "build": ["/a", "{context: /a}", "{context: /a, dockerfile: D, target: t, args: {A: b}}", "{context: /a, args: [A=b]}", "{context: /a, args: [A]}", "{context: /a, odd: b}", "{dockerfile: D}", "./a", "'https://github.com/a/b.git'", "[a]", "{context: [a]}", "null"],
    "pull_policy": ["always", "missing", "never", "build", "if_not_present", "odd", "[a]", "null"],
    "platform": ["linux/amd64", "[a]", "null"], "profiles": ["[a]", "a", "[1]", "['a b']", "null"],
    "gpus": ["all", "[{driver: nvidia}]"], "scale": COUNT, "container_name": ["a", "[a]", "'a b'", "null"],
    "secrets": ["[a]"], "configs": ["[a]"], "env_file": ["/dev/null", "[/dev/null]", "[{path: /dev/null, required: false}]", "{a: b}", "./a", "null"],
    "odd_key": ["a"], "x-odd": ["a", "{a: b}"], "annotations": MAPPING[:4], "blkio_config": ["{weight: 300}", "a"], "cgroup": ["host", "odd"],
    "post_start": ["[{command: a}]", "a"], "develop": ["{watch: [{path: /a, action: rebuild}]}", "a"], "mac_address": ["02:42:ac:11:65:43", "[a]"],
    "runtime": ["runc", "[a]"], "userns_mode": ["host", "[a]"], "storage_opt": ["{size: 1g}", "a"], "volumes_from": ["[target]", "['target:ro']", "[missing]", "a"],
    "external_links": ["[a]", "a"], "isolation": ["a", "[a]"], "cpuset": ["'0,1'", "0", "[a]"], "attach": FLAG[:3], "oom_kill_disable": FLAG[:3],
}


def services():
    """Each service by name: text of its definition. Those that build have no image."""
    result = {}
    for key, values in SHAPES.items():
        for number, value in enumerate(values):
            image = "" if key == "build" else "image: x:1\n"
            result[f"{key.replace('_', '').replace('-', '')}{number}"] = (key, value, f"{image}{key}: {value}\n")
    return result


# What Compose takes and Dusty refuses, for what would become of it under a root daemon, or because it cannot work.
STRICTER = {
    ("restart", "sometimes"), ("expose", "[a]"), ("volumes", "['./a:/b']"), ("volumes", "['~/a:/b']"),
    ("volumes", "[{type: odd, target: /b}]"), ("volumes", "['data:b']"), ("deploy", "null"), ("build", "{context: /a, args: [A]}"),
    ("build", "{dockerfile: D}"), ("build", "./a"), ("scale", "0"), ("scale", "2"), ("scale", "-1"), ("scale", "'3'"), ("environment", "[=b]"),
}
