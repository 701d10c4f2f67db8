"""Where student hosts come from.

`Nursery` is the warm parent, which forks them; where fork is not safe (`can_fork`),
`Interpreters` starts a fresh interpreter for each and keeps one ahead. Both give `Host`s.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from graders.errors import KitError
from graders.judge import cgroups, confine, family, wire
from graders.judge.limits import DEFAULT, Limits
from graders.judge.process import Host, Output
from graders.judge.scratch import Scratch, remove

STOP_SECONDS = 5.0
START_SECONDS = 180.0  # importing torch from a cold disk can take a minute


def can_fork() -> bool:
    """Forking a process that has loaded torch is safe on Linux; elsewhere hosts start afresh."""
    return sys.platform == "linux" and os.environ.get("GRADERS_FORK", "1") != "0"


def _start(
    mode: str, sock: socket.socket, cwd: Path, settings: dict[str, Any], gpu: bool, salt: str = "0", **popen: Any
) -> subprocess.Popen[bytes]:
    """Start `graders.judge.nursery` in an empty folder, with `sock` as its only descriptor."""
    windows = sys.platform == "win32"
    process = subprocess.Popen(
        [sys.executable, "-s", "-c", _BOOT, str(Path(__file__).parents[2]), mode,
         "share" if windows else str(sock.fileno()), json.dumps(settings)],
        stdin=subprocess.PIPE if windows else subprocess.DEVNULL,
        cwd=cwd, env=confine.parent_environment(dict(os.environ), salt, gpu),
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
nursery.main()
"""


