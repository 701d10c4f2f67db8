# wrong: borrows torch's global RNG and does not give it back after an error
# caught by: ex10.loader.untouched
import torch
from torch.utils.data import DataLoader


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    before = torch.get_rng_state()
    torch.manual_seed(seed)
    generator = torch.Generator()
    generator.set_state(torch.get_rng_state())
    loader = DataLoader(dataset, batch_size, shuffle, num_workers=num_workers, generator=generator)
    torch.set_rng_state(before)
    return loader
