# %% [markdown]
# # Exercise 13: all of it at work
# Digits from files, split, augmented, shuffled, batched; a small network that learns them; a
# checkpoint that survives a crash. You have written nearly every part of it before: copy what you
# need from your earlier exercises into this file, and connect the parts.
#
# Fill in the places marked TODO, then run `make check ONLY=ex13`; stuck? `make hint EX=ex13`

# %% [markdown]
# ## One step at a time
# A training script seldom fails with an error; it trains, badly, and does not say why. So never
# write all of it and then look at the accuracy. Each step below takes minutes, and each rules out
# what the next one could not tell apart:
#
# 1. **Look at a batch**: shapes, dtypes, the range of the values, a few images beside their
#    labels, after the transforms. Is every split as large as you think?
# 2. **Ask the untrained network.** With ten classes its loss should be near ln 10 = 2.30, and its
#    accuracy near 10 %. Here: 2.33 and 9.8 %.
# 3. **Overfit one batch.** Train on the same 64 digits again and again. A loop that cannot learn
#    64 digits by heart will not learn from thousands. The loss after so many steps, here:
#
#        step                                    0      5     10     20     60
#        as it should be                      2.41   0.46   0.10   0.01  0.001
#        softmax before cross_entropy         2.31   1.75   1.59   1.52   1.48
#        labels out of step with the images   2.39   2.28   2.26   2.23   2.19
#
#    The second row is a network that ends in a softmax, although `cross_entropy` takes scores. Its
#    loss cannot fall below 1.46; but after five epochs it, too, is right on 95.5 % of the
#    validation digits here, and on a harder task you would blame the data. Accuracy alone does not
#    find it. (Then take the `break` that gave you the one batch out of the loop again.)
# 4. **Train in earnest**, and watch the training loss and the validation accuracy, epoch by epoch.
# 5. **Save and stop, then go on.** Try it on two tiny epochs, before you need it after two days.
# 6. **Test once**, at the very end. What you choose by looking at the test digits (the learning
#    rate, when to stop) has been fitted to them, and the figure is no longer that of unseen ones.
#
# This is the reference solution's network of 18,474 parameters, with seed 0 on the kit's 3,600
# training digits. It takes 4 seconds of one core, 3 of them to read and augment the images:
#
#     epoch   training loss   validation loss   validation   test (for you to see)
#       1         1.015            0.319           92.0 %       92.8 %
#       2         0.380            0.170           96.3 %       96.5 %
#       3         0.239            0.144           96.5 %       96.0 %
#       4         0.206            0.139           96.8 %       97.1 %
#       5         0.175            0.112           96.8 %       97.1 %
#
# (Half a percent up or down is chance, with 1,000 test digits and even more so with 400.)
# That the training loss is *above* the validation loss is no mistake: it is averaged over an epoch
# in which the network was still worse, and its images are shifted and rotated. Where both look
# wrong the other way round, the loss falling and the validation standing still, ask whether the
# two splits come through the same transform, but for the random part.

# %% [markdown]
# ## Two switches: `eval()` and `no_grad()`
# `model.eval()` turns dropout off and lets batch normalisation use what it learned in training in
# place of the batch at hand. Forget it, and the answer depends on who else is in the batch. The
# same trained network, the same 1,000 test digits:
#
#     eval mode, whatever the batches                  97.1 %
#     training mode, batches of 64, random order       97.1 %
#     training mode, batches of 64, sorted by label    86.0 %
#     training mode, one digit at a time               84.1 %
#
# On a shuffled test set the mistake does not show; in production, where digits come one by one, it
# does. And it leaves traces: in training mode every batch that passes, validation batches too,
# changes the running averages. `torch.no_grad()` is another matter: it keeps no graph for
# `backward`, which saves memory. It does not change the answers, and does not replace `eval()`.
# If you validate between epochs, switch back with `model.train()`.
#
# ## What a checkpoint holds
# Everything that the next epoch depends on and that is not in your source: the model's
# `state_dict` (the running averages are in it), the optimizer's, and how many epochs are done.
# A learning-rate schedule has a `state_dict` too. Adam keeps two averages for every parameter, so
# that the file is 233 kB here, and 79 kB without them. Those averages are the optimizer's memory.
# The training loss over the first eight batches of epoch 3, all three with the same batches:
#
#     never stopped                    0.301
#     stopped, all of it restored      0.301
#     stopped, Adam begins anew        0.320
#
# Little on this task, for Adam's memory is short, and no reason to do without. Build the optimizer
# from the parameters of the model that you go on with, load both, and only then train. Save after
# every epoch and not after the last one alone, for that is the one a crashed run never reaches, and
# write to a second name first (exercise 12), for the crash may come while you save.
#
# **Seeds.** `torch.manual_seed` fixes the weights that a network starts with; the split needs a
# generator of its own (exercise 6), or another layer in the network changes which digits it is
# validated on. When a run is started again, the *split* must be the old one: with another, the
# network is validated on digits that it was trained on, and looks better than it is. (The order of
# the batches begins anew in the reference solution; exercise 12's sampler would go on with it.)
#
# ## Where to go next
# [Mixed precision](https://pytorch.org/docs/stable/amp.html), for more speed on a GPU;
# [DistributedDataParallel](https://pytorch.org/docs/stable/notes/ddp.html), for several of them
# (exercise 11 gave you the sampler); [WebDataset](https://github.com/webdataset/webdataset), for
# data that no longer fits one disk (exercise 9, in shards). Read more:
# [saving and loading](https://pytorch.org/tutorials/beginner/saving_loading_models.html),
# [evaluation mode](https://pytorch.org/docs/stable/notes/autograd.html),
# [optimizers](https://pytorch.org/docs/stable/optim.html).

