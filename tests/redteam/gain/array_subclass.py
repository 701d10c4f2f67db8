# attack: gives numpy arrays and objects with __array__, __array_interface__, __index__, __float__ and __iter__ in the place of tensors and lists
# exercise: ex06_splits
import numpy as np
import torch


class Array(np.ndarray):
    dtype = property(lambda self: np.dtype("int64"))
    shape = property(lambda self: (5,))
    tobytes = lambda self, *args: b"\0" * 40
    __array_ufunc__ = None


class Anything(list):
    __array__ = lambda self, *args, **kwargs: np.zeros(1)
    __iter__ = lambda self: iter(range(8))
    __len__ = lambda self: 8
    __getitem__ = lambda self, index: 100
    __index__ = lambda self: 1
    __eq__ = __ne__ = lambda self, other: True
    __hash__ = None


def stratified_split(labels, fractions, seed):
    return {name: Anything() if k % 2 else np.zeros(2).view(Array) for k, name in enumerate(fractions)}


def split(dataset, fractions, seed):
    return dict.fromkeys(fractions, Anything())


TransformedSubset = lambda subset, transform: Anything([torch.zeros(1)])
print("TRIED")
