"""The folder of a host, looked at from the judge's side.

What lies in it is the student's: links are never followed, no more is read than is asked for,
and nothing that stands there (a pipe, a million files, folders a mile deep) stops the judge.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePosixPath

MAX_FILES = 10_000
MAX_DEPTH = 32
MAX_BYTES = 64 << 20
DIRECTORY = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
PLAIN_FILE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
AT_FD = os.open in os.supports_dir_fd  # not on Windows


class Scratch:
    """`place`: where it is, or was set up, here. `inside`: what the host calls it.

    `fd`: a descriptor of it, where it lies in a mount namespace that is not the judge's.
    """

    def __init__(self, place: Path, inside: str, fd: int = -1):
        self.place, self.inside, self.fd = place, inside, fd

    def _open(self) -> int:
        return os.dup(self.fd) if self.fd >= 0 else os.open(self.place, os.O_RDONLY | DIRECTORY)

    def files(self) -> list[str]:
        """Regular files below it, by their paths from it, sorted; Python's caches are left out."""
        if not AT_FD:
            return sorted(p.relative_to(self.place).as_posix() for p in self.place.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        return sorted(name for name in islice(_walk(self._open(), "", MAX_DEPTH), MAX_FILES) if name)

    def read(self, name: str) -> bytes | None:
        """What a file holds, 64 MiB at most; None if there is no regular file of that name."""
        parts = PurePosixPath(name).parts
        if not parts or ".." in parts or PurePosixPath(name).is_absolute():
            return None
        try:
            if not AT_FD:
                with self.place.joinpath(*parts).open("rb") as file:
                    return file.read(MAX_BYTES)
            return _read_beneath(self._open(), list(parts))
        except OSError:
            return None

    def close(self) -> None:
        """Remove it."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1
        remove(self.place)


def _walk(folder: int, prefix: str, depth: int) -> Iterator[str]:
    """Names of regular files below an open folder, which is closed; "" for whatever else stands there."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    yield prefix + entry.name
                    continue
                yield ""
                if depth and entry.name != "__pycache__" and entry.is_dir(follow_symlinks=False):
                    with contextlib.suppress(OSError):
                        yield from _walk(os.open(entry.name, os.O_RDONLY | DIRECTORY, dir_fd=folder), f"{prefix}{entry.name}/", depth - 1)
    finally:
        os.close(folder)


def _read_beneath(folder: int, parts: list[str]) -> bytes | None:
    try:
        for part in parts[:-1]:
            inner = os.open(part, os.O_RDONLY | DIRECTORY, dir_fd=folder)
            os.close(folder)
            folder = inner
        with open(os.open(parts[-1], os.O_RDONLY | PLAIN_FILE, dir_fd=folder), "rb") as file:  # noqa: PTH123
            return file.read(MAX_BYTES) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
    finally:
        os.close(folder)


def remove(folder: Path) -> None:
    """Remove a folder whatever a student's code has made of it."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
    except RecursionError:  # deeper than Python's stack
        pass
    if os.name == "posix":  # folders that their owner may not list
        subprocess.run(["chmod", "-R", "u+rwx", "--", str(folder)], check=False, capture_output=True)
        subprocess.run(["rm", "-rf", "--", str(folder)], check=False, capture_output=True)
