"""The judge's side of a student host's life: start, ask, watch the clock, end, say what it died of.

`Nursery` is the warm parent; where fork is not safe (`can_fork`), `Interpreters` starts a
fresh interpreter for each host and keeps one ahead. Both give `Host`s.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from graders.judge import confine, wire
from graders.judge.errors import HostDied, HostLied, KitError, TimeUp
from graders.judge.limits import DEFAULT, Limits

START_SECONDS = 180.0  # importing torch from a cold disk can take a minute
MARGIN = 12 * 1024  # of the output's end that is kept beside its beginning


def can_fork() -> bool:
    """Forking a process that has loaded torch is safe on Linux; elsewhere hosts start afresh."""
    return sys.platform == "linux" and os.environ.get("GRADERS_FORK", "1") != "0"


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

    def __init__(self, pid: int, sock: socket.socket, output: Output, scratch: Path, reap: Callable[[int, float], int | None]):
        self.pid, self.sock, self.output, self.scratch = pid, sock, output, scratch
        self._reap = reap
        self.alive = True

    def send(self, data: bytes, deadline: float) -> None:
        if not self.alive:
            raise HostDied("the process that ran your code has ended")
        self.output.drain(1)
        if select.select([self.sock], [], [], 0)[0]:
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
        data = bytearray()
        while len(data) < n:
            self.wait(deadline)
            try:
                part = self.sock.recv(min(n - len(data), 1 << 20))
            except OSError:
                part = b""
            if not part:
                raise self.died()
            data += part
        return bytes(data)

    def wait(self, deadline: float) -> None:
        """Until the socket has something to read; the output is read on the way."""
        watched: list[Any] = [self.sock]
        if sys.platform != "win32" and not self.output.ended:
            watched.append(self.output.fd)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise self.late()
            ready = select.select(watched, [], [], left)[0]
            if self.output.fd in ready:
                self.output.drain(1)
                if self.output.ended:
                    watched.remove(self.output.fd)
            if self.sock in ready:
                return

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
        """Kill the host and its process group; its exit status, if it ended by itself."""
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
        shutil.rmtree(self.scratch, ignore_errors=True)


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


def _start(mode: str, sock: socket.socket, cwd: Path, settings: dict[str, Any], **popen: Any) -> subprocess.Popen[bytes]:
    """Start `graders.judge.nursery` in an empty folder, with `sock` as its only descriptor."""
    windows = sys.platform == "win32"
    process = subprocess.Popen(
        [sys.executable, "-s", "-c", _BOOT, str(Path(__file__).parents[2]), mode,
         "share" if windows else str(sock.fileno()), json.dumps(settings)],
        stdin=subprocess.PIPE if windows else subprocess.DEVNULL,
        cwd=cwd, env=confine.parent_environment(dict(os.environ)),
        pass_fds=() if windows else (sock.fileno(),), start_new_session=not windows, **popen,
    )  # fmt: skip
    if windows:
        shared = sock.share(process.pid)  # type: ignore[attr-defined]
        assert process.stdin
        process.stdin.write(b"%d\n%s" % (len(shared), shared))
        process.stdin.flush()
    return process


# The kit may be run from a folder that is not installed: its root is added for this one import,
# then taken away again, so that the student's code finds what is installed and nothing else.
_BOOT = """
import sys
root = sys.argv.pop(1)
sys.path[:] = [root] + [p for p in sys.path if p]
import graders.judge.nursery as nursery
sys.path[:] = [p for p in sys.path if p != root]
for name in ("graders", "graders.judge"):
    sys.modules[name].__path__ = []  # what is loaded is all that can be had
