# %% [markdown]
# # Exercise 5: torchvision and MNIST
# Between the files of an image dataset and the network stands the transform: it turns a picture
# into numbers of a useful size and, in training, makes each epoch's pictures a little different.
# You write MNIST's, load the digits with it, and compute the two numbers that it normalises with.
#
# Fill in the places marked TODO, then run `make check ONLY=ex05`; stuck? `make hint EX=ex05`

# %% [markdown]
# ## From a picture to numbers
# A `PIL.Image` holds bytes, 0 to 255, as height × width × channels. A network wants floats, small
# ones, as channels × height × width. `transforms.ToTensor()` does both at once: it moves the
# channels to the front and divides by 255. It divides bytes only: an array of floats or of int64
# comes through as it was, 255 and all. The
# [transforms v2](https://pytorch.org/vision/stable/transforms.html), recommended for new code,
# spell it out as `v2.ToImage()` and `v2.ToDtype(torch.float32, scale=True)`; forget `scale=True`
# and your floats reach 255, without a word.
#
# Does it matter? The kit's 4,000 MNIST digits, a network of 784-100-10, SGD with learning rate
# 0.1, and the accuracy on the 1,000 test digits after each of five epochs, here:
#
#     0 to 255            10 %   10 %   10 %   10 %   10 %
#     0 to 1              79 %   87 %   88 %   90 %   91 %
#     normalised          88 %   90 %   92 %   93 %   93 %
#
# The first network blew up in its first steps. Normalising, `(x - mean) / std` for each channel,
# centres the inputs around 0 with a spread of about 1, which is what the usual initial weights and
# learning rates are made for. MNIST's numbers, 0.1307 and 0.3081, are the mean and the standard
# deviation of the pixels of its 60,000 training images; those 4,000 digits have 0.1317 and 0.3090.
# Measure on the training images alone, and then use the same two numbers everywhere: a test set
# normalised with its own statistics is not what the network will meet.

# %% [markdown]
# ## Augmentation: the same digit, but not the same picture
# A network that has only seen centred digits knows centred digits only. The same network after 20
# epochs, trained plainly or on digits that were shifted and rotated a little, here:
#
#                         test digits   the same, two pixels further right
#     plain                  95.0 %         71.6 %
#     shifted, rotated       95.7 %         93.8 %
#
# - **Only changes that keep the label.** `RandomHorizontalFlip` is in every recipe for photographs.
#   A mirrored digit is none: with it the 95.0 % fell to 91.9 %.
# - **Before normalising.** What comes into the picture is filled with 0, and after `Normalize` 0 is
#   not black: black is (0 - 0.1307) / 0.3081 = -0.4242. A digit rotated after it sits between grey
#   wedges, by which the network can tell training images from others. So augment first.
# - **In training only.** Train and validation are often two `Subset`s of one dataset, and then
#   `val.dataset.transform = plain` switches augmentation off for training too (exercise 6). Where
#   they are two datasets, as here, each gets a transform of its own.
# - **Anew at each call.** The transforms of torchvision draw from torch's global RNG, which a
#   `DataLoader` seeds differently in each worker and epoch. A generator of your own that is kept in
#   the dataset or in the transform is *copied* into every worker. Eight angles from
#   `self.rng = np.random.default_rng(0)`, two workers, two epochs:
#
#       worker 0    4.1   -6.9  -13.8  -14.5        worker 1    4.1   -6.9  -13.8  -14.5
#       worker 0    4.1   -6.9  -13.8  -14.5        worker 1    4.1   -6.9  -13.8  -14.5
#
#   With eight workers and ten epochs each draw is used eighty times. No error, no warning: only
#   less variety than you pay for.

