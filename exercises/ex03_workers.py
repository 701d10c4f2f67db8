# %% [markdown]
# # Exercise 3: how many workers
# `num_workers` is the one setting of a `DataLoader` that nobody can tell you. Too few workers and
# the network waits for data; too many and the machine crawls, or the run crashes. You write a
# first guess, a way to measure it, and a search that finds the best number by itself.
#
# Fill in the places marked TODO, then run `make check ONLY=ex03`; stuck? `make hint EX=ex03`

# %% [markdown]
# ## What a worker does
# With `num_workers=0` the training loop itself loads each batch, and the GPU idles meanwhile. With
# `num_workers=n`, n processes load batches ahead of the loop, two each, and send them over. That
# costs something too: every worker has to be started, and every batch travels through a queue and
# shared memory. Whether it pays depends on what one sample costs. One full pass over two datasets,
# the kit's MNIST digits in batches of 64 and 400 of them that take 2 ms each to arrive, in batches
# of 16, measured here (two cores, otherwise idle; the median of three or five passes):
#
#     num_workers              0       1       2       4       8      16
#     4,000 in memory        26 ms  112 ms  110 ms  166 ms  249 ms     -
#     400, 2 ms each        865 ms  906 ms  499 ms  319 ms  296 ms  369 ms
#
# - **What is in memory already gets slower**, four times here with two workers: there is nothing
#   to gain, and the journey between processes is all that is added.
# - **What is slow to load gets faster**, but never n times as fast, and from some number on slower
#   again. Waiting for a disk or a network can be shared among more workers than there are cores.
#   Decoding and augmenting images cannot: that is work for a core, and the training loop wants
#   one as well.
# - **One worker is often worse than none.** It overlaps with nothing if the loop does nothing but
#   load, and it pays the journey. So a search that starts at 0 and stops when things get slower
#   would stop at once: begin with a good guess, half the cores.
#
# See it on your own machine: `make workers` measures 0, 1, 2, 4 ... workers on MNIST and on a slow
# dataset and draws the curve, in the terminal and as an SVG.

# %% [markdown]
# ## What a crash looks like
# More workers also need more memory, and it is the workers that die of it:
#
# - *Shared memory is full.* Batches travel through `/dev/shm`, which a Docker container has 64 MB
#   of. Here with that size, and two workers sending batches of 48 MB:
#
#       RuntimeError: unable to allocate shared memory(shm) for file </torch_13114_3828550210_0>:
#       No space left on device (28)
#
#   or, if it runs out a moment later, `DataLoader worker (pid 15295) is killed by signal: Bus
#   error. It is possible that dataloader's workers are out of shared memory.` The cure is
#   `docker run --shm-size=8g` (or `--ipc=host`), and fewer workers until then.
# - *Memory is full.* The system kills a worker, and the loop sees (here we killed it ourselves)
#   `RuntimeError: DataLoader worker (pid(s) 15290) exited unexpectedly`. Nothing in your own code
#   raised it, so the traceback will not tell you where to look. (One that dies just after it has
#   announced a batch can show as `ConnectionResetError` or `EOFError`: 9 times in 25 here, on a
#   busy machine.)
# - *Memory fills up slowly.* A forked worker shares its parent's memory until one of the two
#   writes to it, and Python writes a reference count into every object that it touches. A dataset
#   with a list of 2,000,000 file names, shuffled, here: each worker begins with 25 MB of its own
#   and has 164 MB a quarter of an epoch later, as by then nearly every page has been copied. The
#   same names in one numpy array: 10 MB, and 10 MB at the end. Times eight workers, times eight
#   GPUs, that is the difference between a run and a crash at night.
#
# ## Workers that are not forked
# Windows and macOS start each worker as a fresh Python, and from Python 3.14 on Linux asks a
# `forkserver` for it as well. The dataset is then pickled and sent to the worker: a `lambda` as a
# transform, or a class that you wrote in a notebook cell, ends in `PicklingError: Can't pickle
# <function <lambda> ...>` or an `AttributeError` in the worker. Write functions with a name, keep
# datasets in a `.py` file, and put what runs in a script below `if __name__ == "__main__":`.
# Starting costs more as well: a pass over 64 tiny samples with two workers took 0.06 s forked,
# 1.3 s from the forkserver and 2.2 s as fresh processes. So worker start-up belongs into what you
# measure.

