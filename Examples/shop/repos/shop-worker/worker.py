"""Packs orders: takes them from the Redis list and writes them to PostgreSQL."""

import json

import shopkit

# Redis answers a blocked BRPOP after this many seconds even when no order came.
PATIENCE = 5


def pack(database, wish):
    database("INSERT INTO orders (product, quantity) VALUES ($1, $2)", wish["product"], wish["quantity"])
    print(f"worker: packed {wish['quantity']} of product {wish['product']}")


def work():
    database, redis = shopkit.database(), shopkit.queue()
    redis.wait_for(PATIENCE + 10)
    print("worker: waiting for orders")
    while True:
        found = redis("BRPOP", "orders", PATIENCE)
        if not found:
            continue
        try:
            pack(database, json.loads(found[1]))
        except (shopkit.postgres.DatabaseError, KeyError, ValueError) as error:
            print(f"worker: cannot pack {found[1]}: {error}")
        except OSError:
            redis("RPUSH", "orders", found[1])
            raise


if __name__ == "__main__":
    while True:
        try:
            work()
        except OSError as error:
            print(f"worker: {error}; connecting again")
