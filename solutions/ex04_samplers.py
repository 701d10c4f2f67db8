# %% [markdown]
# # Exercise 4: Custom samplers
#
# A `Dataset` knows how to fetch sample number `i`; a **sampler** decides which numbers are asked
# for, how often and in which order. You write two: `BalancedSampler`, which gives rare classes
# their share of an epoch, and `LossSampler`, which comes back more often to what the model still
# gets wrong.
#
# Fill in the places marked TODO, then run `make check ONLY=ex04`; stuck? `make hint EX=ex04`

# %% [markdown]
# ## A sampler is something to iterate over
#
# `DataLoader(dataset, batch_size=32, sampler=sampler)` calls `iter(sampler)` once an epoch and cuts
# what comes out into batches; `len(sampler)` tells it how many to announce. That is all: an
# `__iter__` that yields indices and a `__len__` that counts them
# ([Sampler](https://pytorch.org/docs/stable/data.html#torch.utils.data.Sampler),
# [loading order](https://pytorch.org/docs/stable/data.html#data-loading-order-and-sampler)).
# `shuffle=True` is short for one particular sampler, so a loader takes one or the other, not both.
#
# The simplest way to write `__iter__` is as a generator function, with `yield`. Every `iter()` then
# gets local variables of its own, so two loaders can share a sampler, and an epoch that you `break`
# out of leaves nothing behind. Keep the position on `self`, and the next epoch starts where the
# last one stopped.

# %% [markdown]
# ## Why balance?
#
# Real data is lopsided. [HAM10000](https://doi.org/10.1038/sdata.2018.161), 10,015 photographs of
# skin lesions, has 6,705 harmless moles (`nv`) and 115 dermatofibromas (`df`):
#
#     class                      nv    mel    bkl   bcc  akiec  vasc    df     an epoch
#     as it is                6,705  1,113  1,099   514    327   142   115       10,015
#     BalancedSampler "over"  6,705  6,705  6,705 6,705  6,705 6,705 6,705       46,935
#     BalancedSampler "under"   115    115    115   115    115   115   115          805
#
# A model that always answers `nv` is right 67 % of the time, and that is where training goes first.
# Here it is on the MNIST digits that come with this course: a small network learns to tell 3 from
# 8, from all 400 threes of the sample but only its first 8 eights. Five epochs, batches of 32, SGD
# at 0.1, mean of three runs; 100 threes and 100 eights to test on:
#
#     sampler         draws an epoch   3s recognised   8s recognised
#     shuffle=True               408           100 %             0 %
#     "over"                     800           100 %            53 %
#     "under"                     16            96 %            76 %
#
# Shuffled, the network is 98 % right on its training data and has not found a single 8. Which mode
# is better depends on the data. "over" uses everything, and repeats each 8 fifty times an epoch,
# so it learns those eight by heart: add augmentation. "under" is quick and throws most of an epoch
# away; draw another subset each epoch, and over many epochs the model sees everything after all.
#
# What goes wrong in practice:
# - **Balancing before splitting.** Copies of one image land in train *and* validation, and the
#   validation score is fiction. Split first; balance the training split only.
# - **Balancing what you evaluate on.** Keep the true mix there, or precision and accuracy describe
#   a world that does not exist. For the same reason the probabilities of a model that was trained
#   on a balanced mix are too high for rare classes.
# - **A generator made inside `__iter__` from a fixed seed.** Every epoch then has the same order
#   and the same subset: with "under", 9,210 of the 10,015 photographs above are never seen.
# - **Drawing with replacement when you meant a pass.** `WeightedRandomSampler` with equal weights
#   misses 1 - 1/e = 37 % of the data each epoch: of the 4,000 digits here, one pass drew 2,546.

