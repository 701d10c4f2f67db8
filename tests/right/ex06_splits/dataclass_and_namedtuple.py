# right: TransformedSubset is a dataclass and gives named tuples
import copy
import operator
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch.utils.data import Dataset, Subset


class Sample(NamedTuple):
    x: Any
    y: Any


class FractionError(ValueError):
    """The shares of a split make no sense."""


def checked(fractions):
    for name, share in fractions.items():
        if share != share or share < 0 or share > 1:
            raise FractionError(f"fractions[{name!r}] = {share}: not a share")
    total = sum(fractions.values())
    if not fractions or abs(1 - total) > 1e-6:
        raise FractionError(f"sum(fractions.values()) = {total}: not 1")
    return total


def quota(count, fractions):
    total, done, given = checked(fractions), 0.0, 0
    for name, share in fractions.items():
        done += share
        upto = min(count, round(count * done / total))
        yield name, upto - given
        given = upto


def split(dataset, fractions, seed):
    checked(fractions)
    order = iter(torch.randperm(len(dataset), generator=torch.Generator().manual_seed(seed)).tolist())
    return OrderedDict(
        (name, Subset(dataset, [next(order) for _ in range(size)]))
        for name, size in quota(len(dataset), fractions)
    )


@dataclass
class TransformedSubset(Dataset):
    subset: Subset
    transform: Callable

    def __len__(self) -> int:
        return len(self.subset)

    def __getitem__(self, index) -> Sample:
        index = operator.index(index)
        if index < 0:
            index += len(self)
        if index not in range(len(self)):
            raise IndexError
        x, y = self.subset[index]
        return Sample(self.transform(copy.deepcopy(x)), y)


def stratified_split(labels, fractions, seed):
    checked(fractions)
    labels = torch.as_tensor(labels).tolist()
    generator = torch.Generator().manual_seed(seed)
    to_go = {label: dict(quota(count, fractions)) for label, count in Counter(labels).items()}
    parts = {name: [] for name in fractions}
    for index in torch.randperm(len(labels), generator=generator).tolist():
        left = to_go[labels[index]]
        name = next(name for name in left if left[name])
        left[name] -= 1
        parts[name].append(index)
    return parts
