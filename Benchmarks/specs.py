"""Specs in numbers, as a large organisation has them."""
import os

APPS, LIBS, SERVICES = 140, 30, 29


def write_many_specs(directory):
    """200 spec files: apps that depend on libs, services and each other, all of them in one bundle."""
    for index in range(LIBS):
        needs = f"\ndepends:\n  libs: [lib{index // 2}]" if index > 1 else ""
        _write(directory, "libs", f"lib{index}",
               f"repo: github.com/example/lib{index}\nmount: /libs/lib{index}\ninstall:\n  - pip install -e .{needs}\n")
    for index in range(SERVICES):
        _write(directory, "services", f"service{index}", f"image: redis:7.0\nenvironment:\n  NUMBER: '{index}'\n")
    for index in range(APPS):
        apps = f"  apps: [app{index // 2}]\n" if index > 1 else ""
        _write(directory, "apps", f"app{index}", f"""repo: github.com/example/app{index}
mount: /app{index}
image: python:3.11
commands:
  once:
    - ./migrate --number {index}
  always:
    - ./serve --port 8080
depends:
{apps}  libs: [lib{index % LIBS}, lib{(index + 7) % LIBS}]
  services: [service{index % SERVICES}]
host_forwarding:
  - host_name: app{index}.example.test
    host_port: 80
    container_port: 8080
compose:
  environment:
    APP_NUMBER: '{index}'
""")
    names = "".join(f"  - app{index}\n" for index in range(APPS))
    _write(directory, "bundles", "everything", f"description: All of it\napps:\n{names}")


def _write(directory, kind, name, text):
    os.makedirs(f"{directory}/{kind}", exist_ok=True)
    with open(f"{directory}/{kind}/{name}.yml", "w") as file:
        file.write(text)
