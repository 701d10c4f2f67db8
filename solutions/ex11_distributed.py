# %% [markdown]
# # Exercise 11: one dataset, many processes
# With two GPUs you run your training script twice, once for each. Each process ("rank") has the
# same network and must see its own share of every epoch. Who gets what is decided by a sampler, and
# nothing checks that the shares fit together. You write that sampler.
#
# Fill in the places marked TODO, then run `make check ONLY=ex11`; stuck? `make hint EX=ex11`

# %% [markdown]
# ## Many processes, one epoch
# `torchrun --nproc-per-node=4 train.py` starts your script four times. The copies do not talk about
# data: each builds its own dataset, its own sampler and its own `DataLoader`, and knows only two
# numbers, its `rank` (0 to 3) and the `world_size` (4). After every batch they average their
# gradients, and for that each waits for all the others. So the samplers have to agree without ever
# speaking to each other:
#
# - **The same permutation everywhere.** Every rank shuffles all the indices, with one seed that all
#   of them know, and then takes its own part: `order[rank::world_size]`. If each rank shuffled with
#   a seed of its own (`seed=rank` is a popular mistake), the parts would overlap. Four ranks on
#   the kit's 4,000 training digits, torch's sampler, `seed=rank`: 2,755 different digits in an
#   epoch. A third of the data sits out, and nothing complains.
# - **The same number of batches everywhere.** A rank that has one batch less than the others leaves
#   the loop, the others wait for its gradients, and the job hangs until somebody notices. So if the
#   samples cannot be shared out evenly, either a few come twice (padding) or a few are dropped.
# - **Another permutation each epoch.** The sampler cannot count epochs for itself: a process that
#   was restarted would count differently from the others. So you tell it.

# %% [markdown]
# ## The line that everybody forgets
# torch's own `DistributedSampler` shuffles with `seed + epoch`, and the epoch is 0 until you call
# `set_epoch`. Without that call, three epochs of `DistributedSampler(range(8), 2, 0)` are
#
#     [4, 7, 2, 1]
#     [4, 7, 2, 1]
#     [4, 7, 2, 1]
#
# The rank sees the same four samples, in the same batches, for the whole training; the other half
# of the data only ever reaches the other rank. With `sampler.set_epoch(epoch)` at the head of the
# loop:
#
#     [4, 7, 2, 1]
#     [5, 2, 7, 1]
#     [0, 7, 6, 1]
#
# Adding the epoch to the seed has a catch of its own: epoch 1 of seed 0 is epoch 0 of seed 1. Two
# runs that you started with seeds 0 and 1, to see how much chance there is in your result, read the
# same orders, one epoch apart. `numpy.random.default_rng([seed, epoch])` takes both numbers and
# mixes them well.

# %% [markdown]
# ## Padding and the test set
# 1,000 test digits on 7 ranks are 143 for each, 1,001 in all: one digit is judged twice. On 64
# ranks it is 24 of them. A linear classifier, trained on the kit's digits, evaluated with torch's
# sampler (which pads with the first ones):
#
#     ranks                1      7     16     64
#     digits judged    1,000  1,001  1,008  1,024
#     right              904    905    911    927
#     accuracy       90.40 % 90.41 % 90.38 % 90.53 %
#
# The same network, and the number in the table of your paper depends on the size of the cluster.
# `drop_last=True` is no cure, as it leaves digits out. Evaluate on one process, or have each rank
# send back its answers together with their indices and count each index once.
#
# In training, neither matters: the order changes, so other samples are doubled or dropped in the
# next epoch.
#
# `shuffle=False` is for those evaluations: in ascending order, every rank reads its files forward.
#
# Read more:
# [DistributedSampler](https://pytorch.org/docs/stable/data.html#torch.utils.data.distributed.DistributedSampler),
# [DistributedDataParallel](https://pytorch.org/docs/stable/notes/ddp.html),
# [torchrun](https://pytorch.org/docs/stable/elastic/run.html).

# %%
import numpy as np
from torch.utils.data import Sampler


# %%
class RankSampler(Sampler):
    """One rank's share of the indices of a dataset.

    All ranks yield the same number of indices: `ceil(n / world_size)`, so that together they cover
    every index at least once and none more than once oftener than another; or, with `drop_last`,
    `floor(n / world_size)`, and each index at most once. `len()` is that number.

    Args:
        num_examples: the number n of examples in the dataset; indices are 0 to n - 1.
        rank: which of the processes this is, in [0, world_size).
        world_size: how many processes there are.
        shuffle: True: one permutation of all the indices for each epoch, shared by all ranks, fixed
            by `seed` and the epoch (another seed or another epoch gives another one).
            False: each rank's indices ascend, for as long as they are not padding.
        seed: any int that `torch.Generator.manual_seed` takes, negative ones too; the global RNGs
            (torch, numpy, random) are left as they were found.
        drop_last: drop what cannot be shared out evenly, instead of padding.

    Each `iter()` is a pass of its own; it yields integers, no tensors.

    Raises:
        ValueError: `rank` is outside [0, world_size), `world_size` or `num_examples` is below 1;
            the message names the argument and its value.

    See https://pytorch.org/docs/stable/data.html#torch.utils.data.distributed.DistributedSampler
    """

    def __init__(self, num_examples, rank, world_size, shuffle=True, seed=0, drop_last=False):
        ### BEGIN SOLUTION: check the numbers and keep what the other methods need
        if num_examples < 1:
            raise ValueError(f"num_examples must be at least 1, got {num_examples}")
        if not 0 <= rank < world_size:  # and so world_size is at least 1
            raise ValueError(f"rank must be in [0, world_size), got {rank=} and {world_size=}")
        self.num_examples, self.rank, self.world_size = num_examples, rank, world_size
        self.shuffle, self.seed, self.drop_last = shuffle, seed, drop_last
        self.epoch = 0
        ### END SOLUTION

    def set_epoch(self, epoch):
        """Use the permutation of this epoch from the next pass on."""
        ### BEGIN SOLUTION: remember the epoch
        self.epoch = epoch
        ### END SOLUTION

    def __len__(self):
        """The number of indices that this rank yields, the same for all ranks."""
        ### BEGIN SOLUTION: round down with drop_last, else up
        if self.drop_last:
            return self.num_examples // self.world_size
        return -(-self.num_examples // self.world_size)
        ### END SOLUTION

    def __iter__(self):
        """This rank's part of the epoch's permutation."""
        ### BEGIN SOLUTION: order all the indices as every rank does, then yield this rank's part
        order = range(self.num_examples)
        if self.shuffle:
            rng = np.random.default_rng([self.seed % 2**64, self.epoch])
            order = rng.permutation(self.num_examples).tolist()
        # Where the order ends, padding begins with its first indices again.
        for place in range(self.rank, len(self) * self.world_size, self.world_size):
            yield order[place % self.num_examples]
        ### END SOLUTION


# %%
if __name__ == "__main__":
    ranks = [RankSampler(10, rank, world_size=4, shuffle=False) for rank in range(4)]
    print("ascending:", [list(sampler) for sampler in ranks])
    ranks = [RankSampler(10, rank, world_size=4) for rank in range(4)]
    for epoch in range(2):
        for sampler in ranks:
            sampler.set_epoch(epoch)
        print("epoch", epoch, [list(sampler) for sampler in ranks])
