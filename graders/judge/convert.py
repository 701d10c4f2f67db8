"""From the student's objects to plain data and back, in the host.

Only the real type is asked (`type(value)`, never `isinstance`, which asks the object), and only
methods of the built-in base are called, so a subclass cannot answer for itself.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from graders.plain import ITEMSIZE, Image, Opaque, Tensor

MAX_BYTES = 32 * 2**20  # of one array or image that is sent by value


def to_plain(value: Any) -> Any:
    """Plain data for a value of any type that is not plain itself; None if it must stay behind."""
    kind = type(value)
    for base, convert in _CONVERSIONS:
        if issubclass(kind, base):
            return convert(value)
    try:
        return _convert_array(value, kind)
    except Exception as error:  # an image whose file was closed before its pixels were read
        return Opaque(f"a {kind.__name__} that cannot be read: {type(error).__name__}: {error}")


_CONVERSIONS: list[tuple[type, Callable[[Any], Any]]] = [
    (str, str.__str__),
    (int, int.__index__),
    (bytes, lambda v: bytes.__getitem__(v, slice(None))),
    (tuple, lambda v: tuple(tuple.__iter__(v))),
    (list, lambda v: list(list.__iter__(v))),
    (OrderedDict, lambda v: dict(OrderedDict.items(v))),
    (dict, lambda v: {k: dict.__getitem__(v, k) for k in dict.__iter__(v)}),
]


def _convert_array(value: Any, kind: type) -> Any:
    """numpy, torch and PIL values as plain records; None for anything else."""
    torch, numpy, pil = (sys.modules.get(m) for m in ("torch", "numpy", "PIL.Image"))
    if numpy is not None and issubclass(kind, numpy.generic | numpy.ndarray):
        return _from_numpy(value, "scalar" if issubclass(kind, numpy.generic) else "numpy")
    if issubclass(kind, float):
        return float.__float__(value)
    if torch is not None and issubclass(kind, torch.Tensor):
        return _from_torch(value, torch)
    if pil is not None and issubclass(kind, pil.Image):
        width, height = value.size
        if width * height * 4 > MAX_BYTES:
            return Opaque(f"a PIL image of {width} x {height} pixels, too large to send")
        return Image(value.mode, (width, height), value.tobytes())
    return None


def _from_numpy(value: Any, kind: str) -> Any:
    import numpy as np

    array = np.asarray(value)
    if array.dtype.name not in ITEMSIZE:
        return Opaque(f"a numpy {'array' if kind == 'numpy' else 'scalar'} of dtype {array.dtype}")
    if array.nbytes > MAX_BYTES:
        return Opaque(f"a numpy array of shape {tuple(array.shape)}, too large to send")
    return Tensor(kind, array.dtype.name, tuple(array.shape), array.tobytes())


def _from_torch(value: Any, torch: Any) -> Any:
    with torch._C.DisableTorchFunctionSubclass(), torch.no_grad():
        shape, dtype = tuple(value.shape), str(value.dtype).removeprefix("torch.")
        if value.layout != torch.strided or value.is_quantized or value.is_nested:
            layout = "quantized" if value.is_quantized else str(value.layout).removeprefix("torch.")
            return Opaque(f"a {layout} tensor of shape {shape}, not a dense one")
        if value.device.type == "meta":
            return Opaque(f"a tensor of shape {shape} on the meta device, without values")
        if dtype not in ITEMSIZE:
            return Opaque(f"a tensor of dtype {dtype}")
        if value.numel() * ITEMSIZE[dtype] > MAX_BYTES:
            return Opaque(f"a tensor of shape {shape}, too large to send")
        dense = value.detach().cpu().resolve_conj().resolve_neg().contiguous()
        flat = dense.as_strided((dense.numel(),), (1,))  # a dimension of one may have any stride
        data = flat.view(torch.uint8).numpy().tobytes()
    return Tensor("torch", dtype, shape, data)


def to_array(value: Tensor) -> Any:
    """The torch tensor, numpy array or numpy scalar that a record of a question stands for."""
    import numpy as np

    if value.kind != "torch":
        array = np.frombuffer(bytearray(value.data), np.dtype(value.dtype)).reshape(value.shape)
        return array[()] if value.kind == "scalar" else array
    import torch

    dtype = getattr(torch, value.dtype)
    if not value.data:
        return torch.empty(value.shape, dtype=dtype)
    return torch.frombuffer(bytearray(value.data), dtype=dtype).reshape(value.shape)


def to_image(value: Image) -> Any:
    """The PIL image that a record of a question stands for."""
    from PIL import Image as PILImage

    return PILImage.frombytes(value.mode, value.size, value.data)
