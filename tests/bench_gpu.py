"""`make bench-gpu`: what pinned memory and prefetching bring on this machine's GPU.

One table: samples a second of the same epoch by three ways to the device, with `move` and
`DevicePrefetcher` of exercise 8's reference solution, and what the loader alone can give: where
that is the slowest part, no way to the device can help. The work on each batch takes about as
long as the copy of it, where overlapping the two can bring most. Figures of one machine at one
time; nothing here passes or fails.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset

SOLUTION = Path(__file__).parent.parent / "solutions" / "ex08_pinning.py"
SHAPE = (3, 224, 224)
BATCH_SIZE = 64
BATCHES = 40
RUNS = 5


class Photographs(Dataset):
    """Float images that are in memory already, so that reading them costs next to nothing."""

    def __init__(self, count: int, kept: int = 64):
        self.count = count
        self.images = torch.rand(kept, *SHAPE)

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        if not 0 <= index < self.count:
            raise IndexError(index)
        return self.images[index % len(self.images)], index % 10


def load(path: Path) -> ModuleType:
    """A file as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def seconds_of(function: Callable[[], object]) -> float:
    """Until the GPU has done what the function asks of it."""
    torch.cuda.synchronize()
    before = time.perf_counter()
    function()
    torch.cuda.synchronize()
    return time.perf_counter() - before


def median(function: Callable[[], object], runs: int = RUNS) -> float:
    """Median seconds, after one call that does not count."""
    function()
    return statistics.median(seconds_of(function) for _ in range(runs))


class Work:
    """Matrix products on the GPU, as many as take about `seconds`."""

    def __init__(self, seconds: float, size: int = 2048):
        self.factor = torch.rand(size, size, device="cuda")
        self.rounds = 1
        ten = median(lambda: [self.factor @ self.factor for _ in range(10)])
        self.rounds = max(round(seconds / (ten / 10)), 1)

    def __call__(self, images: torch.Tensor) -> None:
        images.sum()  # the batch has to be there
        for _ in range(self.rounds):
            self.factor @ self.factor


def epoch(batches: Iterator[Any], work: Work) -> None:
    for images, _ in batches:
        work(images)


def main() -> int:
    if not torch.cuda.is_available():
        print("make bench-gpu needs a CUDA GPU, and PyTorch finds none here.", file=sys.stderr)
        return 1
    ex08 = load(SOLUTION)
    workers = min(4, max((os.cpu_count() or 2) - 1, 1))
    dataset = Photographs(BATCH_SIZE * BATCHES)

    def loader(pin_memory: bool) -> DataLoader:
        return DataLoader(
            dataset, BATCH_SIZE, num_workers=workers, pin_memory=pin_memory, persistent_workers=True
        )

    batch = torch.rand(BATCH_SIZE, *SHAPE)
    pinned_batch, there = batch.pin_memory(), batch.to("cuda")
    pageable_copy = median(lambda: batch.to("cuda"))
    pinned_copy = median(lambda: pinned_batch.to("cuda", non_blocking=True))
    work = Work(pinned_copy)
    pageable, pinned = loader(False), loader(True)
    ways: dict[str, Callable[[], Iterator[Any]]] = {
        "the loader alone": lambda: ((there, label) for _, label in pageable),
        "the loader alone, pinned": lambda: ((there, label) for _, label in pinned),
        "pageable": lambda: (ex08.move(b, "cuda") for b in pageable),
        "pinned, non_blocking": lambda: (ex08.move(b, "cuda", non_blocking=True) for b in pinned),
        "pinned, DevicePrefetcher": lambda: iter(ex08.DevicePrefetcher(pinned, "cuda")),
    }
    size = batch.nbytes
    print(f"{torch.cuda.get_device_name()}, torch {torch.__version__}, {workers} workers")
    print(f"batches of {BATCH_SIZE} x {SHAPE} float32, {size / 1e6:.0f} MB; medians of {RUNS} epochs of {BATCHES} batches")
    for name, seconds in (("pageable", pageable_copy), ("pinned", pinned_copy)):
        print(f"one copy from {name} memory: {seconds * 1e3:.2f} ms, {size / seconds / 1e9:.1f} GB/s")
    print(f"the work on one batch: {median(lambda: work(there)) * 1e3:.2f} ms\n")
    print(f"{'way to the device':28}{'samples/s':>12}{'GB/s':>8}{'to pageable':>13}")
    rates = {
        name: len(dataset) / median(lambda batches=batches: epoch(batches(), work))  # type: ignore[misc]
        for name, batches in ways.items()
    }
    for name, rate in rates.items():
        print(f"{name:28}{rate:12.0f}{rate * size / BATCH_SIZE / 1e9:8.2f}{rate / rates['pageable']:12.2f}x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
