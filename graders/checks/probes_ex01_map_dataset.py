"""What ex01's checks need beside the student's code: arrays to pass in, transforms, a look at samples.

No expected answers here.
"""

import gc
import itertools
from pathlib import Path  # noqa: F401  (asked for by name)

import numpy as np
import torch


def array(values, dtype):
    """A numpy array that stays in this process."""
    return np.array(values, dtype=dtype)


def tensor(values, dtype):
    """A tensor that stays in this process."""
    return torch.tensor(values, dtype=getattr(torch, dtype))


def read_only(values):
    """The array, protected against writing."""
    values.flags.writeable = False
    return values


def every_other(values):
    """The rows of an array as a view of every other row of one twice as long."""
    return np.repeat(values, 2, axis=0)[::2]


def _value(thing):
    """What the array or tensor holds now."""
    return thing


def double_in_place(x):
    """A transform that works in place: writes into the tensor that it is given."""
    return x.mul_(2)


def plus_one(x):
    """A transform that leaves x alone."""
    return x + 1


def unchanged(image):
    """A transform that returns what it gets."""
    return image


def paint(image):
    """A transform that works in place: makes the first pixel 0, and returns what it was."""
    colour = list(image.getpixel((0, 0)))
    image.putpixel((0, 0), (0, 0, 0))
    return colour


def overwrite(dataset, index):
    """Write into every tensor of a sample, as its caller may do."""
    for part in dataset[index]:
        if isinstance(part, torch.Tensor):
            part.fill_(99)


def pixels_of(dataset, index):
    """The pixels of the PIL image that a sample holds, read after `dataset[index]` has returned."""
    image, _ = dataset[index]
    return np.array(image)


def iterate(iterable):
    """An iterator that stays in this process."""
    return iter(iterable)


class KeepImages:
    """A transform that keeps every image it is given, and returns how many there were."""

    def __init__(self):
        self.images, self.numbers = [], itertools.count(1)

    def __call__(self, image):
        self.images.append(image)
        return next(self.numbers)


def _settle():
    """Close what nobody refers to any more."""
    gc.collect()
