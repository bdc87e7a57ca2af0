"""``python -m benchmarks.soaking.relay ADDRESS PORT TO_PORT``: hands connections on to loopback, as a proxy in front does."""

import asyncio
import contextlib
import sys


async def main(address: str, port: int, to_port: int) -> None:
    """Serve until killed."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            other_reader, other_writer = await asyncio.open_connection("127.0.0.1", to_port)
            await asyncio.gather(_copy(reader, other_writer), _copy(other_reader, writer))
        writer.close()

    server = await asyncio.start_server(handle, address, port)
    async with server:
        await server.serve_forever()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
