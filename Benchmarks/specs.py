"""Specs in numbers, as a large organisation has them."""
import os

# There are no more ports of the host than for some hundreds.
FORWARDED = 500


def write_many_specs(directory, number):
    """So many spec files: apps that depend on libs, services and each other, all of them in one bundle. Returns what they are."""
    libs, services = max(1, number * 15 // 100), max(1, number * 29 // 200)
    apps = number - libs - services - 1
    for index in range(libs):
        needs = f"\ndepends:\n  libs: [lib{index // 2}]" if index > 1 else ""
        _write(directory, "libs", f"lib{index}",
               f"repo: github.com/example/lib{index}\nmount: /libs/lib{index}\ninstall:\n  - pip install -e .{needs}\n")
    for index in range(services):
        _write(directory, "services", f"service{index}", f"image: redis:7.0\nenvironment:\n  NUMBER: '{index}'\n")
    for index in range(apps):
        needs = f"  apps: [app{index // 2}]\n" if index > 1 else ""
        _write(directory, "apps", f"app{index}", f"""repo: github.com/example/app{index}
mount: /app{index}
image: python:3.11
commands:
  once:
    - ./migrate --number {index}
  always:
    - ./serve --port 8080
depends:
{needs}  libs: [{lib_names(index, libs)}]
  services: [service{index % services}]
{forwarding(index)}compose:
  environment:
    APP_NUMBER: '{index}'
""")
    names = "".join(f"  - app{index}\n" for index in range(apps))
    _write(directory, "bundles", "everything", f"description: All of it\napps:\n{names}")
    return f"{apps:,} apps, {libs:,} libs, {services:,} services, 1 bundle"


def lib_names(index, libs):
    """Two libs where there are two."""
    return ", ".join(f"lib{number}" for number in sorted({index % libs, (index + 7) % libs}))


def forwarding(index):
    """A host name for the first of them."""
    if index >= FORWARDED:
        return ""
    return f"host_forwarding:\n  - host_name: app{index}.example.test\n    host_port: 80\n    container_port: 8080\n"


def _write(directory, kind, name, text):
    os.makedirs(f"{directory}/{kind}", exist_ok=True)
    with open(f"{directory}/{kind}/{name}.yml", "w") as file:
        file.write(text)