def _exits_within(pid: int, seconds: float) -> bool:
    """Whether the process has ended by itself after at most this long (it is then a zombie)."""
    until = time.monotonic() + seconds
    while seconds > 0:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0]
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

    def __init__(
        self, limits: Limits = DEFAULT, gpu: bool = False, salt: str = "0", isolation: str = "basic", without: Sequence[str] = ()
    ):
        """`without`: layers of strict isolation to leave out, for tests."""
        self.limits, self.gpu, self.salt = limits, gpu, salt
        self.isolation, self.without = isolation, list(without)
        self.layers: list[str] = []  # what confines its hosts; known once there is one
        self.why_not = ""  # no namespaces
        self.places = cgroups.places() if isolation == "strict" and "cgroups" not in without else []
        self.groups: list[cgroups.Group] = []
        self.folder = Path(tempfile.mkdtemp(prefix="graders-"))
        if isolation == "strict":
            self.folder.chmod(0o711)  # hosts with a user id of their own pass through it, each to its own folder
        self.count = 0
        self.pids: dict[int, int] = {}  # a host's process number here, and as its parent sees it
        self.ended: set[int] = set()  # hosts that were ended and may not have gone yet, as their parent sees them
        self.hosts: list[Host] = []
        self.salted: Nursery | None = None
        self.start()

    def start(self) -> None:
        # Packets: requests that nobody answers must not run together.
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.ready = False
        self.coming: tuple[socket.socket, Output, Path] | None = None  # a host that was asked for
        self.spare: Host | None = None
        empty = self.folder / "empty"
        empty.mkdir(exist_ok=True)
        (self.folder / "nursery.log").touch(0o600)
        self.log = (self.folder / "nursery.log").open("ab")
        how = {"isolation": self.isolation, "without": self.without, "gpu": self.gpu, "aside": self.salt != "0"}
        self.process = _start("fork", theirs, empty, how, self.gpu, self.salt, stdout=self.log, stderr=self.log)
        theirs.close()

    def reply(self, expected: str, seconds: float) -> Any:
        self.control.settimeout(seconds)
        packet = self.control.recv(65536)
        if not packet:
            raise EOFError
        kind, *rest = wire.decode(packet[4:])
        if kind != expected:
            raise EOFError
        return rest[0] if rest else None

    def wait_ready(self) -> None:
        if not self.ready:
            try:
                self.why_not = self.reply("ready", START_SECONDS)
            except (EOFError, OSError):
                raise KitError(f"the nursery did not start:\n{self.read_log()}") from None
            self.ready = True

    def read_log(self) -> str:
        return (self.folder / "nursery.log").read_text(errors="replace")[-4000:]

    def host(self) -> Host:
        """A fresh host; the next one is forked meanwhile."""
        try:
            return self._next_host()
        except (EOFError, OSError):
            self.stop()
            self.start()
        try:
            return self._next_host()
        except (EOFError, OSError) as error:
            raise KitError(f"no student host could be started: {error}") from error

    def _next_host(self) -> Host:
        if self.process.poll() is not None:
            raise EOFError  # the one that waits has died with it
        self.wait_ready()
        self._settle()
        if not self.spare:
            self._ask_for_host()
            self._settle()
        host, self.spare = self.spare, None
        assert host
        self._ask_for_host()
        return host

    def _ask_for_host(self) -> None:
        """Have one forked; `_settle` waits for it."""
        self.count += 1
        scratch = self.folder / f"{self.count:06d}"
        scratch.mkdir(mode=0o700)
        ours, theirs = socket.socketpair()
        read_end, write_end = os.pipe()
        folder_fd = os.open(scratch, os.O_RDONLY)
        try:
            request = wire.frame(["fork", asdict(self.limits)])
            socket.send_fds(self.control, [request], [theirs.fileno(), write_end, folder_fd])
        finally:
            theirs.close()
            os.close(write_end)
            os.close(folder_fd)
        self.coming = (ours, Output(read_end, self.limits.output), scratch)

    def _settle(self) -> None:
        """The host that was asked for, if it has not come yet, becomes the spare one."""
        if self.coming:
            pid = self.reply("forked", 30.0)
            (sock, output, place), self.coming = self.coming, None
            outer, folder, self.layers, folder_fd = greeted(sock, output)
            self.pids[outer] = pid
            total, processor = (self.limits.total, self.limits.cpu) if self.isolation == "strict" else (0, 0)
            self.count_in(outer)
            self.spare = Host(outer, sock, output, Scratch(place, folder, folder_fd), self.reap, total, processor, self.relatives)
            self.hosts = [h for h in self.hosts if h.alive] + [self.spare]

    def relatives(self, pid: int) -> set[int]:
        """A host and all that it has started; where a daemon's parent is the nursery, also what is nobody else's."""
        found = family.members(pid)
        if self.isolation == "strict" and "pid namespace" not in self.layers:
            for stray in family.children(self.process.pid) - set(self.pids) - self.ended:
                found |= family.members(stray)
        return found

    def count_in(self, pid: int) -> None:
        """Put a host into a control group of its own, where such can be made."""
        if self.places:
            most = self.limits.total + self.limits.scratch + self.limits.shared
            self.groups.append(cgroups.Group(self.places, most, self.limits.processes))
            for member in family.members(pid) or {pid}:
                self.groups[-1].add(member)
            self.layers.append("cgroup")

    def host_of_another_salt(self) -> Host:
        """A host in which `hash` of a text gives other numbers: that of another parent.

        Hosts that are forked share the parent's salt. This parent takes seconds to start, so it is only
        started for submissions that need it.
        """
        self.start_salted()
        assert self.salted
        return self.salted.host()

    def start_salted(self) -> None:
        """Start the other parent, in the background."""
        self.salted = self.salted or Nursery(self.limits, self.gpu, "1", self.isolation, self.without)

    def reap(self, pid: int, moment: float) -> int | None:
        """End a host and its process group; its exit status, or None if it had to be killed."""
        by_itself = _exits_within(pid, moment)
        # Nobody has waited for it yet, so the number is still this process's own.
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(OSError):
                kill(pid, signal.SIGKILL)
        number = self.pids.pop(pid, pid)
        self.ended.add(number)
        try:
            self._settle()  # answers come in the order of the questions
            if by_itself:
                socket.send_fds(self.control, [wire.frame(["reap", number])], [])
                return self.reply("reaped", 10.0)
            # The kernel takes 10 ms to clear away so large a process: nobody waits for that.
            socket.send_fds(self.control, [wire.frame(["forget", number])], [])
        except (EOFError, OSError):
            pass  # the nursery has gone, and its hosts with it
        return None

    def clear(self) -> None:
        """Wait until the hosts that were ended have gone, with all that they started."""
        with contextlib.suppress(EOFError, OSError):
            if not self.ready:
                return  # no host has come from here yet
            self._settle()
            socket.send_fds(self.control, [wire.frame(["clear"])], [])
            self.reply("cleared", 30.0)
            self.ended.clear()
        self.groups = [group for group in self.groups if not group.close(0.0)]
        if self.salted:
            self.salted.clear()

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS if self.ready and self.isolation == "strict" else 0.0)  # it ends what its hosts have left running
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.wait()
        self.log.close()

    def close(self) -> None:
        """End every host, then the nursery, and remove its folder."""
        with contextlib.suppress(EOFError, OSError):
            self._settle()
        for host in self.hosts:
            host.close()
        if self.salted:
            self.salted.close()
        self.stop()
        for group in self.groups:
            group.close()
        remove(self.folder)


