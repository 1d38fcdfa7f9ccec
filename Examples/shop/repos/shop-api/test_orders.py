"""Orders, with neither a database nor a queue."""

import json
import unittest
from unittest import mock

import server


class Orders(unittest.TestCase):
    def setUp(self):
        self.queue = mock.Mock(return_value=1)
        patch = mock.patch("server.shopkit.queue", return_value=self.queue)
        patch.start()
        self.addCleanup(patch.stop)

    def queued(self):
        command, key, text = self.queue.call_args.args
        self.assertEqual((command, key), ("LPUSH", "orders"))
        return json.loads(text)

    def test_an_order_is_queued(self):
        self.assertEqual(server.order({"product": "2", "quantity": 3}), {"waiting": 1})
        self.assertEqual(self.queued(), {"product": 2, "quantity": 3})

    def test_one_is_ordered_unless_said_otherwise(self):
        server.order({"product": 1})
        self.assertEqual(self.queued()["quantity"], 1)

    def test_an_order_without_a_product_is_none(self):
        with self.assertRaises(KeyError):
            server.order({"quantity": 1})
        self.queue.assert_not_called()