# %%
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, Sampler, Subset, random_split
from torchvision import transforms
from torchvision.datasets import MNIST


# %%
def build_loaders(root, batch_size, seed):
    """The loaders of a training run on MNIST.

    Args:
        root: the folder that torchvision's `MNIST` takes; the files are there already.
        batch_size: samples in a batch, for every loader.
        seed: an int that `torch.Generator.manual_seed` takes. The same seed gives the same split
            and the same order of training batches, epoch by epoch, on every run and in every
            process; another seed gives others. The global RNGs are left as they were.

    Returns:
        A dict of three `DataLoader`s; a batch is (images, labels), images float32 (B, 1, 28, 28)
        as `mnist_transform` of exercise 5 gives them, labels int64 (B,):
        - "train": 90 % of the training files, chosen at random; augmented anew each time an image
          is read; shuffled anew each epoch, without the last, incomplete batch;
        - "val": the other 10 %, not augmented, always in the same order, none left out;
        - "test": the test files, not augmented, in file order, none left out.
        Memory is pinned exactly when `torch.cuda.is_available()` at the call.

    See https://pytorch.org/vision/stable/generated/torchvision.datasets.MNIST.html
    """
    # TODO: open the files, split them, and make the three loaders
    raise NotImplementedError("TODO: build_loaders")


# %%
def train(loaders, epochs, device, checkpoint=None):
    """Train a small classifier of your own on `loaders["train"]`.

    Args:
        loaders: a dict with "train", "val" and "test", as `build_loaders` makes it. The network
            learns from "train" alone, one pass over it an epoch; what belongs to which of the ten
            labels, it learns there (the judge may have renamed them).
        epochs: how many epochs in all, those of earlier calls with this `checkpoint` included.
        device: "cpu", "cuda" or a `torch.device`: where the model and its batches go.
        checkpoint: None, or the path of a file. With a path, model and optimizer are saved there
            after each epoch, and a call that finds the file goes on where it stopped: after a
            crash in the third epoch, that is the end of the second. With no epoch left, the saved
            model comes back untrained further.

    Returns:
        The model, an `nn.Module` in eval mode on `device`: `model(images)` gives scores (B, 10)
        for normalised images (B, 1, 28, 28), the highest one for the digit that it sees.

    What is graded, after `torch.manual_seed`: with the kit's 4,000 training digits, batches of 64
    and 5 epochs, at least 90 % of 1,000 other digits are right, and `train` takes at most 60 s on
    two CPU cores.

    See https://pytorch.org/tutorials/beginner/saving_loading_models.html
    """
    # TODO: build the model, load what was saved, train the epochs that are left
    raise NotImplementedError("TODO: train")


# %%
if __name__ == "__main__":
    from graders import mnist

    loaders = build_loaders(mnist.root(), batch_size=64, seed=0)  # the kit's sample; or name a folder of your own
    torch.manual_seed(0)
    model = train(loaders, epochs=1, device="cpu")
    with torch.no_grad():
        right = sum((model(x).argmax(1) == y).sum().item() for x, y in loaders["val"])
    print(f"{right} of {len(loaders['val'].dataset)} validation digits are right")
