"""Passes TCP connections on: `python -m shopkit.relay PORT TO_HOST TO_PORT`."""

import asyncio
import sys


async def copy(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def main(port, to_host, to_port):
    async def connected(reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection(to_host, to_port)
        except OSError as error:
            print(f"relay: {to_host}:{to_port}: {error}", flush=True)
            writer.close()
            return
        await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))

    server = await asyncio.start_server(connected, "0.0.0.0", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
