"""The shop's API."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import shopkit

GREETING = "Welcome to the Dusty shop"


def front():
    """What the front page needs, from both stores."""
    database, redis = shopkit.database(), shopkit.queue()
    try:
        ((products,),) = database("SELECT count(*) FROM products")
        ((orders,),) = database("SELECT count(*) FROM orders")
        return {
            "greeting": GREETING,
            "season": os.environ.get("SHOP_SEASON"),
            "products": int(products),
            "orders": int(orders),
            "visits": redis("INCR", "visits"),
            "waiting": redis("LLEN", "orders"),
        }
    finally:
        database.close()
        redis.close()


def products():
    database = shopkit.database()
    try:
        rows = database("SELECT id, name, cents FROM products ORDER BY id")
        return [{"id": int(id), "name": name, "cents": int(cents)} for id, name, cents in rows]
    finally:
        database.close()


def order(wish):
    """Queues an order for the worker."""
    redis = shopkit.queue()
    try:
        wish = {"product": int(wish["product"]), "quantity": int(wish.get("quantity", 1))}
        return {"waiting": redis("LPUSH", "orders", json.dumps(wish))}
    finally:
        redis.close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        routes = {"/": front, "/products": products}
        if self.path in routes:
            self.answer(200, routes[self.path])
        else:
            self.answer(404, lambda: {"error": f"nothing at {self.path}"})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/orders":
            self.answer(202, lambda: order(json.loads(body)))
        else:
            self.answer(404, lambda: {"error": f"nothing at {self.path}"})

    def answer(self, status, make):
        try:
            value = make()
        except (KeyError, TypeError, ValueError) as error:
            status, value = 400, {"error": f"not an order: {error}"}
        data = json.dumps(value).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    print("api: listening on 8080")
    ThreadingHTTPServer(("", 8080), Handler).serve_forever()
