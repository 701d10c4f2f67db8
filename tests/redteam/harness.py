"""The red team: hostile submissions, and what must not come of them.

An attack is a file in `gain`, `read`, `reach`, `deny` or `forge` with a header:

    # attack: one line that says what it tries
    # exercise: ex01_map_dataset
    # honest: 1.5          points that it earns by right answers; 0 if it is left out
    # check: ex01...       ask this check alone (read, reach, deny); all of them otherwise
    # where: namespaces    only held where there are namespaces; SECURITY.md says so
    # slow: why            not in `make test`, but in `make redteam`
    # open: why            not held; SECURITY.md says so

It is told more than any student knows: @KIT@, @RESULTS@, @OTHER@ (another submission), @HOME@,
@PID@ (of a process of the judge's user), @JUDGE@, @NURSERY@, @TCP@, @UDP@, @UNIX@, @ABSTRACT@ are replaced. An
attack prints TRIED when it has done what it could: a file that never got there proves nothing.

    python -m tests.redteam [FILE ...]       try them here, and say what happened
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from graders import catalog
from graders.checking import write_json
from graders.judge.judge import Judge
from graders.judge.limits import DEFAULT
from graders.judge.family import descendants
from graders.reports.model import Report
from graders.show import clean
from tests.corpus import header

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
MiB = 2**20
MOST_GROWTH = 400 * MiB  # of the judge's memory, for one attack
# Small, so that bombs stay small: nobody's grade comes from here.
LIMITS = replace(
    DEFAULT, call=3.0, check=8.0, exercise=20.0, memory=1024 * MiB, processes=64, open_files=256, file_size=64 * MiB,
    cpu=20, scratch=128 * MiB, shared=256 * MiB, total=2048 * MiB,
)  # fmt: skip


@dataclass(frozen=True)
class Attack:
    path: Path

    @property
    def kind(self) -> str:
        return self.path.parent.name

    def __getattr__(self, field: str) -> str:
        return header(self.path, field)

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.path.stem}"


def attacks() -> list[Attack]:
    return [Attack(p) for kind in ("gain", "read", "reach", "deny", "forge") for p in sorted((HERE / kind).glob("*.py"))]


class Range:
    """Everything that an attack could want, in one place, and what became of it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.sockets: list[socket.socket] = []
        self.secret = f"canary-{secrets.token_hex(8)}"
        self.places = {name: folder / name.lower() for name in ("RESULTS", "OTHER", "HOME")}
        for place in self.places.values():
            place.mkdir()
            place.chmod(0o777)
        self.mend()
        shutil.copy(ROOT / "solutions" / "ex01_map_dataset.py", self.places["OTHER"])
        self.victim: Any = None

    def mend(self) -> None:
        """Put the canaries back, and hear what was sent."""
        for name, place in self.places.items():
            (place / "canary.txt").write_text(f"{name} {self.secret}\n")
            (place / "canary.txt").chmod(0o666)
        if self.sockets:
            self.harm()

    def __enter__(self) -> Range:
        for family, kind, address in (
            (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            (socket.AF_UNIX, socket.SOCK_STREAM, str(self.folder / "socket")),
            (socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self.secret}"),
        ):
            one = socket.socket(family, kind)
            one.bind(address)
            one.setblocking(False)
            if kind == socket.SOCK_STREAM:
                one.listen()
            self.sockets.append(one)
        (self.folder / "socket").chmod(0o777)
        environment = {**os.environ, "CANARY": self.secret}
        self.victim = subprocess.Popen([sys.executable, "-S", "-c", "input()", self.secret], stdin=subprocess.PIPE, env=environment)
        return self

    def __exit__(self, *_: object) -> None:
        self.victim.kill()
        self.victim.communicate()
        for one in self.sockets:
            one.close()

    def words(self, judge: Judge) -> dict[str, str]:
        """What stands for the names between @ signs."""
        tcp, udp = (s.getsockname()[1] for s in self.sockets[:2])
        return {
            "KIT": str(ROOT / "graders"), **{k: str(v) for k, v in self.places.items()},
            "PID": str(self.victim.pid), "JUDGE": str(os.getpid()), "NURSERY": str(judge.hosts.process.pid),
            "TCP": str(tcp), "UDP": str(udp), "UNIX": str(self.folder / "socket"), "ABSTRACT": self.secret,
        }  # fmt: skip

    def harm(self) -> list[str]:
        """What has been done to it."""
        found = []
        for name, place in self.places.items():
            expected = {"canary.txt"} | ({"ex01_map_dataset.py"} if name == "OTHER" else set())
            canary = place / "canary.txt"
            if {p.name for p in place.iterdir()} != expected or canary.read_text() != f"{name} {self.secret}\n":
                found.append(f"files in {name} were changed")
            if canary.stat().st_mode & 0o777 != 0o666 or canary.stat().st_mtime < time.time() - 1e6:
                found.append(f"attributes in {name} were changed")
        for one, what in zip(self.sockets, ("TCP", "UDP", "a unix socket", "an abstract socket"), strict=True):
            with contextlib.suppress(BlockingIOError):
                found.append(f"reached {what}: {(one.accept() if what != 'UDP' else one.recvfrom(100))!r}")
        if self.victim.poll() is not None or state(self.victim.pid) not in "SR":
            found.append("the other process was ended or stopped")
        return found


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


@dataclass
class Outcome:
    report: Report
    written: str  # the report as its file holds it
    seconds: float
    faults: list[str]


def launch(attack: Attack, judge: Judge, field: Range) -> Outcome:
    """Hand the attack in, and say what it got away with."""
    exercise = catalog.find(attack.exercise or "ex01")
    source = attack.path.read_text(encoding="utf-8")
    for word, value in field.words(judge).items():
        source = source.replace(f"@{word}@", value)
    before, began, peak_before = traces(judge), time.monotonic(), peak()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{exercise.id}.py").write_text(source, encoding="utf-8")
        try:
            report = judge.examine(Path(folder), [exercise], seed=7, name="mallory", only={attack.check} if attack.check else ())
        except Exception as error:
            fault = f"the judge gave up, and a batch with it: {type(error).__name__}: {str(error)[-1000:]}"
            return Outcome(Report("mallory", 7, "strict", {}), "", time.monotonic() - began, [fault])
        write_json(report, Path(folder) / "report.json")
        written = (Path(folder) / "report.json").read_text(encoding="utf-8")
    seconds = time.monotonic() - began
    faults = [*complaints(attack, report, written, field), *field.harm(), *left(before, traces(judge))]
    if seconds > judge.limits.exercise + 3:
        faults.append(f"cost the batch {seconds:.0f} s, of {judge.limits.exercise:.0f} s that an exercise may take")
    if (grown := peak() - peak_before) > MOST_GROWTH:
        faults.append(f"the judge's memory grew by {grown >> 20} MiB")
    return Outcome(report, written, seconds, faults)


def peak() -> int:
    """The most memory that this process has ever held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def complaints(attack: Attack, report: Report, written: str, field: Range) -> list[str]:
    found = []
    checks = report.exercises[0].checks
    if report.points > float(attack.honest or 0) + 1e-9:
        found.append(f"scored {report.points} points, {attack.honest or 0} of them honestly: {[c.id for c in checks if c.points]}")
    if any(c.status == "passed" and c.points != c.max_points for c in checks):
        found.append("a check passed without its points")
    if skipped := [c.id for c in checks if c.status == "skipped" and c.device != "cuda"]:
        found.append(f"had its maximum lowered: {skipped}")
    if any(c.status == "error" for c in checks):
        found.append(f"passes for a fault of the kit: {next(c.got for c in checks if c.status == 'error')}")
    if field.secret in written.replace("\\n", ""):
        found.append("read a secret")
    loot = re.findall(r"LOOT: ?(.{0,200})", "\n".join(c.output for c in checks))
    if loot:
        found.append(f"read {loot[0]!r}")
    if attack.kind != "gain" and "TRIED" not in written and not attack.silent:
        found.append("never got to try")
    if json.loads(written)["submission"] != "mallory" or not written.isascii():
        found.append("the report is not what was written")
    texts = [t for c in checks for t in (c.called, c.expected, c.got, c.why, c.look_at, c.output)]
    if any(clean(t) != t for t in texts):
        found.append("raw control characters in the report")
    if any(len(t) > 100_000 for t in texts):
        found.append("a text of the student's is not cut")
    return found


def traces(judge: Judge) -> dict[str, Any]:
    """What a submission must leave as it was: processes, shared memory, descriptors, folders."""
    judge.hosts.clear()
    return {
        "processes": descendants(judge.hosts.process.pid),
        "shared memory": sorted(os.listdir("/dev/shm")),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "folders": len([p for p in judge.hosts.folder.iterdir() if p.is_dir()]),
        "system V": [Path(f"/proc/sysvipc/{kind}").read_text() for kind in ("msg", "sem", "shm")],
    }


def left(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [f"{what}: {before[what]} before, {after[what]} after" for what in before if before[what] != after[what]]


@contextlib.contextmanager
def scene(limits: Any = LIMITS) -> Iterator[tuple[Judge, Range]]:
    """A judge in strict isolation and its surroundings."""
    with tempfile.TemporaryDirectory(prefix="range-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        with Judge(limits, isolation="strict") as judge:
            judge.prepare()  # before there is a socket that it would warn of
            judge.hosts.host_of_another_salt().close()  # its parent stays, and is no leftover
            with Range(Path(folder)) as field:
                yield judge, field