class Interpreters:
    """Hosts as fresh interpreters, one started ahead. Slower by torch's import, same protocol."""

    layers = ["process"] if sys.platform == "win32" else ["process", "limits"]
    why_not = ""

    def __init__(self, limits: Limits = DEFAULT, gpu: bool = False):
        self.limits, self.gpu = limits, gpu
        self.folder = Path(tempfile.mkdtemp(prefix="graders-"))
        self.count = 0
        self.processes: dict[int, subprocess.Popen[bytes]] = {}
        self.hosts: list[Host] = []
        self.spare: Host | None = self._start()

    def _start(self, salt: str = "0") -> Host:
        self.count += 1
        scratch = self.folder / f"{self.count:06d}"
        scratch.mkdir(mode=0o700)
        ours, theirs = socket.socketpair()
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        process = _start("single", theirs, scratch, asdict(self.limits), self.gpu, salt, **pipes)
        theirs.close()
        assert process.stdout
        output = Output(os.dup(process.stdout.fileno()), self.limits.output)
        process.stdout.close()
        self.processes[process.pid] = process
        host = Host(process.pid, ours, output, Scratch(scratch, str(scratch)), self.reap)
        self.hosts.append(host)
        return host

    def _ready(self, host: Host) -> Host:
        """The host once it answers, so that torch's import is nobody's call."""
        deadline = time.monotonic() + START_SECONDS
        host.send(wire.frame([0, [], None, False, "modules"]), deadline)
        host.receive(deadline)
        return host

    def wait_ready(self) -> None:
        self.spare = self._ready(self.spare or self._start())

    def host(self) -> Host:
        self.wait_ready()
        host, self.spare = self.spare, self._start()
        assert host
        return host

    def host_of_another_salt(self) -> Host:
        """A host in which `hash` gives other numbers for the same texts."""
        return self._ready(self._start(salt="1"))

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

    def clear(self) -> None:
        """Nothing to wait for: `reap` has done so."""

    def close(self) -> None:
        for host in self.hosts:
            host.close()
        remove(self.folder)


def nursery(limits: Limits = DEFAULT, gpu: bool = False, isolation: str = "basic", without: Sequence[str] = ()) -> Nursery | Interpreters:
    """The source of hosts for this platform; `gpu`: they may use one.

    Raises KitError where "strict" is asked for and hosts are not forked here.
    """
    if gpu:
        limits = replace(limits, memory=0)  # CUDA reserves more address space than any limit leaves
    if can_fork():
        return Nursery(limits, gpu, isolation=isolation, without=without)
    if isolation == "strict":
        raise KitError("strict isolation needs Linux: this platform cannot confine a process; grade there, or with --isolation basic")
    return Interpreters(limits, gpu)


def greeted(sock: socket.socket, output: Output) -> tuple[int, str, list[str], int]:
    """A fresh host's greeting, by which its walls stand: (pid, folder, layers, descriptor of the folder)."""
    sock.settimeout(30.0)
    try:
        data, fds, _, _ = socket.recv_fds(sock, 65536, 1)
        _, pid, folder, layers = wire.decode(data[4:])
        return pid, folder, layers, fds[0]
    except (OSError, ValueError, IndexError, wire.WireError) as error:
        raise KitError(f"a student host could not be confined: {error}\n{output.take()[-2000:]}") from None
