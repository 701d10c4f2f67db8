# %% [markdown]
# # Exercise 8: pinned memory and the way to the device
# A batch that the `DataLoader` has made lies in the main memory; the network waits for it on the
# GPU. You write the function that moves any batch there, a batch type of your own that can be
# pinned, and a loader around a loader that copies the next batch while this one is trained on.
#
# Fill in the places marked TODO, then run `make check ONLY=ex08`; stuck? `make hint EX=ex08`
#
# No GPU? Every check but two works without one: PyTorch's device `"meta"`, where tensors have
# shapes but no values, is a second device that is there on every machine.

# %% [markdown]
# ## What pinned memory is
# The operating system may move a page of memory elsewhere, or out to disk, whenever it likes. So a
# GPU cannot fetch ordinary, *pageable* memory by itself: the driver first copies it, piece by
# piece, into a buffer that stays where it is, and your program waits for this. *Pinned*
# (page-locked) memory stays where it is. The GPU's copy engine reads it directly, and beside
# whatever the GPU is computing. Two things must come together before a copy can run by itself:
#
# | from | `non_blocking` | what happens |
# |---|---|---|
# | pageable | `False` | copied by way of a buffer; your program waits until it is done |
# | pageable | `True` | no error and no warning, but still by way of that buffer |
# | pinned | `False` | a faster copy, and your program waits for it all the same |
# | pinned | `True` | the copy is queued, and your program goes on |
#
# `DataLoader(pin_memory=True)` has a thread that copies each batch into pinned memory before you
# get it. That is one more copy of every byte. A batch of 256 photographs, 3×224×224, is 154 MB as
# float32 and 39 MB as uint8; one copy from memory to memory took 30 to 64 ms and 9 to 28 ms here
# (two cores, busy with other things as well). Moving uint8 and converting it to float on the GPU
# saves three bytes of four on the whole way.

# %% [markdown]
# ## What is not pinned, and nobody says so
# That thread looks into lists, tuples and dicts. Anything else it asks for a `pin_memory()` method,
# and what has none stays as it is, pageable, without a word. Nothing breaks, `loader.pin_memory` is
# True, and your training is as slow as it was. Write the method for every batch type of your own,
# and look once whether it works: `batch.padded.is_pinned()`.
#
# Moving has the same gap. `batch.to(device)` is a method of tensors, not of the dicts and tuples
# that `default_collate` makes. A `move` of your own takes the batch apart and puts it together
# again. Here it is with three digits of the kit's MNIST sample:
#
# ```python
# from torch.utils.data import default_collate
# with gzip.open("graders/data/mnist-sample/train-images-idx3-ubyte.gz") as file:
#     digits = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28)
# samples = [{"image": torch.tensor(d), "size": d.shape, "id": f"#{i}"} for i, d in enumerate(digits[:3])]
# batch = default_collate(samples)
# moved = move(batch, "meta")
# print(batch["size"], batch["id"])
# print(moved["image"].device, moved["image"].shape, moved["size"][0].device, moved["id"])
# ```
#
#     [tensor([28, 28, 28]), tensor([28, 28, 28])] ['#0', '#1', '#2']
#     meta torch.Size([3, 28, 28]) meta ['#0', '#1', '#2']
#
# Each copy has a price of its own, whatever its size. A thousand tensors of one number took 0.7 ms
# to copy here, within the main memory, and one tensor of a thousand numbers 0.001 ms. Let your
# collate function stack them.

# %% [markdown]
# ## `non_blocking` the other way is a trap
# ```python
# loss = loss.to("cpu", non_blocking=True)
# history.append(loss.item())  # may be read before it has arrived
# ```
#
# On the way to the GPU, what you compute next is queued behind the copy on the same stream, and
# cannot come too early. On the way back the reader is Python, which waits for no queue: it may read
# whatever the memory held before. No error, and a wrong number only now and then. Leave
# `non_blocking` out when you move results to the CPU, or call `torch.cuda.synchronize()` first.
#
# ## A stream of its own
# A GPU works through each *stream* in order, and through different streams side by side. If the
# copy of the next batch is queued on the stream that computes, it waits for its turn and overlaps
# nothing. On a stream of its own it does, and now the order is up to you. Two things go wrong:
#
# - The network may start on a batch that has not arrived. Record an event behind the copy, and have
#   the current stream wait for it (`wait_event`) before you hand the batch out. It is the GPU that
#   waits, not your program.
# - A batch that Python has dropped may still be in use by work that is queued, while its memory is
#   already given to the next copy: PyTorch keeps freed memory for the stream it was allocated on,
#   and knows of no other. Either tell it (`tensor.record_stream(current)`, for each tensor), or
#   have the copying stream wait for the current one (`wait_stream`) before each new batch.
#
# Neither mistake raises an error: the network trains on numbers that are not your data.
#
# A prefetcher also has to read one batch ahead, and whatever is held back can be lost: the last
# batch, or the batch before the one that the loader could not read. `make bench-gpu` measures on
# your GPU what all this brings for one kind of batch: measure before you believe.
#
# Read more: [memory pinning](https://pytorch.org/docs/stable/data.html#memory-pinning),
# [`Tensor.pin_memory`](https://pytorch.org/docs/stable/generated/torch.Tensor.pin_memory.html),
# [CUDA streams](https://pytorch.org/docs/stable/notes/cuda.html#cuda-streams),
# [pinned memory buffers](https://pytorch.org/docs/stable/notes/cuda.html#use-pinned-memory-buffers),
# [`Tensor.record_stream`](https://pytorch.org/docs/stable/generated/torch.Tensor.record_stream.html).

