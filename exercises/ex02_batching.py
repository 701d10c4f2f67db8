# %% [markdown]
# # Exercise 2: automated batching
#
# A dataset gives one sample at a time, a network wants many at once. In between stands the batch:
# how many samples make one, which ones, and how they become tensors. You write by hand what
# `DataLoader` does when you hand it a `batch_size`, and never have to guess again what it does.
#
# Fill in the places marked TODO, then run `make check ONLY=ex02`; stuck? `make hint EX=ex02`

# %% [markdown]
# ## Why batches
#
# A step of training has a price that does not depend on how much it works on: Python calls, the
# start of each kernel, the optimizer's update. A batch shares that price out. One epoch of a small
# network (784-64-10, SGD) on the kit's 4,000 MNIST digits cost here, in seconds of one core:
#
#     batch_size      1       8      64     512
#     seconds       1.7    0.30    0.07    0.04
#
# A `DataLoader` with a `batch_size` repeats three moves: take the next `batch_size` indices, ask
# the dataset for each of them, hand the list of samples to `collate_fn`, which makes one batch
# of it. It does so when a batch is asked for, not earlier: the data may be larger than memory,
# and whoever looks at one batch should not pay for an epoch. (Workers read a little ahead;
# that is exercise 3.)
#
# ## What `default_collate` makes of a list
#
# It keeps the structure of one sample and replaces every leaf. Three digits, each as a dict:
#
# ```python
# samples = [{"label": int(labels[i]), "file": f"{i}.png", "size": (28, 28), "weight": 0.5}
#            for i in range(3)]
# default_collate(samples)
# # {'label': tensor([9, 4, 0]),                               whole numbers: int64
# #  'file': ['0.png', '1.png', '2.png'],                      strings stay a list
# #  'size': [tensor([28, 28, 28]), tensor([28, 28, 28])],     a tuple: all heights, all widths
# #  'weight': tensor([0.5000, 0.5000, 0.5000], dtype=torch.float64)}
# ```
#
# Two of these four surprise people. A tuple comes out *transposed*: a list of all heights and one of
# all widths. And Python floats become float64, which a float32 layer refuses (`mat1 and mat2 must
# have the same dtype`). `None` and tensors of different shapes are errors.
#
# Tensors are stacked, hence copied: what you do to a batch in place reaches neither the dataset
# nor the next batch. Your own collate function should keep that promise. One that fills the
# same buffer each time looks fast, until somebody keeps the batches of an epoch in a list and
# finds the last one in it many times over.
#
# ## The tail
#
# 1,000 test digits in batches of 64 are 15 batches and 40 digits. `drop_last=True` leaves these
# out. In training that is harmless if the order is shuffled *first*, so that others are left out
# in each epoch; it even spares batch normalisation a batch of one. In evaluation it is a bug: the
# reported accuracy is that of 960 digits, and of other digits with another batch size. With a batch
# size of 1,024 there is no batch at all, and the mean over none of them is NaN.

# %% [markdown]
# ## Sequences of different lengths
#
# Sentences, recordings and molecules differ in length, and then stacking fails:
#
#     RuntimeError: stack expects each tensor to be equal size, but got [3] at entry 0
#     and [5] at entry 1
#
# So the shorter ones are filled up at the end with a padding value, and the true lengths are
# handed on beside them. Without the lengths the padding is data. Cut a digit into its columns, from
# the first with ink to the last, and it is a sequence: a 1 has 10 columns on average, an 8 has 16.
# We trained two small GRUs to read the columns and say which digit it was: one answers from its
# state after the last real column (`lengths - 1`), one from the last state in the padded batch.
# Accuracy on the 1,000 test digits, after five epochs on the 4,000 others:
#
#     state taken at     tested in batches of 64     tested one by one
#     lengths - 1                 90.9 %                   90.9 %
#     -1                          86.8 %                   74.1 %
#
# The second network gives 216 of the 1,000 digits another answer when they come alone, without
# the padding that it has learnt to expect. No error tells you, and in large batches the metric
# looks almost right; then the model is deployed, and requests come one by one.
#
# Pad to the longest sequence *of the batch*. Of these random batches of 64, 20 % was padding; with
# all digits padded to 28 columns it would be 43 %, with digits of similar length put together 1 %.
# Do not look for the padding value to find the lengths again, for real data may hold it too; and do
# not multiply with a mask of zeros where `-inf` or NaN may stand: `0 * -inf` is NaN.
#
# Read more: [automatic batching](https://pytorch.org/docs/stable/data.html#automatic-batching-default),
# [`collate_fn`](https://pytorch.org/docs/stable/data.html#working-with-collate-fn),
# [`default_collate`](https://pytorch.org/docs/stable/data.html#torch.utils.data.default_collate),
# [`pad_sequence`](https://pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pad_sequence.html).

