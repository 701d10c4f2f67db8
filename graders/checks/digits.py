"""MNIST digits for the checks: the kit's sample, or the full set that `--mnist` names.

The judge's own: what a host is given to read is written there by the check that asks.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from graders import mnist

SIZE = {"train": 4000, "test": 1000}  # digits asked about: training is to take seconds
_source: tuple[Path | None, int] = (None, 0)


def use(root: Path, seed: int) -> None:
    """Take the digits from a full MNIST below `root`: which ones, the course's seed decides.

    Raises KitError if the set is not whole.
    """
    global _source  # noqa: PLW0603  (one choice for the run, made before the first check)
    for split in SIZE:
        _digits(split, root, seed)
    _source = root, seed


@cache
def _digits(split: str, root: Path | None, seed: int) -> tuple[np.ndarray, np.ndarray]:
    images, labels = mnist.digits(split, root)
    if root is None:
        return images, labels
    chosen = np.random.default_rng(seed % 2**64).permutation(len(images))[: SIZE[split]]
    return images[chosen], labels[chosen]


def images(split: str) -> np.ndarray:
    """uint8 (N, 28, 28) of "train" or "test"."""
    return _digits(split, *_source)[0]


def labels(split: str) -> np.ndarray:
    """uint8 (N,), 0 to 9."""
    return _digits(split, *_source)[1]


def idx_files(images: np.ndarray, labels: np.ndarray, train: bool = True) -> dict[str, bytes]:
    """File names and contents for ROOT/MNIST/raw: images (N, 28, 28), labels (N,)."""
    split = "train" if train else "test"
    arrays = {"images": images, "labels": labels}
    return {mnist.FILES[split, what]: mnist.idx(array) for what, array in arrays.items()}
