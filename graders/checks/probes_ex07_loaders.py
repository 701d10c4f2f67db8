"""Probes of ex07_loaders, which live beside the student's code; no expected answers here."""

import types

from torch.utils.data import Sampler


class Orders(Sampler):
    """A sampler whose first pass yields the first of these orders, the next pass the next, and so on."""

    def __init__(self, orders):
        self.orders, self.passes = orders, 0

    def __len__(self):
        return len(self.orders[0])

    def __iter__(self):
        order = self.orders[self.passes % len(self.orders)]
        self.passes += 1
        return iter(order)


def read_only(mapping):
    """A mapping that nobody can write to."""
    return types.MappingProxyType(mapping)
