"""Creates the tables and the first products; safe to run again."""

import shopkit

STATEMENTS = [
    "CREATE TABLE IF NOT EXISTS products (id integer PRIMARY KEY, name text NOT NULL, cents integer NOT NULL)",
    """CREATE TABLE IF NOT EXISTS orders (
           id serial PRIMARY KEY,
           product integer NOT NULL REFERENCES products,
           quantity integer NOT NULL CHECK (quantity > 0),
           packed_at timestamptz NOT NULL DEFAULT now())""",
    """INSERT INTO products VALUES (1, 'Feather duster', 1250), (2, 'Chalk, box of 12', 480), (3, 'Cheese board', 2900)
       ON CONFLICT DO NOTHING""",
]

database = shopkit.database()
for statement in STATEMENTS:
    database(statement)
print("migrate: tables and products are there")