# %% [markdown]
# ## How to find the number of workers
# 1. Start with half the cores: the rest is for the training loop and for the system.
# 2. Measure a full pass: all samples, divided by the seconds on the clock on the wall. CPU time
#    (`time.process_time`) leaves out waiting, and the work of the workers, so it measures nothing.
# 3. It crashed? Halve the number and try again, down to 0. If 0 crashes too, the fault is not in
#    the workers.
# 4. It worked? Add one worker at a time while that makes it faster. Stop at the first that does
#    not, or that crashes, and never go back to a number that has crashed: it may work this once,
#    and fail in the third hour of training.
# 5. Look at the network too. If it takes 500 samples/s, a loader that gives 600 is fast enough;
#    more workers only take memory. And measure again on another machine, or after a change of the
#    dataset.
#
# Read more:
# [multi-process loading](https://pytorch.org/docs/stable/data.html#multi-process-data-loading),
# [sharing strategies](https://pytorch.org/docs/stable/multiprocessing.html#sharing-strategies),
# [start methods](https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods).

# %%
import multiprocessing
import time

import torch
from torch.utils.data import DataLoader, TensorDataset


# %%
def default_num_workers(cpu_count=None):
    """A first guess: half the cores, rounded down.

    Args:
        cpu_count: how many cores there are, at least 1; None asks this machine, as
            `multiprocessing.cpu_count()` does (the cores that this process may use are fine too).

    Returns:
        An int; 0 for a single core.

    Raises:
        ValueError: `cpu_count` is below 1. The message names `cpu_count` and its value.

    See https://docs.python.org/3/library/multiprocessing.html#multiprocessing.cpu_count
    """
    # TODO: ask the machine if need be, check the number, halve it
    raise NotImplementedError("TODO: default_num_workers")


# %%
def find_num_workers(measure, start):
    """The number of workers that gives the highest throughput, found by trying.

    First `start` is tried. Each time a try crashes, the number is halved (integer division) and
    tried again, down to 0. From the first number that works, one worker is added at a time as
    long as each try works and is strictly faster than the best so far; a number that has crashed
    is never reached again. No number is measured twice.

    Args:
        measure: a function; `measure(n)` runs the pipeline with n workers, n a whole number, and
            returns its throughput in samples/s, or raises `RuntimeError` (or a subclass) if the
            pipeline crashed.
        start: the number to try first, at least 0.

    Returns:
        An int, the fastest number that worked.

    Raises:
        ValueError: `start` is negative. The message names `start` and its value.
        RuntimeError: 0 workers crash as well; the very error that `measure(0)` raised.
        Any error of `measure` that is no `RuntimeError` goes to the caller at once.

    See https://pytorch.org/docs/stable/data.html#multi-process-data-loading
    """
    # TODO: halve until a number works, then add one at a time while it gets faster
    raise NotImplementedError("TODO: find_num_workers")


# %%
def measure_throughput(dataset, batch_size, num_workers):
    """How many samples per second a `DataLoader` gives, measured over one full pass.

    Args:
        dataset: a map-style dataset of at least one sample, of any kind that `DataLoader` can
            put into batches.
        batch_size: samples in a batch, at least 1; the last batch may hold fewer, and counts as
            many as it holds.
        num_workers: worker processes; 0 loads in this process.

    Returns:
        A float: the number of samples divided by the seconds that the pass took on the clock, the
        start of the workers included. When it returns or raises, no worker is left running (but
        for those that only a raised error's traceback keeps alive).

    Raises:
        ValueError: the dataset is empty. The message names `dataset`.
        RuntimeError: a worker died, as `DataLoader` reports it.
        An error that a sample raises comes as `DataLoader` raises it.

    See https://pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader
    """
    # TODO: time one full pass through a DataLoader on the clock on the wall
    raise NotImplementedError("TODO: measure_throughput")


# %%
if __name__ == "__main__":
    digits = TensorDataset(torch.rand(4000, 28, 28), torch.randint(10, (4000,)))

    def measure(n):
        rate = measure_throughput(digits, batch_size=64, num_workers=n)
        print(f"{n} workers: {rate:,.0f} samples/s")
        return rate

    print("best:", find_num_workers(measure, start=default_num_workers()))
