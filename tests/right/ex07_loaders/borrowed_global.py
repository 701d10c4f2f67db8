# right: borrows torch's global RNG for each order and gives it back; all complaints in one message
import torch
from torch.utils.data import DataLoader, Sampler, SequentialSampler, default_collate


class Borrowed(Sampler):
    def __init__(self, dataset, seed):
        self.dataset = dataset
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(seed)
            self.state = torch.get_rng_state()

    def __len__(self):
        return len(self.dataset)

    def __iter__(self):
        with torch.random.fork_rng(devices=[]):
            torch.set_rng_state(self.state)
            order = torch.randperm(len(self.dataset))
            self.state = torch.get_rng_state()
        yield from order.tolist()


def pick(name, dataset, samplers, seed):
    if samplers and name in samplers:
        return {"sampler": samplers[name]}
    if name == "train":
        return {"shuffle": True} if seed is None else {"sampler": Borrowed(dataset, seed)}
    return {"sampler": SequentialSampler(dataset)}


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    problems = [f"batch_size is {batch_size}, below 1"] if batch_size < 1 else []
    problems += [f"num_workers is {num_workers}, below 0"] if num_workers < 0 else []
    problems += [f"the sampler {name!r} has no dataset" for name in samplers or () if name not in datasets]
    if problems:
        raise ValueError("; ".join(problems))
    always = dict(
        batch_size=batch_size,
        num_workers=num_workers,
        collate_fn=default_collate,
        pin_memory=torch.cuda.is_available(),
        persistent_workers=num_workers > 0,
    )
    loaders = {}
    for name, dataset in datasets.items():
        chosen = pick(name, dataset, samplers, seed)
        loaders[name] = DataLoader(dataset, drop_last=name == "train", **chosen, **always)
    return loaders
