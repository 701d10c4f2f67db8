"""`workers`: how many DataLoader workers are right on this machine, measured and drawn.

Two datasets that stand for the two common cases: MNIST digits, which lie in memory and are
decoded in microseconds, and a slow one, whose samples each wait 2 ms as if for a disk or a
network. Figures are samples per second; nothing here is graded.
"""

from __future__ import annotations

import statistics
import time
import warnings
from argparse import Namespace
from dataclasses import dataclass
from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset
from torchvision.datasets import MNIST
from torchvision.transforms.functional import to_tensor

from graders import mnist
from graders.doctor import cores
from graders.errors import KitError

BATCH_SIZE = 64
MOST = 16  # workers; nobody's laptop needs more to see the curve bend
SLOW_SECONDS = 0.002
COLORS = ("#1f77b4", "#d95f02")


class Slow(Dataset):
    """Samples that are waited for, as those of a network drive are."""

    def __len__(self) -> int:
        return 500

    def __getitem__(self, index: int) -> torch.Tensor:
        if not 0 <= index < len(self):
            raise IndexError(index)
        time.sleep(SLOW_SECONDS)
        return torch.zeros(1, 28, 28)


@dataclass
class Point:
    """Throughput with one number of workers, in samples/s; None where the pass crashed."""

    workers: int
    first: float | None = None  # an epoch, the start of the workers included
    later: float | None = None  # an epoch with workers that are there already


def counts(number_of_cores: int) -> list[int]:
    """0, 1, 2, 4, ... up to twice the cores: beyond that it only gets worse."""
    found = [0, 1]
    while found[-1] * 2 <= min(max(2 * number_of_cores, 4), MOST):
        found.append(found[-1] * 2)
    return found


def measure(dataset: Any, workers: int, repeats: int) -> Point:
    """The median of a few first epochs, and of the epochs after them."""
    first: list[float] = []
    later: list[float] = []
    for _ in range(repeats):
        loader: Any = DataLoader(dataset, BATCH_SIZE, num_workers=workers, persistent_workers=workers > 0)
        try:
            for seconds in (first, later):
                before = time.perf_counter()
                for _ in loader:
                    pass
                seconds.append(time.perf_counter() - before)
        except (RuntimeError, ConnectionError, EOFError):  # whichever of torch's watchers comes first
            return Point(workers)
        finally:
            del loader  # its workers end here
    return Point(workers, len(dataset) / statistics.median(first), len(dataset) / statistics.median(later))


def bars(name: str, points: list[Point]) -> str:
    """A curve as text: a bar of the whole first epoch's throughput for each number of workers."""
    best = max((p.first or 0 for p in points), default=0) or 1
    lines = [f"{name}, samples/s", f"  {'workers':>7}  {'first epoch':>11}  {'later ones':>10}"]
    for p in points:
        if p.first is None or p.later is None:
            lines.append(f"  {p.workers:>7}  {'crashed':>11}")
            continue
        bar = "█" * max(round(30 * p.first / best), 1)
        mark = "  ← fastest" if p.first == best else ""
        lines.append(f"  {p.workers:>7}  {p.first:>11,.0f}  {p.later:>10,.0f}  {bar}{mark}")
    return "\n".join(lines)


def svg(curves: dict[str, list[Point]], note: str) -> str:
    """The same curves as a picture, each scaled to its own best: solid first epochs, dashed later ones."""
    width, height, left, top, right, bottom = 720, 400, 60, 60, 30, 60
    ticks = [p.workers for p in next(iter(curves.values()))]
    step = (width - left - right) / max(len(ticks) - 1, 1)

    def place(i: int, share: float) -> str:
        return f"{left + i * step:.1f},{height - bottom - share * (height - top - bottom):.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{left}" y="22" font-size="16">Throughput by number of workers, relative to the best</text>',
        f'<text x="{left}" y="{height - 10}" fill="#666">workers; {note}; dashed: epochs after the first</text>',
    ]
    for share in (0, 0.25, 0.5, 0.75, 1):
        _, y = place(0, share).split(",")
        parts.append(f'<line x1="{left}" y1="{y}" x2="{width - right}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 8}" y="{float(y) + 4:.1f}" text-anchor="end" fill="#666">{share:.0%}</text>')
    for i, tick in enumerate(ticks):
        parts.append(f'<text x="{left + i * step:.1f}" y="{height - bottom + 20}" text-anchor="middle">{tick}</text>')
    for k, (name, points) in enumerate(curves.items()):
        best = max([v for p in points for v in (p.first, p.later) if v] or [1.0])
        for dash, values in (("", [p.first for p in points]), (' stroke-dasharray="5 4"', [p.later for p in points])):
            line = " ".join(place(i, v / best) for i, v in enumerate(values) if v)
            parts.append(f'<polyline points="{line}" fill="none" stroke="{COLORS[k]}" stroke-width="2.5"{dash}/>')
        parts.append(f'<text x="{left + k * 330}" y="44" fill="{COLORS[k]}">{name}: 100% = {best:,.0f} samples/s</text>')
    return "\n".join([*parts, "</svg>\n"])


def workers(options: Namespace) -> int:
    root = mnist.root() if options.mnist is None else options.mnist
    try:
        digits = MNIST(str(root), train=True, transform=to_tensor)
    except (RuntimeError, OSError, ValueError) as error:
        raise KitError(f"there is no whole MNIST in {root}: {error}") from None
    digits = torch.utils.data.Subset(digits, range(min(len(digits), 4000)))
    datasets = {"MNIST, in memory": digits, "slow: 2 ms a sample": Slow()}
    print(f"{cores()} cores; batches of {BATCH_SIZE}; workers start by {torch.multiprocessing.get_start_method()}\n", flush=True)
    curves: dict[str, list[Point]] = {}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "This DataLoader will create")  # more workers than cores: on purpose
        for name, dataset in datasets.items():
            curves[name] = [measure(dataset, n, options.repeats) for n in counts(cores())]
            print(bars(name, curves[name]) + "\n", flush=True)
    try:
        options.out.write_text(svg(curves, f"{cores()} cores"), encoding="utf-8")
    except OSError as error:
        raise KitError(f"the picture cannot be written: {error}") from None
    print(f"half the cores, a good start: {cores() // 2}\nthe curves as a picture: {options.out}")
    return 0
