"""The proxy takes new rules without dropping connections."""

import ast
import re

import pytest

from sandbox import until

# Holds one connection open and asks a question each tenth of a second until stopped; counts what went wrong.
PROGRAM = """
import http.client, sys, threading, time
bad = good = 0
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), stop.set()), daemon=True).start()
slow = http.client.HTTPConnection("web.shop.test", 80, timeout=30)
slow.request("GET", "/"); slow.getresponse().read()
while not stop.is_set():
    try:
        one = http.client.HTTPConnection("api.shop.test", 80, timeout=30)
        one.request("GET", "/products")
        answer = one.getresponse(); answer.read(); one.close()
        good, bad = (good + 1, bad) if answer.status == 200 else (good, bad + 1)
    except Exception as error:
        bad += 1
        print(error, file=sys.stderr)
print(good, bad)
"""


def test_a_new_rule_is_loaded_without_dropping_connections(shop):
    proxy = shop.containers()["dusty_dustyInternalNginx_1"]
    client = shop.sandbox.start("/usr/bin/python3", "-c", PROGRAM, stdin=-1, stdout=-1)
    web = (shop.specs / "apps" / "web.yml").read_text()
    rule = "\n  - host_name: www.shop.test\n    host_port: 80\n    container_port: 8080\ncommands:"
    shop.publish({"apps/web.yml": web.replace("\ncommands:", rule)})
    shop.dusty("up")
    # The first request after it already meets the new rules.
    assert not [answer for answer in (shop.get("http://www.shop.test/") for _ in range(20)) if "No app has this name" in answer]
    until(lambda: "3 products" in shop.get("http://www.shop.test/"), 30, "the new name answers")
    assert shop.containers()["dusty_dustyInternalNginx_1"] == proxy
    good, bad = map(int, client.communicate("stop\n", timeout=60)[0].split())
    assert good > 10 and bad == 0


def test_upgraded_connections_and_forwarded_headers_are_passed_on(shop):
    config = shop.sandbox.read(shop.machine / "persist" / "dustyNginx" / "dustyNginx.conf").decode()
    for words in ("proxy_set_header Upgrade", "X-Forwarded-For", "server_name web.shop.test"):
        assert words in config
    shop.sandbox.run("docker", "exec", "dusty_dustyInternalNginx_1", "nginx", "-t", "-c",
                     "/etc/nginx/conf.d/dustyNginx.conf")


# Answers by path, on bare sockets: what an app may do, and what it does instead of answering.
PROBE = r"""
import socket, struct, threading, time
def answer(client):
    with client:
        data = b""
        while b"\r\n\r\n" not in data:
            more = client.recv(65536)
            if not more: return
            data += more
        path = data.split()[1].decode()
        if path.startswith("/headers/"):
            client.sendall(b"HTTP/1.1 200 OK\r\nX-Big: " + b"a" * int(path[9:]) + b"\r\nContent-Length: 2\r\n\r\nok")
        elif path == "/reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif path == "/upload":
            client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + data[:200])
            client.shutdown(socket.SHUT_WR)
            # To close on what was not read is a reset, which may overtake the answer.
            while client.recv(65536): pass
        elif path.startswith("/silent/"):
            time.sleep(int(path[8:]))
            client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nat last")
        elif path.startswith("/pause/"):
            # Half an answer, a silence, and the rest.
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfirst")
            time.sleep(int(path[7:]))
            client.sendall(b"last")
        elif path == "/flood":
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
            for _ in range(50): client.sendall(b"x" * 1000000)
        elif path == "/whole":
            size = int(data.lower().split(b"content-length: ")[1].split()[0])
            data = data.split(b"\r\n\r\n", 1)[1]
            while len(data) < size: data += client.recv(65536)
            client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%d" % len(data))
        elif path == "/drip":
            client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nfirst\n")
            client.recv(1)
        elif path == "/socket":
            client.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello")
            while more := client.recv(65536): client.sendall(more.upper())
        elif path != "/close":
            client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + data)
server = socket.create_server(("", 8080))
while True:
    threading.Thread(target=answer, args=(server.accept()[0],), daemon=True).start()
"""


# Longer than nginx waits by itself, for an answer, within one, for a client that reads nothing and for one that sends nothing.
PATIENCE = 66
SLOW = """
import socket, sys, threading, time
def ask(head, pause, rest=b""):
    client = socket.create_connection(("probe.test", 80), 200)
    client.sendall(head + b"\\r\\nHost: probe.test\\r\\nConnection: close\\r\\n\\r\\n")
    time.sleep(pause)
    client.sendall(rest)
    seen = b""
    while more := client.recv(1 << 20): seen += more
    return seen
def try_it(name, *arguments):
    try: answers[name] = ask(*arguments)
    except Exception as error: answers[name] = repr(error).encode()
answers = {}
seconds = int(sys.argv[1])
asked = [
    ("answer", b"GET /silent/%d HTTP/1.1" % seconds, 0), ("pause", b"GET /pause/%d HTTP/1.1" % seconds, 0),
    ("reader", b"GET /flood HTTP/1.1", seconds), ("sender", b"PUT /whole HTTP/1.1\\r\\nContent-Length: 5", seconds, b"12345"),
]
threads = [threading.Thread(target=try_it, args=each) for each in asked]
for thread in threads: thread.start()
for thread in threads: thread.join()
print({name: (len(answer), answer[:40], answer[-20:]) for name, answer in answers.items()})
"""


@pytest.fixture(scope="module")
def slow(probe):
    """Clients that take longer than a minute, while other tests go on."""
    return probe.sandbox.start("/usr/bin/python3", "-c", SLOW, str(PATIENCE), stdout=-1)


