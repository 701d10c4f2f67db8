# right: a hard link under the final name's stand-in, then a rename; eager permutations, yield from a deque
import itertools
import os
from collections import deque
from pathlib import Path

import torch


class ResumableSampler(torch.utils.data.Sampler[int]):
    def __init__(self, num_examples: int, seed: int = 0) -> None:
        super().__init__()
        self._n = num_examples
        self._seed = seed
        self._epochs = itertools.count()
        self._state = [0, 0]
        self._left: deque | None = None

    def _order(self, epoch):
        with torch.random.fork_rng(devices=[]):  # borrows the global RNG, and gives it back
            torch.default_generator.manual_seed((self._seed + 1_000_003 * epoch) % 2**63)
            return torch.randperm(self._n).numpy()

    def __iter__(self):
        if self._left is None:
            state, left = [next(self._epochs), 0], None
        else:
            state, left, self._left = list(self._state), self._left, None
            next(self._epochs)
        left = deque(self._order(state[0])) if left is None else left
        while left:
            state[1] += 1
            self._state = list(state)
            yield left.popleft()

    def __len__(self):
        return self._n

    def state_dict(self):
        return {"version": 1, "nested": {"where": list(self._state)}, "note": "epoch, indices drawn"}

    def load_state_dict(self, state_dict):
        self._state = list(state_dict["nested"]["where"])
        self._epochs = itertools.count(self._state[0])
        self._left = deque(self._order(self._state[0])[self._state[1] :])


def _rebuild(node):
    stack_of = {dict: lambda d: {k: _rebuild(v) for k, v in d.items()}, list: lambda x: [*map(_rebuild, x)], tuple: lambda x: (*map(_rebuild, x),)}
    for kind, build in stack_of.items():
        if isinstance(node, kind):
            return build(node)
    return node.clone() if isinstance(node, torch.Tensor) else node


def save_checkpoint(path, state):
    path = Path(path).absolute()
    first, second = (path.parent / f"{path.name}.{k}" for k in "12")
    for leftover in (first, second):
        leftover.unlink(missing_ok=True)
    torch.save(_rebuild(state), first)
    os.link(first, second)
    os.replace(second, path)
    first.unlink()


def load_checkpoint(path):
    path = Path(path).absolute()
    if not path.parent.is_dir() or path.name not in os.listdir(path.parent):
        return None
    return torch.load(str(path), weights_only=True, mmap=False)
