# %% [markdown]
# # Exercise 10: the same run twice
# A run that cannot be repeated cannot be debugged, and two runs that differ in their data say
# little about the change that you made between them. You write the two small functions that make
# data loading repeatable: one seeds the random numbers inside the workers, the other builds a
# `DataLoader` whose epochs follow from one seed.
#
# Fill in the places marked TODO, then run `make check ONLY=ex10`; stuck? `make hint EX=ex10`

# %% [markdown]
# ## Random, but not the same every time
# Augmentation wants new random numbers for every sample in every epoch; repeatability wants the
# same ones in the next run. Most mistakes give one and lose the other. Here is a dataset that
# moves real MNIST digits sideways by -3 to 3 pixels, and says by how many:
#
# ```python
# with gzip.open("graders/data/mnist-sample/train-images-idx3-ubyte.gz") as file:
#     digits = torch.tensor(list(file.read(16 + 8 * 784)[16:])).reshape(8, 28, 28)
#
# class Moved(Dataset):
#     def __len__(self):
#         return len(digits)
#     def __getitem__(self, i):
#         move = np.random.randint(-3, 4)
#         return digits[i].roll(move, dims=1), move
#
# loader = DataLoader(Moved(), batch_size=4, num_workers=2, worker_init_fn=np.random.seed)
# for epoch in range(2):
#     print(*(moves.tolist() for _, moves in loader))
# ```
#
#     [1, 2, -3, 0] [2, 0, 1, -3]
#     [1, 2, -3, 0] [2, 0, 1, -3]
#
# `worker_init_fn` is called with the worker's id, so this is `np.random.seed(worker_id)`, an advice
# that has been passed on for years. The workers differ, but they are started anew, and seeded
# alike, for every epoch. A random number generator of the dataset's own is no cure by itself. With
# `self.rng = np.random.default_rng(0)` in `__init__`, each worker gets a copy of it, as it was:
#
#     [2, 1, 0, -2] [2, 1, 0, -2]
#     [2, 1, 0, -2] [2, 1, 0, -2]
#
# What does it cost? A small network, 1,000 of the kit's digits moved up to 3 pixels both ways, 30
# epochs, accuracy on 1,000 test digits (mean of three runs, here): with moves that are new in each
# epoch 89 %, with the same ones in every epoch and the digits in a fixed order 78 %, less than the
# 90 % without any augmentation. With shuffling it is 89 % again, for the digits then meet other
# moves in each epoch. So the mistake stays unnoticed until someone trains with a fixed order.

# %% [markdown]
# ## Where a worker's random numbers come from
# At every `iter`, a `DataLoader` with workers draws one number, the *base seed*. Worker `k` starts
# with `torch.manual_seed(base_seed + k)`, so `torch.initial_seed()` tells it apart from the other
# workers and from the last epoch's. Until version 1.9, PyTorch left numpy out, and every worker
# moved its digits alike; look for it in code of that time. Today numpy and `random` are seeded too
# (we looked in version 2.14), but other libraries with an RNG of their own are not, and neither is
# an RNG object in your dataset. The pattern is the same for all: derive it from
# `torch.initial_seed()` in a `worker_init_fn` (there, `get_worker_info().dataset` is this worker's
# copy of the dataset: give it a new `rng`). One catch is that the seed may be any number of 63
# bits, while numpy's old global RNG takes 32:
#
#     ValueError: Seed must be between 0 and 2**32 - 1
#
# ## Where the base seed comes from
# From the `generator` that the loader was given, and the order of `shuffle=True` comes from it as
# well. With none, both come from torch's global RNG, which your model draws from too. This is
# `torch.manual_seed(0)` and then the order of `DataLoader(range(8), 8, shuffle=True)`, first by
# itself, then after one `torch.rand(1)`, which may be a dropout layer or a new weight:
#
#     [2, 0, 5, 3, 1, 4, 7, 6]
#     [3, 5, 1, 6, 7, 4, 0, 2]
#
# A `torch.Generator` that belongs to the loader alone is out of the others' reach, and the others
# are out of its: whoever calls you may have seeded the global RNGs on purpose.