@pytest.fixture(scope="module")
def probe(shop):
    code = "\n".join("      " + line for line in PROBE.strip().splitlines())
    shop.add("apps", probe=f"""
image: python:3.11
host_forwarding:
  - {{host_name: probe.test, host_port: 80, container_port: 8080}}
  - {{host_name: empty.test, host_port: 80, container_port: 8081}}
commands:
  always:
    - |
      exec python3 -c '
{code}
      '
""".lstrip())
    until(lambda: all(shop.get("http://probe.test/").startswith("GET / ") for _ in range(10)), 30, "the probe answers")
    yield shop
    shop.remove("probe")


def test_large_headers_and_names_with_underscores_pass_both_ways(probe, slow):
    """F06, F07."""
    for size in (4_500, 60_000):
        head = probe.sandbox.text("curl", "-sS", "-m", "10", "-D", "-", f"http://probe.test/headers/{size}")
        assert "200 OK" in head and "a" * size in head, head[:300]
    address = "http://probe.test/" + "p" * 20_000
    seen = probe.sandbox.text("curl", "-sS", "-m", "10", "-H", "api_key: s", "-H", "Cookie: " + "c" * 30_000, address)
    assert "api_key: s" in seen and "c" * 30_000 in seen and "p" * 20_000 in seen


def test_bytes_of_an_answer_are_passed_on_as_they_come(probe):
    follower = probe.sandbox.start("curl", "-sSN", "-m", "20", "http://probe.test/drip", stdout=-1)
    assert follower.stdout.readline() == "first\n"
    assert follower.poll() is None
    follower.kill()
    follower.wait()


# On a busy machine the proxy may see the end of a connection before it sees that there is one.
CLOSED = "(it closed the connection without an answer|nothing listens on its port), or "


@pytest.mark.parametrize("address, words", [
    ("http://probe.test/close", CLOSED),
    ("http://probe.test/reset", CLOSED),
    ("http://probe.test/headers/70000", "the headers of its answer are larger than 64 KiB"),
    ("http://empty.test/", CLOSED),
])
def test_the_proxys_own_answer_says_what_the_app_did(probe, address, words):
    assert re.search(f"probe does not answer: it is up, but {words}", probe.get(address))


UPLOAD = """
import socket
client = socket.create_connection(("probe.test", 80), 10)
client.sendall(b"PUT /upload HTTP/1.1\\r\\nHost: probe.test\\r\\nContent-Length: 8589934592\\r\\n\\r\\n" + b"x" * 1000000)
print(client.recv(65536).decode())
"""
SOCKET = """
import socket, time
client = socket.create_connection(("probe.test", 80), 10)
client.sendall(b"GET /socket HTTP/1.1\\r\\nHost: probe.test\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\\r\\n")
seen = b""
for word in (b"one", b"two\\0\\xff"):
    while not seen.endswith((b"hello", b"ONE")): seen += client.recv(65536)
    client.sendall(word)
while not seen.endswith(b"\\xff"): seen += client.recv(65536)
print(seen)
"""
KEPT = """
import http.client
client = http.client.HTTPConnection("probe.test", 80, timeout=10)
for number in range(3):
    client.request("GET", "/%d" % number)
    if number: assert client.sock is before, "a new connection"
    before = client.sock
    assert client.getresponse().read().startswith(b"GET /%d" % number)
print("kept")
"""


def test_an_upload_of_any_size_reaches_the_app(probe):
    """The app answers as soon as it has the headers of 8 GiB."""
    assert "PUT /upload" in probe.sandbox.text("/usr/bin/python3", "-c", UPLOAD, timeout=30)


def test_a_web_socket_goes_both_ways_and_connections_are_kept(probe):
    seen = probe.sandbox.text("/usr/bin/python3", "-c", SOCKET, timeout=30)
    assert "101 Switching Protocols" in seen and seen.endswith("helloONETWO\\x00\\xff'"), seen
    assert probe.sandbox.text("/usr/bin/python3", "-c", KEPT, timeout=30) == "kept"


def test_a_minute_of_silence_does_not_end_a_request(probe, slow):
    """Long polls, streams with pauses, a client in a debugger, an upload that waits."""
    answers = ast.literal_eval(slow.communicate(timeout=PATIENCE + 60)[0])
    assert answers["answer"][1].startswith(b"HTTP/1.1 200") and b"\r\nat last\r\n" in answers["answer"][2], answers
    assert answers["pause"][2].endswith(b"firstlast"), answers
    assert answers["reader"][0] > 50_000_000, answers
    assert answers["sender"][1].startswith(b"HTTP/1.1 200") and b"\r\n5\r\n" in answers["sender"][2], answers


def test_grpc_has_a_port_of_its_own_where_it_is_asked_for(shop):
    """A stream passes HTTP/2 on as it is, which gRPC is made of."""
    conf = 'events {} http { server { listen 50052 http2; location / { return 200 "$server_protocol"; } } }'
    shop.add("apps", grpc=f"""
image: nginx:1.22
host_forwarding: [{{host_name: grpc.test, host_port: 50052, container_port: 50052, type: stream}}]
commands:
  always:
    - printf '%s' '{conf}' > /tmp/conf
    - exec nginx -g 'daemon off;' -c /tmp/conf
""".lstrip())
    curl = ("curl", "-sS", "-m", "10", "--http2-prior-knowledge", "http://grpc.test:50052/")
    until(lambda: shop.sandbox.run(*curl, check=False).stdout == "HTTP/2.0", 30, "HTTP/2 from end to end")
    shop.remove("grpc")