# %% [markdown]
# ## Why look at the loss?
#
# Most examples are soon easy. After three epochs on the 4,000 digits, the same network gets 92 % of
# the test digits right, the hardest tenth of the training digits carries 64 % of all loss, and the
# easier half 3 %; going through that half again teaches next to nothing. Drawing each digit with
# probability proportional to its loss gives, in 4,000 draws:
#
#     digit          0    1    2    3    4    5    6    7    8    9
#     draws        119  246  395  450  592  487  341  311  487  572      (as it is: 400 each)
#
# The idea is that of
# [WeightedRandomSampler](https://pytorch.org/docs/stable/data.html#torch.utils.data.WeightedRandomSampler),
# with weights that the training loop sets: take the loss with `reduction="none"`, so that it has
# one value for each sample, and hand it over together with the indices of the batch.
#
# What goes wrong in practice:
# - **Chasing noise.** A wrong label has a high loss for ever. One digit alone, number 1884, came up
#   29 times in the draw above. Look at what is drawn most; mixing in uniform draws helps as well.
# - **A loss that still hangs on the graph.** Stored as it is, it keeps the memory of its whole
#   batch alive, epoch after epoch: keep numbers, not tensors with a `grad_fn`.
# - **One NaN.** A single one among the weights makes the whole draw fail, or worse, succeed. Turn
#   it away at the door, and change nothing if anything in the batch is bad.
# - **Weights that change under a pass.** A loader with workers asks for indices well ahead of the
#   batch you are training on, so an update "at once" would come at a moment that nobody chose.
#   Here a pass keeps the weights that it found when its first index was drawn.

# %%
import math
from collections import defaultdict

import torch
from torch.utils.data import Sampler


# %%
class BalancedSampler(Sampler):
    """Draws from every class equally often.

    Args:
        labels: array-like (N,) of whole numbers in any integer dtype, N >= 1: whatever
            `torch.as_tensor` takes. Labels may be negative and have gaps.
        mode: "over": every class is drawn as often as the largest class is large. Every index
            appears, and the counts of two indices of a class differ by at most one (which ones get
            the extra draw is free).
            "under": every class is drawn as often as the smallest class is large. No index comes
            twice, and the subset is drawn anew each epoch.
        generator: the `torch.Generator` that all randomness comes from; None: the global torch RNG.

    Each `iter()` is a full epoch of its own, also while another is being read and after one that
    was stopped half-way. It yields integers (no tensors), in an order that is a random permutation
    of the epoch's draws, changes from epoch to epoch, and is fixed by the generator's seed. With a
    generator, the global RNGs (torch, numpy, random) stay as they were.

    Raises:
        ValueError: another mode, or no labels; the message names the argument and its value.

    See https://pytorch.org/docs/stable/data.html#torch.utils.data.Sampler
    """

    def __init__(self, labels, mode="over", generator=None):
        ### BEGIN SOLUTION: check `mode` and `labels`, and collect the indices of each class
        if mode not in ("over", "under"):
            raise ValueError(f"mode must be 'over' or 'under', got {mode!r}")
        members = defaultdict(list)
        for index, label in enumerate(torch.as_tensor(labels).tolist()):
            members[label].append(index)
        if not members:
            raise ValueError(f"labels must hold at least one label, got {labels!r}")
        self.classes = list(members.values())
        sizes = [len(members) for members in self.classes]
        self.draws_per_class = max(sizes) if mode == "over" else min(sizes)
        self.generator = generator
        ### END SOLUTION

    def __len__(self):
        """The number of indices that an epoch yields."""
        ### BEGIN SOLUTION: return the number of indices that an epoch yields
        return len(self.classes) * self.draws_per_class
        ### END SOLUTION

    def __iter__(self):
        """One epoch: yields indices, each class's equally often, in random order."""
        ### BEGIN SOLUTION: draw an epoch's indices class by class, then yield them in random order
        epoch = []
        for members in self.classes:
            rounds, extra = divmod(self.draws_per_class, len(members))
            order = torch.randperm(len(members), generator=self.generator).tolist()
            epoch += members * rounds + [members[i] for i in order[:extra]]
        for i in torch.randperm(len(epoch), generator=self.generator).tolist():
            yield epoch[i]
        ### END SOLUTION


