import http.server
import pathlib


class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        length = len(pathlib.Path("/run/secrets/db-password").read_text().strip())
        self.wfile.write(f"Hello, with a password of {length} letters\n".encode())


http.server.ThreadingHTTPServer(("", 8000), Hello).serve_forever()
