"""Whether a host is confined as "strict" promises, found by trying from inside it.

A host is given a file that tries what a hostile submission would: the judge's files, its
process, the network, privileges. Only what was tried counts, not what versions or settings say.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from graders.errors import KitError
from graders.judge.limits import Limits
from graders.judge.line import fresh_line, load
from graders.judge.scratch import remove

SECONDS = 60.0

ATTEMPTS = '''
import ctypes, os, signal, socket


def tried(action):
    try:
        return "" if action() is False else "done"
    except Exception:
        return ""


def read(path):
    return tried(lambda: open(path, "rb").read(1))


def listing(path):
    return tried(lambda: len(os.listdir(path)) > 0)


def write(path):
    return tried(lambda: open(path, "ab").close())


def create(path):
    return tried(lambda: open(path, "x").close())


def change(path):
    tried(lambda: os.utime(path, (1, 1)))
    tried(lambda: os.chmod(path, 0o777))


def send_signal(pid):
    return tried(lambda: os.kill(pid, 0))


def environment(pid):
    return tried(lambda: len(open(f"/proc/{pid}/environ", "rb").read()) > 0)


def trace(pid):
    return tried(lambda: ctypes.CDLL(None).ptrace(16, pid, 0, 0) == 0)


def tcp(port):
    return tried(lambda: socket.create_connection(("127.0.0.1", port), 1).close())


def udp(port):
    return tried(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", port)))


def abstract(name):
    def connect():
        with socket.socket(socket.AF_UNIX) as one:
            one.connect("\\0" + name)
    return tried(connect)


def may_connect(paths):
    return next((path for path in paths if os.access(path, os.W_OK)), "")


def become_root():
    return tried(lambda: os.setuid(0)) or tried(lambda: os.setgid(0)) or ("root" if os.geteuid() == 0 else "")


def new_namespace():
    return tried(lambda: ctypes.CDLL(None).unshare(0x10000000) == 0)


def works():
    """What an ordinary solution needs; "" if it is all there."""
    try:
        import csv, json, pickle, tempfile, wave  # some of these are loaded only now
        import numpy, PIL.Image, torch, torchvision
        from torch.utils.data import DataLoader, TensorDataset

        with tempfile.TemporaryFile() as file:
            file.write(b"x")
        batches = list(DataLoader(TensorDataset(torch.arange(5)), 2, num_workers=1))
        return "" if len(batches) == 3 else "a DataLoader lost batches"
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
'''


def missing(hosts: Any, limits: Limits) -> list[str]:
    """What a fresh host could do that strict isolation forbids, or could not do that solutions need; [] if it is strict."""
    with targets() as (folder, pid, tcp, udp, name):
        line = fresh_line(hosts, limits, SECONDS)
        try:
            load(line, "attempts.py", ATTEMPTS, ["x = 0"])

            def ask(function: str, *arguments: Any) -> str:
                return str(line.ask("call", "student", function, list(arguments), {}))

            kit = str(Path(__file__))
            could = {
                "read the judge's files": ask("read", f"{folder}/canary") or ask("read", kit) or ask("listing", str(folder)),
                "write outside its folder": ask("write", f"{folder}/canary") or ask("create", f"{folder}/new") or ask("write", kit),
                "change the attributes of files outside": changed(folder / "canary", lambda path: ask("change", path)),
                "signal or trace other processes": ask("send_signal", pid) or ask("trace", pid),
                "read another process's environment": ask("environment", pid) or ask("environment", os.getpid()),
                "reach the network": ask("tcp", tcp) or ask("udp", udp) or ask("abstract", name),
                "connect to a unix socket of the machine's": ask("may_connect", unix_sockets()),
                "gain privileges": ask("become_root") or ask("new_namespace"),
            }
            found = [f"a host could {what}{f' ({done})' if done not in ('done', 'True') else ''}" for what, done in could.items() if done]
            if broken := ask("works"):
                found.append(f"PyTorch does not work in a confined host: {broken}")
            return found
        finally:
            line.carrier.close()


def unix_sockets() -> list[str]:
    """Sockets that have a path: those that this network namespace lists, and those that lie where they usually do.

    Landlock does not keep anybody from them; a mount namespace does.
    """
    lines = [line.split(None, 7) for line in Path("/proc/net/unix").read_text().splitlines()[1:]]
    found = {fields[7] for fields in lines if len(fields) == 8 and fields[7].startswith("/")}
    waiting = [(Path(p), 0) for p in ("/run", "/var/run", "/tmp", os.environ.get("XDG_RUNTIME_DIR", "/run"), Path.home())]
    looked = 0
    while waiting and looked < 20_000:
        folder, depth = waiting.pop()
        with contextlib.suppress(OSError):
            for entry in os.scandir(folder):
                looked += 1
                if stat.S_ISSOCK(entry.stat(follow_symlinks=False).st_mode):
                    found.add(entry.path)
                elif depth < 3 and entry.is_dir(follow_symlinks=False):
                    waiting.append((Path(entry.path), depth + 1))
    return sorted(found)


def changed(path: Path, change: Callable[[str], Any]) -> bool:
    before = path.stat()
    change(str(path))
    return (path.stat().st_mode, path.stat().st_mtime) != (before.st_mode, before.st_mtime)


@contextlib.contextmanager
def targets() -> Iterator[tuple[Path, int, int, int, str]]:
    """Things to reach for: a folder with a canary, a process, a TCP and a UDP port, an abstract socket."""
    folder = Path(tempfile.mkdtemp(prefix="proof-"))
    folder.chmod(0o755)
    (folder / "canary").write_text("sings")
    (folder / "canary").chmod(0o666)
    name = f"graders-{secrets.token_hex(8)}"
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", "input()"], stdin=subprocess.PIPE)
    with contextlib.ExitStack() as stack:
        stack.callback(remove, folder)
        stack.callback(process.wait)
        stack.callback(process.kill)
        tcp, udp, unix = (stack.enter_context(socket.socket(family, kind)) for family, kind in _SOCKETS)
        tcp.bind(("127.0.0.1", 0))
        udp.bind(("127.0.0.1", 0))
        unix.bind("\0" + name)
        tcp.listen()
        unix.listen()
        yield folder, process.pid, tcp.getsockname()[1], udp.getsockname()[1], name


_SOCKETS = ((socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET, socket.SOCK_DGRAM), (getattr(socket, "AF_UNIX", 1), socket.SOCK_STREAM))


def require(hosts: Any, limits: Limits) -> None:
    """Raises KitError where a host is not confined as "strict" promises."""
    found = missing(hosts, limits)
    if found:
        layers = ", ".join(hosts.layers) or "none"
        raise KitError(
            "strict isolation is not to be had here:\n"
            + "".join(f"  - {what}\n" for what in found)
            + f"what there is: {layers}. It takes Linux with user namespaces or Landlock, see SECURITY.md;\n"
            "`python -m graders doctor` shows each layer. With --isolation basic nothing protects\n"
            "your files from the submissions: only for code that you trust."
        )
