# right: no dict comprehension, no Sampler class: a closure that is iterated anew, zipped lists
import torch
from torch.utils.data import DataLoader


def shuffled(n, seed):
    generator = torch.Generator().manual_seed(seed)

    class Order(list):
        def __iter__(self):
            order = torch.randperm(len(self), generator=generator).tolist()
            return (order[i] for i in range(len(order)))

    return Order(range(n))


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    if batch_size < 1 or num_workers < 0:
        raise ValueError(f"batch_size (got {batch_size}) >= 1 and num_workers (got {num_workers}) >= 0")
    names = [*datasets]
    sources = [datasets[name] for name in names]
    if samplers is None:
        samplers = {}
    if any(name not in names for name in samplers):
        raise ValueError(f"samplers for {[*samplers]}, datasets for {names}")
    made = []
    for name, source in zip(names, sources):
        keywords = dict(num_workers=num_workers, persistent_workers=not num_workers == 0)
        keywords.update(batch_size=batch_size, pin_memory=torch.cuda.is_available())
        if name == "train":
            keywords["drop_last"] = True
            if seed is not None:
                keywords["sampler"] = shuffled(len(source), seed)
            else:
                keywords["shuffle"] = True
        if name in samplers:
            keywords["sampler"] = samplers[name]
            keywords["shuffle"] = False
        made.append(DataLoader(source, **keywords))
    return dict(zip(names, made))
