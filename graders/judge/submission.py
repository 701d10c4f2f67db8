"""What was handed in: one folder, read without following links and never imported here."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from graders.judge import parts
from graders.judge.limits import DEFAULT, Limits


@dataclass(frozen=True)
class Source:
    """The text of one exercise file, or why there is none (`problem`; `missing` if no file)."""

    text: str = ""
    problem: str = ""
    missing: bool = False

    def line(self, number: int) -> str:
        """Line `number` (from 1), without its indentation; "" if there is no such line."""
        lines = self.text.split("\n")
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""

    def find(self, about: str) -> int:
        """The line where `Class.method` (or a function, or the class) is defined; 0 if nowhere.

        Found in the text, not by parsing: a parser can be brought down by a hostile file.
        """
        lines = self.text.split("\n")
        at, indent = 0, ""
        for name in about.split("."):
            pattern = re.compile(rf"({indent}[ \t]{'+' if indent or at else '*'})(?:async\s+)?(?:def|class)\s+{re.escape(name)}\b")
            for number in range(at + 1, len(lines) + 1):
                text = lines[number - 1]
                if at and re.match(r"(?:def|class|@)\b|@", text):
                    return at  # the class has ended without defining the name itself
                if found := pattern.match(text):
                    at, indent = number, found.group(1)
                    break
            else:
                return at
        return at


def read(folder: Path, exercise: str, limits: Limits = DEFAULT) -> Source:
    """The file of one exercise, as text; made from a notebook where there is one and no file."""
    path = folder / f"{exercise}.py"
    if not os.path.lexists(path) and os.path.lexists(path.with_suffix(".ipynb")):
        return read_notebook(path.with_suffix(".ipynb"), exercise, limits)
    data = read_bytes(path, limits.source)
    return data if isinstance(data, Source) else decode(data, path.name)


def read_notebook(path: Path, exercise: str, limits: Limits) -> Source:
    """The exercise's file from a notebook's answer cells."""
    data = read_bytes(path, limits.notebook)
    if isinstance(data, Source):
        return data
    try:
        return decode(parts.from_notebook(data, exercise).encode("utf-8", "surrogatepass"), path.name)
    except ValueError as error:
        return Source(problem=f"{path.name} holds no answers: {error}")


def read_bytes(path: Path, most: int) -> bytes | Source:
    """What a regular file holds; a `Source` with the problem if that cannot be had."""
    try:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        fd = os.open(path, flags)
    except FileNotFoundError:
        return Source(missing=True, problem=f"there is no {path.name} in {path.parent.name}/")
    except OSError as error:
        reason = "it is a link" if path.is_symlink() else error.strerror
        return Source(problem=f"{path.name} cannot be read: {reason}")
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        return Source(problem=f"{path.name} is not a regular file")
    with os.fdopen(fd, "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        return Source(problem=f"{path.name} is larger than {most // 1024} KiB")
    return data


def decode(data: bytes, name: str) -> Source:
    """Bytes as text, with the line of the first byte that is not UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Source(problem=f"{name} is not UTF-8 text: line {line} has the byte 0x{data[error.start]:02x}")
    if not text.strip():
        return Source(problem=f"{name} is empty")
    if "\0" in text:
        return Source(problem=f"{name} is not a text file: it has null bytes")
    return Source(text.replace("\r\n", "\n").replace("\r", "\n"))
