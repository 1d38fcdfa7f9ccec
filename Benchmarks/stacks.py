"""Stacks side by side, in a host of its own: their addresses and subnets are those of any daemon's stacks."""
import os
import time

from hosts import configure, one_host, seconds, start_daemon
from sampling import Samples, few, rounds
from usage import Usage

STACKS = few(8, 3)
REST = few(30, 3)
BLOG = {
    "bundles/blog.yml": "apps: [api]\n",
    "apps/api.yml": """image: python:3.11
depends: {services: [redis]}
host_forwarding: [{host_name: api.blog.test, host_port: 80, container_port: 8080}]
commands:
  always: ["mkdir -p /w && cd /w && exec python -u -m http.server 8080"]
compose: {init: true}
""",
    "services/redis.yml": """image: redis:7.0
healthcheck: {test: [CMD, redis-cli, ping], interval: 3s, timeout: 5s, retries: 20}
""",
}


def measure_stacks(bench):
    """A second stack of the same project; eight stacks of another one; the daemon with them."""
    with one_host(bench, "stacks") as host:
        shop = host.directory / "shop"
        host.run("Scripts/shop-repos", shop)
        blog = host.directory / "blog"
        for name, text in BLOG.items():
            (blog / name).parent.mkdir(parents=True, exist_ok=True)
            (blog / name).write_text(text)
        git = ("git", "-C", blog, "-c", "user.name=Bench", "-c", "user.email=bench@example.org")
        for command in (("git", "init", "-q", blog), (*git, "add", "-A"), (*git, "commit", "-q", "-m", "Begin")):
            host.run(*command)
        origin = shop / "origins" / "specs"
        configure(host, origin, {origin: shop / "work" / "specs"})
        daemon = start_daemon(host)
        host.run("dusty", "bundles", "activate", "shop", "fulfilment")
        first = seconds(host, "dusty", "up")
        _measure_second(bench.report, host, first)
        usages = [_rest("dustyd, 1 stack up", daemon)]
        _measure_eight(bench.report, host, blog)
        usages.append(_rest(f"dustyd, 1 + {STACKS} stacks up", daemon))
        bench.report.usage("The daemon at rest with stacks",
                           f"the example up, and {STACKS} stacks of an app and a service each; {REST} s each", usages, {})


def _compose(host, stack):
    """The Compose command for a stack's project and file."""
    return ("docker", "compose", "-p", f"dusty-{stack}", "-f", host.directory / "state" / "stacks" / stack / "compose" / "docker-compose.yml")


def _measure_second(report, host, first):
    def new():
        took = seconds(host, "dusty", "stack", "new", "second", "--up")
        host.run("dusty", "stack", "remove", "second", "--yes")
        return took
    made = rounds({"dusty stack new --up": new}, n=few(3, 1))
    host.run("dusty", "stack", "new", "second", "--up")
    file = host.directory / "second.yml"
    host.run("cp", _compose(host, "second")[-1], file)
    peer = (*_compose(host, "second")[:-1], file)

    def again():
        host.run("dusty", "down", "-s", "second")
        return seconds(host, "dusty", "up", "-s", "second")

    def theirs():
        host.run("dusty", "down", "-s", "second")
        took = seconds(host, *peer, "up", "-d")
        host.run(*peer, "down", "-t", "1")
        return took
    ups = rounds({"dusty up": again, "docker compose up -d of its file": theirs}, n=few(3, 1))
    host.run("dusty", "stack", "remove", "second", "--yes")
    report.compare(
        "A new second stack beside the first",
        f"the example once more while it is up: `stack new` clones five repos, builds an image, and brings "
        f"it up; the first stack's `up` took {first:.1f} s, which did the same", made)
    report.compare("The second stack up again after down", "the peer reads the file that Dusty wrote", ups)


def _measure_eight(report, host, blog):
    names = [f"many{number}" for number in range(STACKS)]
    took = [seconds(host, "dusty", "stack", "new", name, "--specs", blog, "--bundles", "blog", "--up") for name in names]
    report.compare(f"{STACKS} stacks, one after the other", "an app and the service that it waits for, and the proxy, in each; "
                   "`dusty stack new --up`", [Samples("dusty stack new --up", took, os.getloadavg()[0])])
    turns = [rounds({"dusty up": lambda name=name: seconds(host, "dusty", "up", "-s", name),
                     "docker compose up -d": lambda name=name: seconds(host, *_compose(host, name), "up", "-d")}, n=few(3, 1))
             for name in names]
    report.compare(f"No-op up with 1 + {STACKS} stacks up",
                   f"each of the {STACKS} in turn; the peer brings up the same project from the same file",
                   [Samples(samples[0].name, [one for sample in samples for one in sample.seconds], samples[0].load)
                    for samples in zip(*turns, strict=True)])


def _rest(name, daemon):
    time.sleep(few(20, 1))
    usage = Usage(name, daemon)
    time.sleep(REST)
    return usage.end()