# %% [markdown]
# ## Mean and deviation of what does not fit into memory
# Statistics of a large dataset are gathered batch by batch, and the shortcuts go wrong:
#
# - The average of the batches' means gives a short last batch too much weight, and the average of
#   their deviations is not even right for equal batches. On the 4,000 digits sorted by label, in
#   batches of 256, it is 0.3074; the truth is 0.3090.
# - `mean(x²) - mean(x)²` subtracts two nearly equal numbers when the mean is large. With 1,000
#   images of mean 1000 and deviation 1, float32 sums say that the variance is 1.19. It is 1.00. On
#   other data it comes out negative, and its root is NaN.
#
# Sums in float64 have eight more digits to lose, which is plenty here (rounding can still leave a
# tiny negative number where all pixels are equal). The
# [parallel variance](https://en.wikipedia.org/wiki/Algorithms_for_calculating_variance#Parallel_algorithm)
# of Chan and others loses none. And divide by the number of pixels, not by one less: `torch.std`
# does the latter unless you say
# [`correction=0`](https://pytorch.org/docs/stable/generated/torch.std.html).
#
# Read more: [MNIST](https://pytorch.org/vision/stable/generated/torchvision.datasets.MNIST.html),
# [randomness in workers](https://pytorch.org/docs/stable/data.html#randomness-in-multi-process-data-loading).

# %%
from collections.abc import Callable
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, TensorDataset
from torchvision.datasets import MNIST
from torchvision.transforms import v2


# %%
def mnist_transform(train: bool) -> Callable[[Image.Image], Tensor]:
    """The transform for MNIST digits: training ones are augmented, the others are not.

    Args:
        train: False for a deterministic transform, True to shift and/or rotate first.

    Returns:
        A callable from a greyscale `PIL.Image` (mode "L", 28 × 28) to a float32 tensor (1, 28, 28):
        the pixels scaled to [0, 1], then normalised with mean 0.1307 and std 0.3081.
        - With `train=False` that is all: every call gives the same.
        - With `train=True` the image is first shifted and/or rotated a little at random: by at most
          3 pixels each way and at most 15 degrees. What comes in from outside is black. Nothing
          else changes. It is drawn anew at each call, also across the workers and epochs of a
          `DataLoader`.

    See https://pytorch.org/vision/stable/transforms.html
    """
    # TODO: compose the transform; the augmentation, in training only, comes first
    raise NotImplementedError("TODO: mnist_transform")


# %%
def load_mnist(root: str | Path, train: bool = True, download: bool = False) -> Dataset:
    """torchvision's own `MNIST`, whose images come as `mnist_transform(train)` gives them.

    Args:
        root: the folder that has (or, with `download`, will have) `MNIST/raw/` in it.
        train: the training digits; False for the test digits.
        download: passed on to torchvision.

    Raises:
        RuntimeError: torchvision's, when the files are not there and `download` is False.

    See https://pytorch.org/vision/stable/generated/torchvision.datasets.MNIST.html
    """
    # TODO: build torchvision's dataset with the transform for this split
    raise NotImplementedError("TODO: load_mnist")


# %%
def channel_statistics(dataset: Dataset, batch_size: int = 256) -> tuple[Tensor, Tensor]:
    """Mean and population standard deviation of each channel, over all pixels of all images.

    Args:
        dataset: a map-style dataset of `(image, label)`. The images are tensors (C, H, W) of any
            float dtype (float16, bfloat16, float32, float64), all of one size; the labels are
            not looked at.
        batch_size: how many images to read at a time. Each sample is read once, and no more than
            a batch of images is held.

    Returns:
        `(mean, std)`, float32 tensors (C,), exact to 1e-4: also when the last batch is short, and
        when the mean is large against the std (mean 1000, std 1).

    Raises:
        ValueError: the dataset is empty; the message names `dataset`.
    """
    # TODO: go through the dataset once, in batches, and add up in float64
    raise NotImplementedError("TODO: channel_statistics")


# %%
if __name__ == "__main__":
    bar = Image.new("L", (28, 28))
    bar.paste(255, (12, 6, 16, 22))
    for train in (False, True):
        transform = mnist_transform(train)
        for row in transform(bar)[0, ::3, ::2]:
            print("".join(" .:+#"[round((x * 0.3081 + 0.1307).item() * 4)] for x in row))
    noise = TensorDataset(torch.randn(50, 3, 8, 8) + 1000, torch.zeros(50))
    print("mean and std of each channel:", *channel_statistics(noise, batch_size=16))