nursery.main()
"""


def _exits_within(pid: int, seconds: float) -> bool:
    """Whether the process has ended by itself after at most this long (it is then a zombie)."""
    until = time.monotonic() + seconds
    while seconds > 0:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            return True
        if state == "Z":
            return True
        if time.monotonic() > until:
            break
        time.sleep(0.001)
    return False


class Nursery:
    """The warm parent. Starts at once and in the background; replaced when it has died."""

    def __init__(self, limits: Limits = DEFAULT):
        self.limits = limits
        self.folder = Path(tempfile.mkdtemp(prefix="graders-"))
        self.count = 0
        self.hosts: list[Host] = []
        self.start()

    def start(self) -> None:
        self.control, theirs = socket.socketpair()
        self.ready = False
        empty = self.folder / "empty"
        empty.mkdir(exist_ok=True)
        self.log = open(self.folder / "nursery.log", "ab")  # noqa: SIM115
        self.process = _start("fork", theirs, empty, {}, stdout=self.log, stderr=self.log)
        theirs.close()

    def reply(self, expected: str, seconds: float) -> Any:
        self.control.settimeout(seconds)
        data = bytearray()
        while len(data) < 4 or len(data) < 4 + wire.frame_length(bytes(data[:4])):
            part = self.control.recv(65536)
            if not part:
                raise EOFError
            data += part
        kind, *rest = wire.decode(bytes(data[4:]))
        if kind != expected:
            raise EOFError
        return rest[0] if rest else None

    def wait_ready(self) -> None:
        if not self.ready:
            try:
                self.reply("ready", START_SECONDS)
            except (EOFError, OSError):
                raise KitError(f"the nursery did not start:\n{self.read_log()}") from None
            self.ready = True

    def read_log(self) -> str:
        return (self.folder / "nursery.log").read_text(errors="replace")[-4000:]

    def host(self) -> Host:
        """A fresh host."""
        try:
            self.wait_ready()
            return self._fork()
        except (EOFError, OSError):
            self.stop()
            self.start()
        try:
            self.wait_ready()
            return self._fork()
        except (EOFError, OSError) as error:
            raise KitError(f"no student host could be started: {error}") from error

    def _fork(self) -> Host:
        self.count += 1
        scratch = self.folder / f"{self.count:06d}"
        scratch.mkdir(mode=0o700)
        ours, theirs = socket.socketpair()
        read_end, write_end = os.pipe()
        folder_fd = os.open(scratch, os.O_RDONLY)
        try:
            request = wire.frame(["fork", asdict(self.limits)])
            socket.send_fds(self.control, [request], [theirs.fileno(), write_end, folder_fd])
            pid = self.reply("forked", 30.0)
        finally:
            theirs.close()
            os.close(write_end)
            os.close(folder_fd)
        host = Host(pid, ours, Output(read_end, self.limits.output), scratch, self.reap)
        self.hosts = [h for h in self.hosts if h.alive] + [host]
        return host

    def reap(self, pid: int, moment: float) -> int | None:
        """End a host and its process group; its exit status, or None if it had to be killed."""
        by_itself = _exits_within(pid, moment)
        # Nobody has waited for it yet, so the number is still this process's own.
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(OSError):
                kill(pid, signal.SIGKILL)
        try:
            socket.send_fds(self.control, [wire.frame(["reap", pid])], [])
            status = self.reply("reaped", 10.0)
        except (EOFError, OSError):
            return None
        return status if by_itself else None

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.control.close()
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.wait()
        self.log.close()

    def close(self) -> None:
        """End every host, then the nursery, and remove its folder."""
        for host in self.hosts:
            host.close()
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Interpreters:
    """Hosts as fresh interpreters, one started ahead. Slower by torch's import, same protocol."""

    def __init__(self, limits: Limits = DEFAULT):
        self.limits = limits
        self.folder = Path(tempfile.mkdtemp(prefix="graders-"))
        self.count = 0
        self.processes: dict[int, subprocess.Popen[bytes]] = {}
        self.hosts: list[Host] = []
        self.spare: Host | None = self._start()

    def _start(self) -> Host:
        self.count += 1
        scratch = self.folder / f"{self.count:06d}"
        scratch.mkdir(mode=0o700)
        ours, theirs = socket.socketpair()
        process = _start("single", theirs, scratch, asdict(self.limits), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        theirs.close()
        assert process.stdout
        output = Output(os.dup(process.stdout.fileno()), self.limits.output)
        process.stdout.close()
        self.processes[process.pid] = process
        host = Host(process.pid, ours, output, scratch, self.reap)
        self.hosts.append(host)
        return host

    def wait_ready(self) -> None:
        """Until the spare host answers, so that torch's import is nobody's call."""
        if self.spare is None:
            self.spare = self._start()
        deadline = time.monotonic() + START_SECONDS
        self.spare.send(wire.frame([0, [], False, "modules"]), deadline)
        self.spare.receive(deadline)

    def host(self) -> Host:
        self.wait_ready()
        host, self.spare = self.spare, self._start()
        assert host
        return host

    def reap(self, pid: int, moment: float) -> int | None:
        process = self.processes[pid]
        by_itself = False
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moment)
            by_itself = True
        if sys.platform == "win32":
            process.kill()
        else:
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)
        status = process.wait()
        return status if by_itself else None

    def close(self) -> None:
        for host in self.hosts:
            host.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def nursery(limits: Limits = DEFAULT) -> Nursery | Interpreters:
    """The source of hosts for this platform."""
    return Nursery(limits) if can_fork() else Interpreters(limits)
