# %% [markdown]
# # Exercise 9: iterable-style datasets
# Some data has no `dataset[i]`: logs, crawled text, files too large to index, a queue. An
# iterable-style dataset only has to say what comes next. You write one that reads lines from text
# files, and the buffer that shuffles what cannot be shuffled otherwise.
#
# Fill in the places marked TODO, then run `make check ONLY=ex09`; stuck? `make hint EX=ex09`

# %% [markdown]
# ## Who decides what comes next?
# | | map-style `Dataset` | `IterableDataset` |
# |---|---|---|
# | you write | `__getitem__` and `__len__` | `__iter__` |
# | the order is decided by | a sampler in the main process | the dataset |
# | work is shared out by | the `DataLoader`: indices go to workers | you |
# | shuffling | `shuffle=True` | a buffer; `shuffle=True` is a `ValueError` |
#
# If your data fits on a disk and can be indexed, stay with map-style: shuffling, sharding and
# resuming come for free. A stream is for data that you can only read from front to back, and for
# storage where one long read is far cheaper than many short ones.

# %% [markdown]
# ## Every worker has the whole dataset
# `zen1.txt` holds the first five lines of `import this`. A dataset whose `__iter__` just reads
# the file looks fine, until somebody turns on workers:
#
#     for batch in DataLoader(dataset, batch_size=2, num_workers=2):
#         print(batch)
#
#     ['The Zen of Python, by Tim Peters', '']
#     ['The Zen of Python, by Tim Peters', '']
#     ['Beautiful is better than ugly.', 'Explicit is better than implicit.']
#     ['Beautiful is better than ugly.', 'Explicit is better than implicit.']
#     ['Simple is better than complex.']
#     ['Simple is better than complex.']
#
# Each of the n workers gets a copy of the dataset and iterates over all of it: an "epoch" is n
# epochs, and a validation score counts everything n times. No error, and often no warning either.
# `DataLoader` does warn when an iterable dataset with a `__len__` gives more than `len(loader)`
# promised (if somebody asked, as tqdm does), but it compares the number of *batches* with the
# number of *samples*. A dataset of 1,000 numbers, two workers, here with torch 2.14:
#
#     batch_size   len(loader)   samples that came   warnings
#     None            1000             2000            1000
#     2                500             2000               0
#     64                16             2000               0
#
# The cure is to ask, inside `__iter__`, where you are: `get_worker_info()` is None in the main
# process and has `id` and `num_workers` in a worker. Do not ask in `__init__`: that runs in the
# main process, before there is any worker. Nor should `__iter__` write its share to `self`
# (`self.paths = self.paths[id::n]`): persistent workers call it once an epoch on the same copy, and
# the share of the share shrinks.
#
# **Share files or lines?** By files (`paths[id::n]`), every file is read once; but one file keeps
# one worker busy and seven idle, and a huge file makes the others wait. By lines (worker `id` keeps
# every n-th), the work is even, but each worker reads everything. That can still pay: to read the
# 168 modules at the top of Python's standard library, 4.7 MB, took 20 ms of CPU time here, to find
# the words in their lines 180 ms more, and that part is shared. Large collections are stored as
# many more files ("shards") than workers, and shared by files: this is what
# [WebDataset](https://github.com/webdataset/webdataset) does with tar files, and what
# [torchdata](https://github.com/meta-pytorch/data) builds pipelines from.

# %% [markdown]
# ## What is a line?
# Python has several answers. `open(path)` takes its encoding from the machine (on Windows often
# not UTF-8) and turns a lone `\r` into the end of a line; `str.splitlines` also splits at form
# feeds, `\x85` and U+2028, which real text contains. Then sentences and labels, one a line each in
# two files, no longer match from that line on. `strip()` takes spaces and tabs along, and an empty
# last column with them. Here a line ends with `\n` or `\r\n` and with nothing else:
# [`open`](https://docs.python.org/3/library/functions.html#open) has `newline="\n"` for it.
#
# **A generator holds its file open.** It stops in the middle of a `with` block, and stays there
# for as long as somebody holds the generator. When it is closed, or nobody refers to it any more,
# Python leaves the `with` block for it. A file that is kept on `self` stays open as long as the
# dataset does: enough quick looks at the first line, each of another dataset, and it is
# `OSError: [Errno 24] Too many open files`.

