"""The front page on a PostgreSQL and a Redis that were not used before."""

import unittest

import server


class Front(unittest.TestCase):
    def test_the_first_visitor_finds_the_products_and_no_orders(self):
        front = server.front()
        self.assertEqual((front["products"], front["orders"], front["visits"]), (3, 0, 1))

    def test_products_are_sorted(self):
        self.assertEqual([product["id"] for product in server.products()], [1, 2, 3])
