# %% [markdown]
# # Exercise 12: crash and carry on
# Workers may crash after hours, machines are taken away, time limits run out. You write a sampler
# that goes on in the middle of an epoch, exactly where it stopped, and two functions that keep a
# checkpoint on disk which no crash can damage.
#
# Fill in the places marked TODO, then run `make check ONLY=ex12`; stuck? `make hint EX=ex12`

# %% [markdown]
# ## Going on in the middle of an epoch
# `DataLoader(shuffle=True)` draws its order as it goes and remembers nothing. A training that
# stops in the middle of an epoch can only begin that epoch anew, in another order: samples that it
# had seen count twice, others come late. With one fixed order it is worse: a run with epochs of two
# hours that crashes every hour never sees the second half of its data.
#
# The cure: do not *remember* the order, *recompute* it. If the seed and the number of the epoch
# fix the order, then two whole numbers say where you are: the epoch, and how many of its indices
# were drawn. They fit into any checkpoint, be the dataset ten samples or ten million.
#
#     seed 0, epoch 3:   2  5  0  4 | 1  3       state: {"epoch": 3, "drawn": 4}
#                                   ^ crash; after loading, the next `iter()` yields 1, 3
#
# Take care when an index starts to count. In a generator, what stands after `yield` runs when the
# *next* index is asked for: a position that is moved on there lags behind by one, and the sample
# that was being trained on when the state was taken comes twice.
#
# ## What workers have fetched ahead
# A sampler counts the indices that it handed out, and a `DataLoader` with workers takes them long
# before you see the samples. `ResumableSampler(1000)`, batches of 10, its state when the second
# batch has just arrived, measured here:
#
#     num_workers=0                        {"epoch": 0, "drawn": 20}
#     num_workers=2, prefetch_factor=2     {"epoch": 0, "drawn": 60}
#     num_workers=2, prefetch_factor=4     {"epoch": 0, "drawn": 100}
#
# With two workers and two batches ahead for each, four batches are under way. Resume from that
# state, and these 40 samples are skipped in silence. Either count batches yourself, in the
# training loop, and set `drawn` to `batches * batch_size`; or use torchdata's
# [StatefulDataLoader](https://github.com/meta-pytorch/data/tree/main/torchdata/stateful_dataloader),
# which keeps the sampler's state with each batch until that batch is handed to you. It finds a
# sampler's `state_dict` and `load_state_dict` by their names, so the class that you write here
# works with it: the third batch after loading was the right one, here, with 0 and with 2 workers.

# %% [markdown]
# ## Old or new, and nothing in between
# `torch.save` opens its file, which empties it, and then writes. Here a process that saved a
# tensor of 100 MB over an older checkpoint was killed after a tenth of a second:
#
#     before   100,001,485 bytes
#     after              0 bytes     torch.load: EOFError: Ran out of input
#
# The old checkpoint is gone and the new one is not there yet. A job that is killed when its time
# is up likes to be killed just then. A full disk does the same without a crash. So write the new
# checkpoint under another name *in the same folder*, and, when it is whole, give it the final name
# with [os.replace](https://docs.python.org/3/library/os.html#os.replace): the file system does
# this in one step. Not by `shutil.move` from `/tmp`, which may be another disk: then it copies,
# and copying takes time, in which you can crash. (Against a power cut, `os.fsync` the file before
# it is renamed; for a crash of the process that is not needed.)
#
# ## What goes into the file
# *A view brings its whole storage along.* Ten of the kit's 4,000 MNIST digits as floats, saved with
# `torch.save(images[:10], path)`, took 12,545,343 bytes; `images[:10].clone()` took 32,703. See
# [serialization](https://pytorch.org/docs/stable/notes/serialization.html#saving-and-loading-tensors-preserves-views).
#
# *A model alone is not a training.* A small network on those digits, 5 epochs with Adam, then one
# more; its mean loss over the first ten batches of that one:
#
#     never stopped                            0.089
#     model and optimizer loaded               0.089   (all 63 losses are the same to the last bit)
#     model loaded, a new Adam                 0.110
#
# The moments that Adam had gathered are gone, and a learning rate scheduler would begin its
# warm-up again. A whole checkpoint has the `state_dict()` of model, optimizer, scheduler and
# gradient scaler, the sampler's, the number of the epoch, the best score so far, and the states of
# the random number generators (`torch.get_rng_state()`, for each GPU too).
#
# ## A checkpoint can be a program
# Pickle files may hold calls, which loading carries out: whoever sends you a checkpoint can run
# what they like on your machine. `torch.load(path, weights_only=True)` refuses all but tensors and
# plain containers. Do not ask it for less: what a checkpoint needs fits. And let its errors
# through. Turning every failure into "no checkpoint yet" starts a month's training from scratch,
# which then overwrites the file that somebody could have mended.
#
# Read more: [samplers](https://pytorch.org/docs/stable/data.html#torch.utils.data.Sampler),
# [torch.save](https://pytorch.org/docs/stable/generated/torch.save.html),
# [torch.load](https://pytorch.org/docs/stable/generated/torch.load.html).