# %%
from collections import defaultdict
from collections.abc import Mapping

import torch
from torch.utils.data import DataLoader


# %%
def move(batch, device, non_blocking=False):
    """The same batch with every tensor on `device`.

    Args:
        batch: tensors, lists, tuples, named tuples and mappings, nested in any way, with anything
            else in between. It is not altered.
        device: a `torch.device`, or what `Tensor.to` takes as one, such as "cuda:0" or "meta".
        non_blocking: handed to every copy.

    Returns:
        A batch of the same structure: `type(result) is type(batch)` for it and for every container
        in it, with the same keys in the same order; a `defaultdict` keeps its factory. An object
        with a `to(device, non_blocking=...)` method of its own, such as a `PaddedBatch`, is moved
        by that method, also if it is a tuple or a mapping besides. Anything else (numbers, strings,
        bytes, None, numpy arrays, ...) comes through as the same object.

    See https://pytorch.org/docs/stable/generated/torch.Tensor.to.html
    """
    # TODO: call `to` on what has it, make every container anew, leave the rest as it is
    raise NotImplementedError("TODO: move")


# %%
class PaddedBatch:
    """A batch type of your own: sequences that were padded to one length, and how long they are.

    Attributes:
        padded: a tensor (B, L_max, ...).
        lengths: an int64 tensor (B,).
        labels: an int64 tensor (B,).

    See https://pytorch.org/docs/stable/data.html#memory-pinning
    """

    def __init__(self, padded, lengths, labels):
        # TODO: keep the three tensors as attributes
        raise NotImplementedError("TODO: PaddedBatch.__init__")

    def pin_memory(self):
        """A `PaddedBatch` whose three tensors are pinned; this one stays as it is.

        `DataLoader(pin_memory=True)` calls it, and uses what it returns.
        """
        # TODO: return a new PaddedBatch of pinned tensors
        raise NotImplementedError("TODO: PaddedBatch.pin_memory")

    def to(self, device, non_blocking=False):
        """A `PaddedBatch` whose three tensors are on `device`; this one stays as it is.

        `non_blocking` is handed to all three copies.
        """
        # TODO: return a new PaddedBatch of moved tensors
        raise NotImplementedError("TODO: PaddedBatch.to")


# %%
class DevicePrefetcher:
    """The batches of a loader on a device, the next one under way before this one is handed out.

    - Iterating gives the batches of `loader`, moved to `device`, in order, none lost or repeated;
      None and other odd batches are batches too. It works for an empty loader, and for one that
      has no length or no end.
    - When a batch is handed out, at least the next one has been read from the loader (if there is
      one); reading further ahead is allowed.
    - Each `iter()` is a pass of its own, over one pass of the loader.
    - An exception of the loader's reaches the caller as it is, after the batches before it.
    - If `device` is a CUDA device, each batch is copied on a stream that is not the current one,
      from pinned memory (what the loader has not pinned is pinned here), and a batch that was
      handed out is safe to use on the current stream: it is complete for whatever is queued there,
      and stays so until that is done, also if Python has dropped the batch before.

    Args:
        loader: a `DataLoader`, or anything else that can be iterated over again and again.
        device: as in `move`.

    See https://pytorch.org/docs/stable/notes/cuda.html#cuda-streams
    """

    def __init__(self, loader, device):
        # TODO: keep both; make a stream of its own if the device is a CUDA device
        raise NotImplementedError("TODO: DevicePrefetcher.__init__")

    def __len__(self):
        """The length of the loader; iterating does not need it."""
        # TODO: ask the loader
        raise NotImplementedError("TODO: DevicePrefetcher.__len__")


    def __iter__(self):
        """One pass over the loader."""
        # TODO: fetch one batch ahead, and hand out the one before it
        raise NotImplementedError("TODO: DevicePrefetcher.__iter__")


# %%
if __name__ == "__main__":
    device = "cuda" if torch.cuda.is_available() else "cpu"

    def collate(numbers):
        lengths = torch.tensor(numbers)
        padded = (torch.arange(lengths.max()) < lengths[:, None]).float()
        return PaddedBatch(padded, lengths, lengths % 2)

    loader = DataLoader([3, 1, 2, 4], batch_size=2, collate_fn=collate, pin_memory=device == "cuda")
    for batch in DevicePrefetcher(loader, device):
        print(batch.padded.device, batch.padded.tolist(), batch.labels.tolist())
