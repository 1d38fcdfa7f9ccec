"""A git server over http that wants a login, run as a user who looks at all that other users' programs show of themselves.

Usage: login_server.py DIRECTORY USER:PASSWORD. Prints its port and process, then a line of JSON for each request: host, path and whether the login was
right, and the arguments and environments of programs that the user can read and that hold the password.
"""

import base64
import http.server
import json
import os
import pathlib
import subprocess
import sys

ROOT, LOGIN = sys.argv[1:]
PASSWORD = LOGIN.partition(":")[2].encode()


def seen():
    """Where the password stands in what other programs show to everybody."""
    places = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        for part in ("cmdline", "environ"):
            try:
                text = (process / part).read_bytes()
            except OSError:
                continue
            if PASSWORD in text and int(process.name) != os.getpid():
                places.append(f"{part}: {text.decode(errors='replace')}")
    return places


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        host = self.headers["Host"].partition(":")[0]
        given = self.headers.get("Authorization", "")
        login = base64.b64decode(given.partition(" ")[2]).decode()
        path, _, query = self.path.partition("?")
        programs = subprocess.run(["pgrep", "-c", "-f", "remote-http"], stdout=subprocess.PIPE, text=True).stdout
        print(json.dumps({"host": host, "path": path, "login": login, "seen": seen(), "git": int(programs)}), flush=True)
        if path.startswith("/moved/"):
            port = self.server.server_address[1]
            return self.answer(302, [("Location", f"http://127.0.0.1:{port}{self.path[6:]}")], b"")
        if login != LOGIN:
            return self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')], b"")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        environment = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": ROOT, "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path, "QUERY_STRING": query,
            "REQUEST_METHOD": self.command, "CONTENT_TYPE": self.headers.get("Content-Type", ""), "REMOTE_USER": "deploy",
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""), "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
        }
        head, _, rest = subprocess.run(
            ["git", "http-backend"], input=body, env=environment, stdout=subprocess.PIPE, check=True,
        ).stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        return self.answer(int(headers.pop("Status", "200").split()[0]), headers.items(), rest)

    do_POST = do_GET

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], os.getpid(), flush=True)
server.serve_forever()
