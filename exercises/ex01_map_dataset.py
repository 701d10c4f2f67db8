# %% [markdown]
# # Exercise 1: map-style datasets
#
# A dataset is where your data meets PyTorch. In this exercise you write the two kinds that most
# projects start from: a table that sits in memory, and a folder of images with a CSV that says
# what is on them.
#
# Fill in the places marked TODO, then run `make check ONLY=ex01`; stuck? `make hint EX=ex01`

# %% [markdown]
# ## Two methods are enough
#
# A *map-style* dataset answers two questions: how many samples are there (`__len__`), and what is
# sample number `i` (`__getitem__`). That is all a `DataLoader` needs. It asks for the length once,
# decides on an order of the numbers 0 to N - 1, asks for one sample after the other (in other
# processes too, with `num_workers`), and stacks the answers into batches.
#
# Six penguins of the [Palmer Archipelago](https://allisonhorst.github.io/palmerpenguins/) (CC0;
# Gorman, Williams and Fraser 2014), two of each species: bill length, bill depth and flipper
# length in mm, body mass in g.
#
# ```python
# penguins = TabularDataset(
#     [[39.1, 18.7, 181, 3750], [36.7, 19.3, 193, 3450], [46.1, 13.2, 211, 4500],
#      [50.0, 16.3, 230, 5700], [46.5, 17.9, 192, 3500], [50.0, 19.5, 196, 3900]],
#     [0, 0, 1, 1, 2, 2])                # Adelie, Gentoo, Chinstrap
# len(penguins)                          # 6
# penguins[2]                            # (tensor([  46.1000,   13.2000,  211.0000, 4500.0000]),
#                                        #  tensor(1))
# x, y = next(iter(DataLoader(penguins, batch_size=4)))
# x.shape, y                             # (torch.Size([4, 4]), tensor([0, 0, 1, 1]))
# ```
#
# Read more: [Map-style datasets](https://pytorch.org/docs/stable/data.html#map-style-datasets),
# [`torch.utils.data.Dataset`](https://pytorch.org/docs/stable/data.html#torch.utils.data.Dataset).

# %% [markdown]
# ## Be a good sequence
#
# People will treat your dataset as a list, and so does Python. `for x, y in dataset` does not look
# at `__len__`: it asks for `dataset[0]`, `dataset[1]` and so on until it meets an `IndexError`. A
# dataset that wraps around (`i % N`) or clamps never raises one, and the loop
# [never ends](https://github.com/pytorch/pytorch/issues/3636). Negative numbers have a trap too:
# the usual `i += N` turns -N - 1 into -1, which is a valid index again, so check the range first.
#
# Types matter as much. NumPy computes in float64, layers hold float32, and the first batch ends in
# `RuntimeError: mat1 and mat2 must have the same dtype, but got Double and Float`. Class labels
# want to be int64 and to stay whole numbers on the way: a detour through float32 turns the label
# 16777217 into 16777216, and nobody is told.
#
# If there are more features than labels, say so at once. To cut both to the shorter one (as `zip`
# does) hides a file that was read one line short, and the model learns from shifted labels.

# %% [markdown]
# ## Never hand out the original
#
# `features[i]` is a *view*: it shares its memory with the whole table. A transform that works in
# place, such as `x.sub_(0.1307).div_(0.3081)`, then normalises the table itself, once more in each
# epoch. We trained one linear layer on the 4,000 digits of `graders/data/mnist-sample` (SGD, rate
# 0.01, `torch.manual_seed(0)`) and tested it on the other 1,000:
#
#     epoch             1      2      3      4      5
#     copy     loss  1.15   0.60   0.49   0.43   0.40     tested after epoch 5: 89.8 %
#     view     loss  1.15   0.48   3.74   49.9    587     tested after epoch 5: 69.4 %
#
# The first epoch is the same to the last digit and the second even looks better, which is why this
# bug survives a quick test. With `num_workers` it hides deeper still: on Linux each worker spoils a
# copy of its own, and the next epoch's workers start from a clean one. A `clone()` settles it.

# %%
import csv
from pathlib import Path

import torch
from PIL import Image
from torch.utils.data import Dataset
from torchvision.transforms.functional import pil_to_tensor


