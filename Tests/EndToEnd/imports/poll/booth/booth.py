import http.server
import os
import socket

CHOICES = os.environ["CHOICES"].split(",")


def ask(*words):
    with socket.create_connection(("queue", 6379), 5) as redis:
        redis.sendall((" ".join(words) + "\r\n").encode())
        return redis.recv(1000).decode().strip()


class Booth(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        choice = self.path.strip("/")
        if choice in CHOICES:
            ask("RPUSH", "votes", choice)
        self.send_response(200)
        self.end_headers()
        has_token = "with" if os.environ.get("BOOTH_TOKEN") == "only-for-the-booth" else "without"
        self.wfile.write(f"Choose {' or '.join(CHOICES)}, {has_token} a token\n".encode())


http.server.ThreadingHTTPServer(("", 80), Booth).serve_forever()
