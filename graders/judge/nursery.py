"""The warm parent of the student hosts: pays for torch's import once, then forks.

Started by `graders.judge.sources` as `fork FD HOW`, with an almost empty environment. It is in
every host's memory, so it is never told anything about a submission: a host gets its socket,
its output pipe and its scratch folder as descriptors and reads its questions itself.
HOW says how strictly hosts are confined.
It never touches CUDA: a process forked from one that did cannot use the GPU.

`single FD SETTINGS` serves one host without forking, for platforms without a safe fork.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
import time
import traceback
from typing import TYPE_CHECKING, Any

from graders.judge import confine, wire
from graders.judge.host import Server

if TYPE_CHECKING:
    from graders.judge.strict import Strict

REAP_SECONDS = 2.0
HOST_FAULT = 70  # exit status of a host that failed outside the student's code


def preload() -> None:
    """Import what the exercises use, and what their first DataLoader would import lazily."""
    import csv  # noqa: F401
    import random  # noqa: F401

    import numpy  # noqa: F401
    import torch
    import torch.utils.data  # noqa: F401
    import torch.utils.serialization.config
    import torchvision.datasets
    import torchvision.transforms.v2  # noqa: F401
    from PIL import Image

    for name in ("queues", "synchronize", "popen_fork" if sys.platform == "linux" else "context"):
        importlib.import_module(f"multiprocessing.{name}")
    Image.preinit()
    Image.init()
    # On a busy machine a second thread makes small operations a hundred times slower, and sums
    # of floats depend on how many threads share the work: grades must not.
    torch.set_num_threads(1)
    torch.zeros(1).sum()


def receive(sock: socket.socket) -> tuple[list[Any], list[int]]:
    """One request and the descriptors that came with it; EOFError when the judge has gone."""
    data, fds, _, _ = socket.recv_fds(sock, 65536, 8)
    if not data:
        raise EOFError
    return wire.decode(data[4:]), fds


def fork_host(control: socket.socket, settings: dict[str, Any], fds: list[int], strict: Strict | None) -> int:
    """Fork a host on these descriptors: socket, output, scratch folder. The child never returns."""
    pid = strict.fork() if strict else os.fork()
    if pid:
        for fd in fds:
            os.close(fd)
        return pid
    try:
        control.close()
        os.dup2(fds[1], 2)  # whatever goes wrong from here on is told to the judge
        room = (strict or confine).enter(settings, *fds)
        if strict:
            strict.step_aside()
        sock = socket.socket(fileno=fds[0])
        # The judge hears that the walls stand before it sends a byte of the student's.
        socket.send_fds(sock, [wire.frame(["hello", room.pid, room.folder, room.layers])], [room.folder_fd])
        os.close(room.folder_fd)
        Server(sock).serve()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:  # there are exceptions that no `except` catches: this process must never run on in its parent's code
        os._exit(HOST_FAULT)


def reap(pid: int) -> int | None:
    """The exit status of a host that has ended: negative for a signal, None if it lives on."""
    until = time.monotonic() + REAP_SECONDS
    while time.monotonic() < until:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    return None


def serve(control: socket.socket, strict: Strict | None) -> None:
    """Fork and reap on request; when the judge has gone, so does every host."""
    living: set[int] = set()
    dying: set[int] = set()  # killed by the judge, and perhaps not yet cleared away
    control.sendall(wire.frame(["ready", strict.why_not if strict else ""]))
    try:
        while True:
            (operation, *arguments), fds = receive(control)
            dying = {pid for pid in dying if os.waitpid(pid, os.WNOHANG)[0] == 0}
            if operation == "fork":
                pid = fork_host(control, arguments[0], fds, strict)
                living.add(pid)
                control.sendall(wire.frame(["forked", pid]))
            elif operation == "forget":
                living.discard(arguments[0])
                dying.add(arguments[0])
            elif operation == "reap":
                living.discard(arguments[0])
                control.sendall(wire.frame(["reaped", reap(arguments[0])]))
            elif operation == "clear":
                dying = {pid for pid in dying if reap(pid) is None}
                if strict:
                    strict.clear(living | dying)
                control.sendall(wire.frame(["cleared", len(dying)]))
    except (EOFError, OSError):
        pass
    finally:
        for pid in living:
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)
        if strict:
            strict.clear(set())


def forget_the_kit() -> None:
    """What is loaded of the kit is all that can be had of it."""
    for name in ("graders", "graders.judge"):
        sys.modules[name].__path__ = []


def main() -> None:
    mode, where, text = sys.argv[1:]
    settings = json.loads(text)
    if mode == "single":
        forget_the_kit()
        preload()
        confine.enter_single(settings)
        Server(confine.open_socket(where)).serve()
        os._exit(0)
    strict = None
    if settings["isolation"] == "strict":
        from graders.judge.strict import Strict

        strict = Strict(settings["gpu"], settings["without"], settings["aside"])
    forget_the_kit()
    preload()
    gc.freeze()  # so that collections in the hosts don't copy the parent's pages
    control = socket.socket(fileno=int(where))
    control.set_inheritable(False)
    serve(control, strict)
    os._exit(0)  # tearing down what torch has loaded takes long


if __name__ == "__main__":
    main()
