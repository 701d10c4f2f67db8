"""The judge's side of one living student host: ask, watch the clock, end it, say what it died of."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, NoReturn

from graders.errors import HostDied, HostLied, TimeUp
from graders.judge import family, wire
from graders.judge.scratch import Scratch

WATCH_SECONDS = 0.1
MARGIN = 12 * 1024  # of the output's end that is kept beside its beginning


class Output:
    """What a host prints: read as it comes, so that it never blocks; beginning and end are kept."""

    def __init__(self, fd: int, limit: int):
        self.fd, self.limit = fd, limit
        self.head, self.tail, self.dropped = bytearray(), bytearray(), 0
        self.ended = False
        if sys.platform == "win32":
            threading.Thread(target=self._read_forever, daemon=True).start()
        else:
            os.set_blocking(fd, False)

    def feed(self, data: bytes) -> None:
        room = self.limit - MARGIN - len(self.head)
        self.head += data[: max(room, 0)]
        self.tail += data[max(room, 0) :]
        extra = len(self.tail) - MARGIN
        if extra > 0:
            self.dropped += extra
            del self.tail[:extra]

    def _read_forever(self) -> None:
        with contextlib.suppress(OSError):
            while data := os.read(self.fd, 65536):
                self.feed(data)

    def drain(self, rounds: int = 64) -> None:
        """Read what is there, without waiting; bounded, as a flood could go on for ever."""
        if sys.platform == "win32":
            return
        for _ in range(rounds):
            try:
                data = os.read(self.fd, 65536)
            except (BlockingIOError, OSError):
                return
            if not data:
                self.ended = True
                return
            self.feed(data)

    def take(self) -> str:
        """The text since the last call."""
        self.drain()
        middle = f"\n… {self.dropped} bytes left out …\n".encode() if self.dropped else b""
        text = bytes(self.head) + middle + bytes(self.tail)
        self.head, self.tail, self.dropped = bytearray(), bytearray(), 0
        return text.decode("utf-8", "replace")

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self.fd)


class Host:
    """One living student host: its socket, its output, its scratch folder, its end."""

    def __init__(
        self,
        pid: int,
        sock: socket.socket,
        output: Output,
        scratch: Scratch,
        reap: Callable[[int, float], int | None],
        memory: int = 0,
        processor: int = 0,
        relatives: Callable[[int], set[int]] = family.members,
    ):
        """`memory`: bytes that all its processes may hold together, beyond what they began with; 0: not watched.
        `processor`: seconds of processor time that they may use together; likewise.

        `relatives` gives its processes.
        """
        self.relatives, self.watch_due = relatives, 0.0
        self.pid, self.sock, self.output, self.scratch = pid, sock, output, scratch
        self._reap = reap
        self.memory, self.inherited = memory, family.resident(pid) if memory else 0
        self.processor = processor
        self.alive = True
        self.arrived = bytearray()  # read from the socket, and not yet part of an answer

    def send(self, data: bytes, deadline: float) -> None:
        if not self.alive:
            raise HostDied("the process that ran your code has ended")
        if self.arrived or select.select([self.sock], [], [], 0)[0]:
            # Nothing was asked, so nothing may be there: the end of the host, or a reply ahead.
            self.read(1, time.monotonic() + 1)
            self.lied("sent an answer before the question")
        self.sock.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            self.sock.sendall(data)
        except TimeoutError:
            raise self.late() from None
        except OSError:
            raise self.died() from None

    def receive(self, deadline: float) -> bytes:
        """The body of the next frame."""
        try:
            length = wire.frame_length(self.read(4, deadline))
        except wire.WireError as error:
            self.lied(str(error))
        return self.read(length, deadline)

    def read(self, n: int, deadline: float) -> bytes:
        while len(self.arrived) < n:
            self.wait(deadline)
            try:
                part = self.sock.recv(min(max(n - len(self.arrived), 1 << 16), 1 << 20))
            except OSError:
                part = b""
            if not part:
                raise self.died()
            self.arrived += part
        data = bytes(self.arrived[:n])
        del self.arrived[:n]
        return data

    def wait(self, deadline: float) -> None:
        """Until the socket has something to read; the output is read on the way."""
        watched: list[Any] = [self.sock]
        if sys.platform != "win32" and not self.output.ended:
            watched.append(self.output.fd)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise self.late()
            ready = select.select(watched, [], [], min(left, WATCH_SECONDS))[0]
            self.watch()
            if self.output.fd in ready:
                self.output.drain(1)
                if self.output.ended:
                    watched.remove(self.output.fd)
            if self.sock in ready:
                return

    def watch(self) -> None:
        """End a host whose processes together hold too much memory, or have worked too long: no limit of one process sees that."""
        now = time.monotonic()
        if not (self.memory or self.processor) or now < self.watch_due:
            return
        self.watch_due = now + WATCH_SECONDS
        pids = self.relatives(self.pid)
        if self.processor and family.processor_time(pids) > self.processor:
            self.end()
            raise HostDied(f"the process that ran your code ended: with all its workers it used more than {self.processor} s of processor time")
        if not self.memory or family.memory(pids, self.inherited) <= self.memory:
            return
        if (family.exact_memory(pids) or self.memory + 1) > self.memory:  # 0: it may not be looked at
            self.end()
            raise HostDied(f"the process that ran your code ended: with all its workers it held more than {self.memory / 2**30:g} GiB of memory")

    def late(self) -> TimeUp:
        self.end()
        return TimeUp("no answer in time")

    def lied(self, what: str) -> NoReturn:
        self.end()
        raise HostLied(f"the process that ran your code {what}")

    def died(self) -> HostDied:
        # It may still be on its way out with a status of its own: give it a moment.
        return HostDied(f"the process that ran your code ended: {explain_exit(self.end(0.5))}")

    def end(self, moment: float = 0.0) -> int | None:
        """Kill the host and its process group; its exit status, if it ended within `moment` seconds."""
        if not self.alive:
            return None
        self.alive = False
        self.output.drain()
        status = self._reap(self.pid, moment)
        self.sock.close()
        return status

    def close(self) -> None:
        """End it, and remove what it left."""
        self.end()
        self.output.close()
        self.scratch.close()


def explain_exit(status: int | None) -> str:
    """What an exit status means to the student."""
    if status is None:
        return "it closed its connection to the judge"
    if status == 0:
        return "it left by itself, with exit status 0 (os._exit?)"
    if status > 0:
        return f"it left by itself, with exit status {status}"
    name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
    meaning = {
        "SIGKILL": "killed from outside; the machine may have run out of memory",
        "SIGSEGV": "a crash in compiled code",
        "SIGABRT": "compiled code gave up",
        "SIGXFSZ": "it wrote a larger file than is allowed",
        "SIGBUS": "out of shared memory, or a crash in compiled code",
    }.get(name, "")
    return f"by {name}" + (f" ({meaning})" if meaning else "")