# %%
from pathlib import Path

import torch
from torch.utils.data import Sampler


# %%
class ResumableSampler(Sampler):
    """Shuffled epochs that can be stopped anywhere and carried on, in this process or another.

    Each `iter()` is a new shuffled epoch of the indices 0 ... num_examples - 1, fixed by the seed
    and the epoch's number. An epoch counts once its first index was drawn, however far it was
    read after that. `len()` is `num_examples`, always.

    Args:
        num_examples: how many samples there are, at least 1.
        seed: an int that `torch.Generator.manual_seed` takes. The global RNGs stay as they are.

    See https://pytorch.org/docs/stable/data.html#torch.utils.data.Sampler
    """

    def __init__(self, num_examples, seed=0):
        # TODO: keep the arguments, where the sampler is, and where the next iter() begins
        raise NotImplementedError("TODO: ResumableSampler.__init__")

    def __len__(self):
        # TODO: return the number of indices in a whole epoch
        raise NotImplementedError("TODO: ResumableSampler.__len__")

    def __iter__(self):
        # TODO: yield the epoch from where it is to begin, counting each index as it goes
        raise NotImplementedError("TODO: ResumableSampler.__iter__")

    def state_dict(self):
        """Where the sampler is, as a dict that JSON can hold.

        A copy, which later iteration does not change, of ints, floats, strings, lists and dicts
        with string keys only. Its size does not grow with `num_examples`, but for a number's
        digits.
        """
        # TODO: return a new dict of the epoch and of how many indices were drawn
        raise NotImplementedError("TODO: ResumableSampler.state_dict")

    def load_state_dict(self, state):
        """Go to where the sampler was that `state` comes from, one built with the same arguments.

        If it was taken after k indices of an epoch, the next `iter()` yields exactly the rest of
        that epoch, and the epochs after it are the same as if nothing had stopped; again and again.
        k = `num_examples` may count as that epoch's end (the next `iter()` yields nothing) or as
        the next one's start. `state` itself is left as it is.
        """
        # TODO: set where the sampler is and where the next iter() begins
        raise NotImplementedError("TODO: ResumableSampler.load_state_dict")


# %%
def save_checkpoint(path, state):
    """Save a checkpoint: whole, or not at all.

    A crash of the process at any moment leaves either the old checkpoint or the new one, whole,
    and saving works again after it. A save that fails raises and leaves the old checkpoint. When
    it returns, no temporary file of it stays. A view of a large tensor is saved as large as the
    view.

    Args:
        path: str or `Path` of the file, also a bare file name.
        state: a nested dict as a model's or optimizer's `state_dict` is. Its keys are str or int,
            its values tensors, numbers, bools, None, strings, lists, tuples and dicts.

    See https://pytorch.org/docs/stable/generated/torch.save.html
    """
    # TODO: save under another name in the same folder, then rename
    raise NotImplementedError("TODO: save_checkpoint")


# %%
def load_checkpoint(path):
    """Give back what `save_checkpoint` saved: equal, types and dtypes included.

    A missing file gives None. A file that is no checkpoint, or not a whole one, raises an error.
    No code from the file is run (`weights_only`).

    Args:
        path: str or `Path` of the file, also a bare file name.

    See https://pytorch.org/docs/stable/generated/torch.load.html
    """
    # TODO: load without running code, and return None if there is no such file
    raise NotImplementedError("TODO: load_checkpoint")


# %%
if __name__ == "__main__":
    sampler = ResumableSampler(10)
    indices = iter(sampler)
    print("before the crash:", [next(indices) for _ in range(4)], sampler.state_dict())
    save_checkpoint("resume-example.pt", {"sampler": sampler.state_dict(), "weight": torch.ones(2)})

    loaded = load_checkpoint("resume-example.pt")
    sampler = ResumableSampler(10)
    sampler.load_state_dict(loaded["sampler"])
    print("after it:        ", list(sampler))
    print("the next epoch:  ", list(sampler))
    Path("resume-example.pt").unlink()
