import asyncio
import socket
import threading
import time

import pytest

from tradecore_gateway.virtual import JumpingSelector, VirtualLoop, played


def test_hours_pass_at_once_and_in_their_order() -> None:
    heard: list[tuple[str, float]] = []

    async def sleeper(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        heard.append((name, asyncio.get_running_loop().time()))

    async def main() -> None:
        await asyncio.gather(sleeper("day", 86_400), sleeper("hour", 3_600), sleeper("second", 1))

    begun = time.process_time()
    played(main())
    assert heard == [("second", 1.0), ("hour", 3_600.0), ("day", 86_400.0)]
    assert time.process_time() - begun < 86_400


@pytest.mark.parametrize("size", [1, 1_000, 3_000_000])
def test_no_timer_overtakes_bytes_on_a_socket(size: int) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while data := await reader.read(100_000):
                writer.write(data)
                await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        for _ in range(20):
            begun = loop.time()
            rung = loop.create_task(asyncio.sleep(0.001))
            writer.write(b"x" * size)
            await reader.readexactly(size)
            # The echo was there before the shortest timer was due.
            assert not rung.done()
            assert loop.time() == begun
            await rung
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()

    played(main())


def test_a_selector_that_does_not_look_at_bytes_would_jump() -> None:
    """The guarantee is worth a test only if something can break it: an answer that another thread gives late."""

    async def main() -> float:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair(socket.AF_UNIX)
        ours.setblocking(False)  # noqa: FBT003 - as in the library
        threading.Timer(0.05, lambda: theirs.send(b"late")).start()
        reading = loop.create_task(loop.sock_recv(ours, 10))
        await asyncio.sleep(5.0)
        early = reading.done()
        await reading
        ours.close()
        theirs.close()
        return float(early)

    # Other threads are not waited for: five virtual seconds passed before their bytes came.
    assert played(main()) == 0.0


def test_threads_of_the_loop_are_waited_for() -> None:
    async def main() -> list[str]:
        heard: list[str] = []

        async def timer() -> None:
            await asyncio.sleep(1_000)
            heard.append("timer")

        waiting = asyncio.ensure_future(timer())
        await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.05)
        heard.append("thread")
        await waiting
        await asyncio.get_running_loop().shutdown_default_executor()
        return heard

    assert played(main()) == ["thread", "timer"]


def test_a_callback_of_another_thread_is_heard_while_nothing_else_waits() -> None:
    async def main() -> str:
        loop, future = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()
        threading.Timer(0.02, lambda: loop.call_soon_threadsafe(future.set_result, "heard")).start()
        return str(await future)

    assert played(main()) == "heard"


def test_what_a_coroutine_leaves_behind_is_ended() -> None:
    ended: list[str] = []

    async def forever() -> None:
        try:
            await asyncio.sleep(1e9)
        finally:
            ended.append("forever")

    async def main() -> None:
        asyncio.get_running_loop().create_task(forever())
        await asyncio.sleep(0)

    played(main())
    assert ended == ["forever"]


def test_a_loop_is_made_of_its_selector() -> None:
    loop = VirtualLoop()
    assert loop.time() == 0.0
    loop.close()
    selector = JumpingSelector()
    jumps: list[float] = []
    selector.jump = jumps.append
    assert selector.select(2.5) == []
    assert jumps == [2.5]
    selector.close()