# %% [markdown]
# ## What even a seed does not promise
# - **Another number of workers** gives other augmentations, as worker `k` makes every `n`-th batch
#   with its own random numbers. The moves of one and the same seed, with one worker and with two:
#
#       [-1, -1, 1, 2] [-2, 0, 2, 3]
#       [-1, -1, 1, 2] [1, -1, 1, 2]
#
#   The order stays the same. With `num_workers=0`, samples are made in your own process, where
#   the global RNGs are in force and nobody seeds them for you: only the order is fixed then.
# - **Persistent workers** are seeded once and draw on: repeatable as well, but from the second
#   epoch on not the same as without them.
# - **An epoch broken off** leaves the generator at another place, so later epochs differ from those
#   of a run that finished it (exercise 7 has a cure). The same steps give the same epochs.
# - **Seeds are cut.** torch's generator for the CPU looks at the lower 32 bits alone: 5 and
#   `5 + 2**32` give the same random numbers.
# - **Another machine or version.** PyTorch does not promise the same random numbers, nor the same
#   sums, across its releases and platforms, or on CPU and GPU. On a GPU some operations add up in
#   any order; `torch.use_deterministic_algorithms(True)` makes them repeat, or raise.
#
# Read more: [reproducibility](https://pytorch.org/docs/stable/notes/randomness.html),
# [randomness in workers](https://pytorch.org/docs/stable/data.html#randomness-in-multi-process-data-loading),
# [the numpy problem, with its long history](https://github.com/pytorch/pytorch/issues/5059).

# %%
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


# %%
def seed_worker(worker_id):
    """Seed Python's `random` and numpy's global RNG in a `DataLoader` worker.

    A `worker_init_fn`: every worker calls it once, when it starts. Both are seeded from the
    worker's torch seed, `torch.initial_seed()`, whatever they held before, so that

    - the same torch seed gives the same random numbers, in every run;
    - another torch seed, which another worker and another epoch have, gives others.

    torch's own RNG, which is seeded already, keeps its state.

    Args:
        worker_id: the worker's number, from 0. It is the same in every epoch.

    See https://pytorch.org/docs/stable/notes/randomness.html#dataloader
    """
    # TODO: seed random and np.random from the worker's torch seed
    raise NotImplementedError("TODO: seed_worker")


# %%
def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    """A `DataLoader` whose epochs are fixed by a seed.

    Args:
        dataset: a map-style dataset.
        batch_size: samples in a batch; the last one of an epoch may have fewer.
        seed: an int that `torch.Generator.manual_seed` takes, negative ones too.
        num_workers: worker processes; 0 loads in this process.
        shuffle: whether the samples come in a random order, another one in each epoch. Without,
            they come in the dataset's.

    Returns:
        A `DataLoader` that gives every sample once an epoch. Two of them with one seed, over equal
        datasets and with the same arguments, give the same epochs, also in another process, and

        - whatever the global RNGs (torch, numpy, random) held before, and whatever is drawn from
          them in between; they are left as they were found, also after an error;
        - with workers, including random augmentations that the dataset draws from torch, numpy or
          `random` (with `num_workers=0` only the order is promised).

        Another seed gives other epochs, and augmentations, and with `shuffle` the order, change
        from epoch to epoch. Each `iter()` is a full pass of its own, also after one that was
        stopped half-way, or beside one that is still being read.

    See https://pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader
    """
    # TODO: build a DataLoader with a generator of its own and seeded workers
    raise NotImplementedError("TODO: seeded_loader")


# %%
if __name__ == "__main__":
    numbers = TensorDataset(torch.arange(10))
    for run in range(2):
        loader = seeded_loader(numbers, batch_size=4, seed=0)
        for epoch in range(2):
            print("run", run, "epoch", epoch, [batch.tolist() for (batch,) in loader])