# %%
import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import default_collate


# %%
def number_of_batches(num_samples, batch_size, drop_last=False):
    """How many batches an epoch has.

    Arguments:
        num_samples: samples in the dataset, at least 0.
        batch_size: samples in a batch, at least 1.
        drop_last: whether the last batch is left out when it would be smaller than the others.

    Returns:
        An int.

    Raises:
        ValueError: `batch_size` is below 1, or `num_samples` is negative. The message names the
            argument and the offending value.

    https://pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader
    """
    # TODO: check both numbers, then divide: rounded down with drop_last, else up
    raise NotImplementedError("TODO: number_of_batches")


# %%
def pad_collate(samples, padding_value=0.0):
    """A `collate_fn` for sequences of different lengths.

    Arguments:
        samples: a list of B >= 1 samples `(sequence, label)`. Each sequence is a float tensor
            (L_i,) or (L_i, D), L_i >= 0, with one D and one dtype in all of them; a label is an
            int or an int64 tensor of shape ().
        padding_value: the number that stands behind the end of a shorter sequence.

    Returns:
        A tuple `(padded, lengths, labels)`, in the order of the samples:
        - padded: (B, L_max) or (B, L_max, D), of the sequences' dtype, L_max the largest L_i;
          each sequence, then `padding_value` up to L_max.
        - lengths: int64 (B,), each L_i.
        - labels: int64 (B,).

        They share no memory with the samples, nor with what another call has returned.

    https://pytorch.org/docs/stable/data.html#working-with-collate-fn
    """
    # TODO: take sequences and labels apart; pad the sequences, note their lengths
    raise NotImplementedError("TODO: pad_collate")


# %%
class MiniLoader:
    """A `DataLoader` for a map-style dataset, in this process alone.

    Arguments:
        dataset: anything with `__getitem__` for the numbers from 0 to `len(dataset) - 1`.
        batch_size: samples in a batch, at least 1.
        shuffle: whether the samples come in a new, uniformly random order each epoch; every sample
            comes once, or, with `drop_last`, at most once.
        drop_last: whether the last batch is left out when it would be smaller than the others.
        collate_fn: makes a batch of a list of samples.
        generator: the `torch.Generator` whose seed fixes the order; None means torch's global
            RNG. With a generator the global RNGs (torch, numpy, random) stay as they were.

    `len(loader)` and iteration give, with `shuffle=False`, what a `DataLoader` with the same
    arguments and no workers gives: the same batches of the same types in the same order, with the
    same tail. The dataset is asked with Python ints, `collate_fn` is given a list.

    Each `iter(loader)` is a fresh pass, independent of the others: one that was stopped half-way
    or is still being read does not disturb it. A batch's samples are read when that batch is asked
    for, not before; those of a dropped tail are never read.

    Raises:
        ValueError: `batch_size` is below 1. The message names the argument and the value.

    https://pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader
    """

    def __init__(
        self,
        dataset,
        batch_size=1,
        shuffle=False,
        drop_last=False,
        collate_fn=default_collate,
        generator=None,
    ):
        # TODO: check batch_size and keep the arguments
        raise NotImplementedError("TODO: MiniLoader.__init__")

    def __len__(self):
        # TODO: return the number of batches
        raise NotImplementedError("TODO: MiniLoader.__len__")

    def __iter__(self):
        # TODO: decide on the order of all indices, then yield one batch at a time
        raise NotImplementedError("TODO: MiniLoader.__iter__")


# %%
if __name__ == "__main__":
    temperatures = [[18.5, 21.0, 19.5], [4.0], [9.5, 11.0], [30.5, 28.0, 27.5, 31.0], [15.0]]
    samples = [(torch.tensor(values), month) for month, values in enumerate(temperatures)]
    loader = MiniLoader(samples, batch_size=2, collate_fn=pad_collate)
    print(len(samples), "samples,", len(loader), "batches")
    for padded, lengths, labels in loader:
        print("padded", padded.tolist(), "lengths", lengths.tolist(), "labels", labels.tolist())