# %%
class TabularDataset(Dataset):
    """A table in memory: one row of features and one label for each sample.

    Arguments:
        features: array-like (N, F): whatever `torch.as_tensor` takes (lists, numpy arrays,
            tensors), of any dtype.
        labels: array-like (N,) of whole numbers, in any integer dtype; they may be negative and
            have gaps.
        transform: if given, gets x on every access; the sample holds what it returns in x's
            place. y is left as it is.

    `len(ds)` is N, and `ds[i]` is `(x, y)`: x a float32 tensor (F,), y an int64 tensor ().
    Negative i counts from the end, as in a list; i outside [-N, N) raises `IndexError`, so that
    `for x, y in ds` ends. i is an integer of Python's or of numpy's.

    Nothing that is stored ever changes: neither a transform that works in place nor a caller who
    writes into a returned tensor alters what `ds[i]` gives next time, or the arrays passed in.

    Raises:
        ValueError: features and labels differ in length; the message names them and gives both
            lengths.

    https://pytorch.org/docs/stable/data.html#torch.utils.data.Dataset
    """

    def __init__(self, features, labels, transform=None):
        # TODO: compare the lengths; store float32 features, int64 labels, the transform
        raise NotImplementedError("TODO: TabularDataset.__init__")

    def __len__(self):
        # TODO: return the number of samples
        raise NotImplementedError("TODO: TabularDataset.__len__")

    def __getitem__(self, index):
        # TODO: copy the row, apply the transform, return (x, y)
        raise NotImplementedError("TODO: TabularDataset.__getitem__")


# %% [markdown]
# ## Images: keep the names, not the pixels
#
# A table fits in memory; a million photos do not. So an image dataset keeps a list of names and
# opens a file only when that sample is asked for. Here are the first digits of our MNIST sample,
# each in a PNG file of its own:
#
# ```python
# print(Path("mnist/digits.csv").read_text()[:54])
# # filename,label
# # 9/0000.png,9
# # 4/0001.png,4
# # 0/0002.png,0
# digits = ImageFileDataset("mnist", "mnist/digits.csv")
# image, label = digits[0]
# image.shape, image.dtype, label        # (torch.Size([3, 28, 28]), torch.uint8, 9)
# ```
#
# What people trip over:
#
# - **Modes.** These files are greyscale, others hold a palette or an alpha channel. Left as they
#   are, their tensors have 1, 3 or 4 channels, and the first mixed batch ends the epoch with
#   `RuntimeError: stack expects each tensor to be equal size`. `convert("RGB")` makes them alike.
# - **Open files.** `Image.open` reads the header only and keeps the file open for later. Put 4,000
#   such images in a list and, with the usual limit of 1,024 open files, the 1,020th brought us
#   `OSError: [Errno 24] Too many open files`. A `with` block closes the file, also after an error:
#   [File handling in Pillow](https://pillow.readthedocs.io/en/stable/reference/open_files.html).
# - **A missing file.** One name in a hundred thousand is wrong. The error should come when that
#   sample is asked for and name the file. If the dataset skips it, all the later numbers shift; if
#   it returns a black image, the model learns that black is a cat.
# - **CSV by hand.** `line.split(",")` works until a name holds a comma. The
#   [`csv` module](https://docs.python.org/3/library/csv.html) knows the quoting rules.


# %%
class ImageFileDataset(Dataset):
    """Image files in a folder, listed with their labels in a CSV file.

    Arguments:
        root: str or Path of the folder that the filenames are relative to; they may have
            subfolders.
        annotations: str or Path of a CSV file (as the csv module reads it, UTF-8) with the header
            `filename,label`. One sample a row, in file order, repeated rows kept; the label is a
            whole number.
        transform: if given, gets the image, an RGB `PIL.Image`; the sample holds what it returns.

    `len(ds)` is the number of rows, and `ds[i]` is `(image, label)`: image what the transform
    returned or, with no transform, a uint8 tensor (3, H, W); label an int. Greyscale, palette and
    transparent files come out RGB too, as `convert("RGB")` gives them. Negative i counts from the
    end; i outside [-N, N) raises `IndexError`. i is an integer of Python's or of numpy's.

    Lazy: building it opens no image. No file stays open after `ds[i]` returns or raises.

    Raises:
        FileNotFoundError: the image is missing; raised by `ds[i]` (in a worker too) and not
            before. The message names the file. All other samples stay usable.

    https://pytorch.org/docs/stable/data.html#torch.utils.data.Dataset
    https://pillow.readthedocs.io/en/stable/reference/open_files.html
    """

    def __init__(self, root, annotations, transform=None):
        # TODO: read the CSV into a list of (filename, label); open no image
        raise NotImplementedError("TODO: ImageFileDataset.__init__")

    def __len__(self):
        # TODO: return the number of rows
        raise NotImplementedError("TODO: ImageFileDataset.__len__")

    def __getitem__(self, index):
        # TODO: open one image, convert it to RGB, close it, return (image, label)
        raise NotImplementedError("TODO: ImageFileDataset.__getitem__")


# %%
if __name__ == "__main__":
    penguins = TabularDataset([[39.1, 18.7], [46.1, 13.2], [46.5, 17.9]], labels=[0, 1, 2])
    print(len(penguins), "penguins, the last one is", penguins[-1])
