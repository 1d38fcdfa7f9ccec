"""The shop's front: one page, drawn from what the API answers."""

import html
import json
import pathlib
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from string import Template

API = "http://api:8080"
PAGE = Template((pathlib.Path(__file__).parent / "page.html").read_text())


def ask(path, value=None):
    data = None if value is None else json.dumps(value).encode()
    with urllib.request.urlopen(urllib.request.Request(API + path, data=data), timeout=30) as answer:
        return json.load(answer)


def page():
    front = ask("/")
    rows = "".join(
        f"<li><button name='product' value='{product['id']}'>Order</button> "
        f"{html.escape(product['name'])}, {product['cents'] / 100:.2f}</li>"
        for product in ask("/products")
    )
    return PAGE.substitute({key: html.escape(str(value)) for key, value in front.items()}, rows=rows)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path != "/":
            return self.answer(404, "Nothing here.\n")
        try:
            self.answer(200, page())
        except (urllib.error.URLError, OSError) as error:
            self.answer(503, f"The API does not answer yet: {error}\n")

    def do_POST(self):
        form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        ask("/orders", {"product": urllib.parse.parse_qs(form).get("product", [""])[0]})
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer(self, status, text):
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    print("web: listening on 8080")
    ThreadingHTTPServer(("", 8080), Handler).serve_forever()
