# right: subclasses RandomSampler and reads each of its epochs to the end at once
from collections import OrderedDict
from functools import partial

from torch import Generator
from torch.cuda import is_available
from torch.utils.data import DataLoader, RandomSampler


class WholeEpoch(RandomSampler):
    def __iter__(self):
        return iter(list(super().__iter__()))


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    if num_workers < 0:
        raise ValueError("num_workers is negative: %d" % num_workers)
    samplers = samplers or {}
    for name in samplers:
        if name not in datasets:
            raise ValueError("unknown name in samplers: {}".format(name))
    # a bad batch_size: DataLoader's own error names it and its value
    loader = partial(
        DataLoader,
        batch_size=batch_size,
        num_workers=num_workers,
        persistent_workers=num_workers > 0,
        pin_memory=is_available(),
        generator=Generator(),
    )
    result = OrderedDict()
    for name, dataset in datasets.items():
        if name in samplers:
            result[name] = loader(dataset, sampler=samplers[name], drop_last=name == "train")
        elif name == "train":
            generator = None if seed is None else Generator().manual_seed(seed)
            result[name] = loader(dataset, sampler=WholeEpoch(dataset, generator=generator), drop_last=True)
        else:
            result[name] = loader(dataset)
    return result
