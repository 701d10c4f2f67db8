"""The plain data that crosses between judge and student host.

Standard library only: the judge uses these records without loading torch, the host
without loading anything of the judge. None of them has behaviour a student could change.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

#: Bytes of one element, for every dtype that may cross; anything else stays behind a handle.
ITEMSIZE = {
    "bool": 1, "uint8": 1, "int8": 1, "uint16": 2, "int16": 2, "uint32": 4, "int32": 4,
    "uint64": 8, "int64": 8, "float16": 2, "bfloat16": 2, "float32": 4, "float64": 8,
    "complex64": 8, "complex128": 16,
}  # fmt: skip
MAX_NDIM = 16
MAX_EMPTY = 2_000_000  # product of the other dimensions where one is 0


@dataclass(frozen=True, eq=False)
class Tensor:
    """An array of numbers: what it is (`kind`), its dtype, its shape and its bytes.

    `kind` is "torch" (a torch.Tensor), "numpy" (a numpy.ndarray) or "scalar" (a numpy scalar).
    Two of them are never compared with `==`: use `graders.checks.expect.equal`.
    """

    kind: str
    dtype: str
    shape: tuple[int, ...]
    data: bytes

    def __post_init__(self) -> None:
        if self.kind not in ("torch", "numpy", "scalar"):
            raise ValueError(f"unknown kind of array: {self.kind!r:.40}")
        if self.dtype not in ITEMSIZE:
            raise ValueError(f"unknown dtype: {self.dtype!r:.40}")
        if len(self.shape) > MAX_NDIM or any(n < 0 for n in self.shape) or (self.kind == "scalar" and self.shape):
            raise ValueError(f"not a shape: {self.shape!r:.80}")
        if not self.data and math.prod(n or 1 for n in self.shape) > MAX_EMPTY:
            raise ValueError(f"an empty array of shape {self.shape!r:.80}")  # as nested lists it would fill the memory
        if math.prod(self.shape) * ITEMSIZE[self.dtype] != len(self.data):
            raise ValueError(f"{len(self.data)} bytes do not fill {self.dtype} {self.shape}")

    @property
    def array(self) -> np.ndarray:
        """The values as a read-only numpy array; bfloat16 is widened to float32."""
        import numpy as np

        if self.dtype == "bfloat16":
            high = np.frombuffer(self.data, np.uint16).astype(np.uint32) << 16
            return high.view(np.float32).reshape(self.shape)
        return np.frombuffer(self.data, np.dtype(self.dtype)).reshape(self.shape)

    def item(self) -> Any:
        """The one value of an array with one element, as a Python number."""
        return self.array.reshape(-1)[0].item()

    def tolist(self) -> Any:
        """Nested lists of Python numbers."""
        return self.array.tolist()


@dataclass(frozen=True)
class Image:
    """A PIL image: mode ("RGB", "L", ...), size (width, height) in pixels, raw bytes."""

    mode: str
    size: tuple[int, int]
    data: bytes

    @property
    def array(self) -> np.ndarray:
        """uint8 array (height, width, channels), or (height, width) for one channel."""
        import numpy as np

        width, height = self.size
        flat = np.frombuffer(self.data, np.uint8)
        return flat.reshape((height, width) if self.mode == "L" else (height, width, -1))


@dataclass(frozen=True)
class Ref:
    """Something that stays in the student host: its number and its type's name, for messages."""

    number: int
    type_name: str


@dataclass(frozen=True)
class Callback:
    """A function of the judge's that the host may call while it answers a question."""

    number: int


@dataclass(frozen=True)
class Opaque:
    """What could not cross (too large, sparse, no values): only a description of it."""

    text: str


def tensor(values: Any, dtype: str | None = None) -> Tensor:
    """A torch tensor for a question or an expected answer; dtype as torch would infer it."""
    import numpy as np

    array = np.asarray(values, dtype=dtype)
    if dtype is None and array.dtype == np.float64 and not isinstance(values, np.ndarray):
        array = array.astype(np.float32)
    return Tensor("torch", str(array.dtype), array.shape, array.tobytes())


def ndarray(array: Any, dtype: str | None = None) -> Tensor:
    """A numpy array for a question."""
    import numpy as np

    array = np.asarray(array, dtype=dtype)
    return Tensor("numpy", str(array.dtype), array.shape, array.tobytes())
