"""The proxy takes new rules without dropping connections."""

from sandbox import until

# Holds one connection open and asks a question each tenth of a second until told to stop; counts what went wrong.
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
    until(lambda: "3 products" in shop.get("http://www.shop.test/"), 30, "the new name answers")
    assert shop.containers()["dusty_dustyInternalNginx_1"] == proxy
    good, bad = map(int, client.communicate("stop\n", timeout=60)[0].split())
    assert good > 10 and bad == 0


def test_upgraded_connections_and_forwarded_headers_are_passed_on(shop):
    config = shop.sandbox.read(shop.machine / "persist" / "dustyNginx" / "dustyNginx.conf").decode()
    for words in ("client_max_body_size", "proxy_set_header Upgrade", "X-Forwarded-For", "server_name web.shop.test"):
        assert words in config
    shop.sandbox.run("docker", "exec", "dusty_dustyInternalNginx_1", "nginx", "-t", "-c",
                     "/etc/nginx/conf.d/dustyNginx.conf")