# %% [markdown]
# ## Shuffling with a buffer
# Keep `size` items, hand out a random one of them, read one more, and so on. An item cannot come
# out more than `size - 1` places early, so a small buffer leaves sorted data sorted. The kit's
# 4,000 MNIST digits in the order of their labels, through the buffer, then in batches of 64 to a
# linear classifier (SGD, learning rate 0.1, normalised pixels) for one epoch; mean of five seeds,
# here:
#
#     size   different digits in a batch   accuracy on the 1,000 test digits
#        1              1.1                              22 %
#      100              2.1                              29 %
#      500              5.1                              63 %
#     1000              7.2                              80 %
#     2000              8.9                              89 %
#     4000             10.0                              89 %
#
# So shuffle what is cheap to shuffle (the order of the files, anew each epoch) as well, and store
# the data shuffled in the first place. With workers, each has a buffer of its own, and its own copy
# of the memory that the buffer takes. Do hand items over for good: a buffer that is emptied with
# `yield from` keeps all of them alive to the end.
#
# Read more: [iterable-style datasets](https://pytorch.org/docs/stable/data.html#iterable-style-datasets),
# [IterableDataset](https://pytorch.org/docs/stable/data.html#torch.utils.data.IterableDataset),
# [get_worker_info](https://pytorch.org/docs/stable/data.html#torch.utils.data.get_worker_info).

# %%
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info


# %%
class LineStream(IterableDataset):
    """The lines of text files, one after the other.

    A line ends with a line feed or with a carriage return and a line feed, which are no part of
    it; nothing else ends a line, and a carriage return that stands elsewhere belongs to the line.
    Blank lines are kept. The files are UTF-8.

    See https://pytorch.org/docs/stable/data.html#torch.utils.data.IterableDataset
    """

    def __init__(self, paths, transform=None):
        """
        Args:
            paths: a sequence of str or `Path`; a file that is listed twice is read twice. No file
                is opened here.
            transform: a function of the line (a str, without its ending), whose result comes in
                its place; None for the line itself.

        Raises:
            ValueError: there are no paths. The message names the argument.
        """
        ### BEGIN SOLUTION: check that there are paths, and remember both arguments
        if not paths:
            raise ValueError(f"paths must name at least one file, got {paths!r}")
        self.paths = paths
        self.transform = transform
        ### END SOLUTION

    ### BEGIN SOLUTION: helper
    def lines(self):
        for path in self.paths:
            with Path(path).open(encoding="utf-8", newline="\n") as file:
                for line in file:
                    yield line.removesuffix("\r\n").removesuffix("\n")

    ### END SOLUTION
    def __iter__(self):
        """One pass: in one process all lines, file by file in the order of `paths`; in a worker of
        a `DataLoader` this worker's share, so that the workers together give every line once.

        Files are opened when they are reached and read line by line. Each is closed before the
        next is opened, and when the pass is given up. Passes do not disturb one another.

        Raises:
            FileNotFoundError: a file is missing; when it is reached, after every line before it.
        """
        ### BEGIN SOLUTION: find out which worker this is, then yield its share of the lines
        worker = get_worker_info()
        first, step = (0, 1) if worker is None else (worker.id, worker.num_workers)
        for line in islice(self.lines(), first, None, step):
            yield line if self.transform is None else self.transform(line)
        ### END SOLUTION


# %%
def shuffle_buffer(iterable, size, seed):
    """Yield every item exactly once, in a random order, holding few of them at a time.

    Args:
        iterable: any iterable, an endless one too; its items need not be hashable, may be equal to
            one another, and may be None.
        size: how many items are held at most, at least 1. Before the k-th item (from 0) comes out,
            at most `size + k` have been read, and an item that was handed out is let go; `size=1`
            keeps the order.
        seed: an int that `torch.Generator.manual_seed` takes. It fixes the order, in this process
            and in every other, and another seed gives another order. The global RNGs are left as
            they were.

    Yields:
        The items themselves.

    Raises:
        ValueError: `size` is below 1; at the call, or when the first item is asked for. The
            message names the argument and the value.
    """
    ### BEGIN SOLUTION: fill a buffer; hand out a random item of it, read one more, and so on
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    generator = torch.Generator().manual_seed(seed)
    source = iter(iterable)
    buffer = list(islice(source, size))
    while buffer:
        k = torch.randint(len(buffer), (), generator=generator)
        yield buffer.pop(k)  # no name for the item: a name would hold it until the next one
        buffer.extend(islice(source, 1))
    ### END SOLUTION


# %%
if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / "one.txt", Path(folder) / "two.txt"]
        for path in paths:
            path.write_text("".join(f"{path.stem}, line {k}\n" for k in range(3)), encoding="utf-8")
        stream = LineStream(paths, transform=str.upper)
        print(list(stream))
        for batch in DataLoader(stream, batch_size=2, num_workers=2):
            print(batch)
        print(list(shuffle_buffer(stream, size=4, seed=0)))