# %%
class LossSampler(Sampler):
    """Draws indices with replacement, each with probability proportional to its latest loss.

    Args:
        num_examples: the number of examples in the dataset; indices are 0 to num_examples - 1.
        num_draws: how many indices a pass draws; None: as many as there are examples.
        generator: the `torch.Generator` that all randomness comes from; None: the global torch RNG.

    All weights start at 1. Each `iter()` is a pass of its own, drawn anew, also while another is
    being read and after one that was stopped half-way; it yields integers (no tensors). The
    generator's seed fixes what is drawn; with a generator, the global RNGs (torch, numpy, random)
    stay as they were. If all weights are 0, every example is equally likely, until the next update.

    See https://pytorch.org/docs/stable/data.html#torch.utils.data.WeightedRandomSampler
    """

    def __init__(self, num_examples, num_draws=None, generator=None):
        ### BEGIN SOLUTION: store the arguments, and a weight of 1 for every example
        self.weights = torch.ones(num_examples, dtype=torch.float64)
        self.num_draws = num_examples if num_draws is None else num_draws
        self.generator = generator
        ### END SOLUTION

    def __len__(self):
        """The number of indices that a pass draws."""
        ### BEGIN SOLUTION: return the number of indices that a pass draws
        return self.num_draws
        ### END SOLUTION

    def __iter__(self):
        """One pass, drawn with the weights as they are when its first index is asked for."""
        ### BEGIN SOLUTION: draw `num_draws` indices by weight when the first is asked for
        weights = self.weights if self.weights.any() else torch.ones_like(self.weights)
        yield from torch.multinomial(
            weights, self.num_draws, replacement=True, generator=self.generator
        ).tolist()
        ### END SOLUTION

    def update(self, indices, losses):
        """Set the weight of each index to its loss, and leave all others as they are.

        It counts for every pass whose first index is drawn after it, and never for a pass that is
        already under way.

        Args:
            indices: array-like (K,) of whole numbers in any integer dtype, each in
                [0, num_examples); when one repeats, the last of its losses wins.
            losses: array-like (K,) of finite numbers >= 0; a tensor may require grad.

        Raises:
            IndexError: an index outside [0, num_examples).
            ValueError: a loss that is negative or not finite, or different lengths; the message
                names the argument and its value (the lengths). After an error nothing has changed.
        """
        ### BEGIN SOLUTION: check every index and every loss, then set the weights
        indices = torch.as_tensor(indices).tolist()
        losses = torch.as_tensor(losses).detach().tolist()
        if len(indices) != len(losses):
            raise ValueError(
                f"indices and losses must be equally long, got {len(indices)} and {len(losses)}"
            )
        for index, loss in zip(indices, losses):
            if not 0 <= index < len(self.weights):
                raise IndexError(f"index {index} is outside [0, {len(self.weights)})")
            if not 0 <= loss < math.inf:
                raise ValueError(f"losses must be finite and >= 0, got {loss} for index {index}")
        for index, loss in zip(indices, losses):
            self.weights[index] = loss
        ### END SOLUTION


# %%
if __name__ == "__main__":
    generator = torch.Generator().manual_seed(0)
    sizes = {"nv": 6705, "mel": 1113, "bkl": 1099, "bcc": 514, "akiec": 327, "vasc": 142, "df": 115}
    labels = [label for label, size in enumerate(sizes.values()) for _ in range(size)]
    for mode in ("over", "under"):
        sampler = BalancedSampler(labels, mode, generator)
        drawn = torch.tensor([labels[i] for i in sampler]).bincount()
        print(mode, len(sampler), dict(zip(sizes, drawn.tolist())))

    sampler = LossSampler(5, num_draws=20, generator=generator)
    sampler.update([0, 3], torch.tensor([0.0, 8.0], requires_grad=True))
    print("losses 0, 1, 1, 8, 1:", sorted(sampler))
