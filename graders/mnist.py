"""The MNIST digits: the kit's sample of 5,000, or a full set that the user has.

Nothing is ever downloaded. `digits` gives arrays without torch, for the checks; `root` gives a
folder for `torchvision.datasets.MNIST(root)`, the sample unpacked once into a cache folder.
"""

from __future__ import annotations

import gzip
import os
import shutil
import struct
import sys
import tempfile
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from graders.errors import KitError

if TYPE_CHECKING:
    import numpy as np

SAMPLE = Path(__file__).parent / "data" / "mnist-sample"
#: torchvision's names below ROOT/MNIST/raw, and how many dimensions each file has.
FILES = {
    ("train", "images"): "train-images-idx3-ubyte", ("train", "labels"): "train-labels-idx1-ubyte",
    ("test", "images"): "t10k-images-idx3-ubyte", ("test", "labels"): "t10k-labels-idx1-ubyte",
}  # fmt: skip
RAW = Path("MNIST", "raw")


def digits(split: str, root: Path | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Images, uint8 (N, 28, 28), and labels, uint8 (N,), of "train" or "test".

    From the kit's sample (4,000 and 1,000 digits), or from `root`, a folder as torchvision's.
    Raises KitError that names the file which is missing or damaged.
    """
    folder = SAMPLE if root is None else root / RAW
    images, labels = (parse(_read(folder, FILES[split, what]), FILES[split, what]) for what in ("images", "labels"))
    if len(images) != len(labels):
        raise KitError(f"MNIST in {folder}: {len(images)} images but {len(labels)} labels to {split} with")
    return images, labels


def parse(data: bytes, name: str) -> np.ndarray:
    """The array of an IDX file of bytes; KitError if it is cut off or something else."""
    import numpy as np

    ndim = 3 if "idx3" in name else 1
    magic, *shape = struct.unpack(f">{1 + ndim}I", data[: 4 + 4 * ndim].ljust(4 + 4 * ndim, b"\0"))
    body = data[4 + 4 * ndim :]
    if magic != 0x800 + ndim or len(body) != int(np.prod(shape, dtype=object)) or shape[1:] not in ([], [28, 28]):
        raise KitError(f"the MNIST file {name} is damaged or cut off")
    return np.frombuffer(body, np.uint8).reshape(shape)


def idx(array: np.ndarray) -> bytes:
    """An IDX file of uint8 values, as MNIST's are: for images (N, 28, 28), for labels (N,)."""
    import numpy as np

    array = np.ascontiguousarray(array, np.uint8)
    return struct.pack(f">{1 + array.ndim}I", 0x800 + array.ndim, *array.shape) + array.tobytes()


def root() -> Path:
    """The sample as a folder for `torchvision.datasets.MNIST`, unpacked if it is not there yet."""
    folder = cache_folder() / "mnist-sample"
    if not _all_there(folder):
        _unpack(folder)
    return folder


def _all_there(folder: Path) -> bool:
    return all(_whole(folder / RAW / name) for name in FILES.values())


def cache_folder() -> Path:
    """Where this system keeps what can be made again; LOADER_KIT_CACHE overrides it."""
    home = Path.home()
    if sys.platform == "win32":
        default = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    else:
        default = Path(os.environ.get("XDG_CACHE_HOME") or (home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"))
    return Path(os.environ.get("LOADER_KIT_CACHE") or default / "loader-kit")


def _read(folder: Path, name: str) -> bytes:
    """A file as it is or gzipped, whichever is there."""
    for path in (folder / name, folder / f"{name}.gz"):
        try:
            data = path.read_bytes()
            return gzip.decompress(data) if path.suffix == ".gz" else data
        except FileNotFoundError:
            continue
        except (OSError, EOFError, zlib.error) as error:
            raise KitError(f"the MNIST file {path} cannot be read: {error}") from None
    raise KitError(f"there is no MNIST file {folder / name} (or {name}.gz)")


def _whole(path: Path) -> bool:
    """Whether an unpacked file is what was packed."""
    try:
        return path.read_bytes() == _read(SAMPLE, path.name)
    except OSError:
        return False


def _unpack(folder: Path) -> None:
    """All files at once: another process may unpack, or read, at the same moment."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="mnist-", dir=folder.parent))
        (fresh / RAW).mkdir(parents=True)
        for name in FILES.values():
            (fresh / RAW / name).write_bytes(_read(SAMPLE, name))
        _put(fresh, folder)
    except OSError as error:
        raise KitError(f"the MNIST sample cannot be unpacked: {error} (LOADER_KIT_CACHE names another folder)") from None


def _put(fresh: Path, folder: Path) -> None:
    """Move what was unpacked to its place. Somebody else may be quicker, or clear the place away meanwhile."""
    for attempts_left in reversed(range(100)):
        if _all_there(folder):
            shutil.rmtree(fresh, ignore_errors=True)
            return
        shutil.rmtree(folder, ignore_errors=True)  # half there, or damaged
        try:
            fresh.replace(folder)
            return
        except OSError:
            if not attempts_left:
                shutil.rmtree(fresh, ignore_errors=True)
                raise
            time.sleep(0.01)
