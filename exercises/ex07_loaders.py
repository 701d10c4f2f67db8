# %% [markdown]
# # Exercise 7: a dictionary of loaders
# A training script needs one `DataLoader` for each split, and each split wants other settings:
# what is right for training is wrong for testing. You write the one function that sets them all,
# so that no script of yours has to remember them again.
#
# Fill in the place marked TODO, then run `make check ONLY=ex07`; stuck? `make hint EX=ex07`

# %% [markdown]
# ## One split learns, the others measure
# | | `"train"` | every other split |
# |---|---|---|
# | order | shuffled, anew each epoch | as stored |
# | last, incomplete batch | dropped | kept |
# | a sample in one epoch | at most once | exactly once |
#
# **Shuffle what you train on.** Files on disk are often sorted by class. Here are the kit's 4,000
# MNIST digits sorted by label (all zeros first, all nines last) and a plain linear classifier
# (SGD, learning rate 0.1, batches of 64), with its accuracy on the 1,000 test digits:
#
#     epoch            1      2      3
#     shuffle=False   10 %   31 %   44 %
#     shuffle=True    85 %   88 %   89 %
#
# Without shuffling the last batches are all nines, and after one epoch the network answers "nine"
# to 999 of the 1,000. Shuffling once, before training, is not enough either: every epoch is then
# made of the same batches in the same order, and the network learns their quirks along with the
# digits.
#
# **Do not drop what you measure.** `drop_last=True` on those 1,000 test digits at batch size 64
# throws away `1000 % 64` = 40 of them, and the accuracy in your report is that of 960. In training
# a dropped tail costs nothing: the next epoch's shuffle drops other samples. A tail that is kept
# may cost a crash, as batch normalisation has no spread to work with in a batch of one:
#
#     ValueError: Expected more than 1 value per channel when training,
#     got input size torch.Size([1, 3])

# %% [markdown]
# ## A sampler replaces shuffling
# `shuffle=True` is short for "use a `RandomSampler`". A split that comes with a sampler of its own
# (exercise 4's, say) therefore must not be shuffled too: `DataLoader` answers
# `ValueError: sampler option is mutually exclusive with shuffle`. A misspelt split name is worse,
# for nothing complains: `samplers={"trian": balanced}` trains for a week on the unbalanced data.
# Turn it into an error at once.
#
# ## Workers that stay, memory that is pinned
# Workers are started for each epoch and stopped after it, unless they are `persistent_workers`.
# The time until the first batch, two workers on the 4,000 digits, four epochs, here:
#
#     persistent_workers=False   46 ms   45 ms   49 ms   46 ms
#     persistent_workers=True    28 ms    2 ms    3 ms    4 ms
#
# With a dataset that opens files or imports a library in each worker, read seconds for these
# milliseconds. But `DataLoader(num_workers=0, persistent_workers=True)` is a `ValueError`, so the
# option follows the number of workers. Likewise `pin_memory=True` makes the copy to the GPU
# faster (exercise 8), but earns you no more than a warning where there is none: ask when the
# loaders are made, for the same script runs on your laptop and on the cluster.

# %% [markdown]
# ## A seed that holds
# The usual recipe for a repeatable order is `DataLoader(..., shuffle=True, generator=generator)`.
# Watch what it does when an epoch is broken off, as a quick sanity check or `max_steps` does:
#
# ```python
# with gzip.open("graders/data/mnist-sample/train-labels-idx1-ubyte.gz") as file:
#     labels = torch.tensor(list(file.read()[8:]))  # 4,000 real MNIST labels
# for stop in (None, 10):
#     generator = torch.Generator().manual_seed(0)
#     loader = DataLoader(labels, batch_size=64, shuffle=True, drop_last=True, generator=generator)
#     for _ in islice(loader, stop):  # the first epoch: all of it, or ten batches
#         pass
#     print("second epoch:", next(iter(loader))[:8].tolist())
# ```
#
#     second epoch: [8, 4, 5, 6, 5, 1, 4, 8]
#     second epoch: [3, 3, 8, 6, 8, 6, 0, 2]
#
# Same seed, another second epoch, and every epoch after it. A `RandomSampler` draws from its
# generator once more after its last index, which a broken-off epoch never reaches; the
# `DataLoader` draws from it too, at every `iter`. Share that generator between the splits, or
# seed the global RNG instead, and one more validation pass or one more dropout layer changes what
# is trained on. Two runs that you meant to compare now differ in their data as well.
#
# The cure is a random number generator that belongs to the training order alone and that moves on
# by the same amount for each epoch, however far the epoch gets. A small `Sampler` with an
# `__iter__` of your own is enough. It leaves the global RNGs alone: whoever calls you may have
# seeded them on purpose.
#
# Read more: [DataLoader](https://pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader),
# [samplers](https://pytorch.org/docs/stable/data.html#torch.utils.data.Sampler),
# [memory pinning](https://pytorch.org/docs/stable/data.html#memory-pinning),
# [reproducibility](https://pytorch.org/docs/stable/notes/randomness.html#dataloader).

# %%
import torch
from torch.utils.data import DataLoader, Sampler, TensorDataset


# %%
def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    """One `DataLoader` for each split, each with the settings that are right for it.

    Args:
        datasets: a mapping from split name (any key) to a map-style dataset that is not empty.
        batch_size: samples in a batch, at least 1, the same for every split.
        num_workers: worker processes of each loader; 0 loads in this process.
        samplers: an optional mapping from split name to a `Sampler`, which that split uses in
            place of shuffling.
        seed: an int that `torch.Generator.manual_seed` takes, or None. With a seed, two calls give
            the same training batches, epoch by epoch, whatever is iterated or drawn in between;
            an epoch that was broken off counts as one. The order still changes between epochs,
            and the global RNGs are left as they were (but for the base seed that a `DataLoader`
            itself draws from torch's at each `iter`).

    Returns:
        A dict from split name to `DataLoader`, with the names in the order of `datasets`:
        - "train" is shuffled anew each epoch and drops the last, incomplete batch, with a sampler
          of its own too;
        - every other split without a sampler keeps its order and yields every sample once;
        - memory is pinned exactly when CUDA is available (`torch.cuda.is_available()`) at the call;
        - workers are persistent exactly when there are any.

    Raises:
        ValueError: `batch_size` is below 1, `num_workers` is negative, or `samplers` has a name
            that is not in `datasets`. The message names the argument and the offending value.

    See https://pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader
    """
    # TODO: check the arguments, then build one DataLoader for each split
    raise NotImplementedError("TODO: make_loaders")


# %%
if __name__ == "__main__":
    splits = {"train": TensorDataset(torch.arange(10)), "val": TensorDataset(torch.arange(5))}
    loaders = make_loaders(splits, batch_size=4, seed=0)
    for epoch in range(2):
        print("epoch", epoch, "train:", [batch.tolist() for (batch,) in loaders["train"]])
        print("epoch", epoch, "val:  ", [batch.tolist() for (batch,) in loaders["val"]])
