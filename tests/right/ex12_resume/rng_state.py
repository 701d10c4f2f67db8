# right: the state holds the random generator's own state as numbers; a temporary folder beside the file
import random
import tempfile
from pathlib import Path

import torch
from torch.utils._pytree import tree_map_only
from torch.utils.data import Sampler


class ResumableSampler(Sampler):
    def __init__(self, num_examples, seed=0):
        self.num_examples = num_examples
        self.rng = random.Random(str(seed))
        self.start = self.rng.getstate()
        self.drawn = self.skip = 0

    def __len__(self):
        return self.num_examples

    def __iter__(self):
        start, skip, self.skip = self.rng.getstate(), self.skip, 0
        order = self.rng.sample(range(self.num_examples), self.num_examples)
        if skip == 0:
            self.start, self.drawn = start, 0
        for k in range(skip, self.num_examples):
            self.start, self.drawn = start, k + 1
            yield order[k]

    def state_dict(self):
        version, numbers, extra = self.start
        return {"rng": {"version": version, "numbers": list(numbers), "extra": extra or 0}, "drawn": self.drawn}

    def load_state_dict(self, state):
        rng = state["rng"]
        self.start = (rng["version"], tuple(rng["numbers"]), rng["extra"] or None)
        self.rng.setstate(self.start)
        self.drawn = self.skip = state["drawn"]


def save_checkpoint(path, state):
    target = Path.cwd() / path
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="checkpoint") as folder:
        new = Path(folder, "new")
        with new.open("wb") as file:
            torch.save(tree_map_only(torch.Tensor, torch.clone, state), file)
        new.replace(target)


def load_checkpoint(path):
    target = Path.cwd() / path
    return torch.load(target, weights_only=True) if target.exists() else None
