# right: asks get_worker_info for the seed, which works in a worker only; numpy's SeedSequence spreads it
import random

import numpy as np
import torch
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, SequentialSampler, get_worker_info


def seed_worker(worker_id):
    info = get_worker_info()
    assert info.id == worker_id and info.seed == torch.initial_seed()
    one, other = np.random.SeedSequence(info.seed).spawn(2)
    random.seed(int.from_bytes(one.generate_state(8).tobytes(), "little"))
    np.random.seed(other.generate_state(16))


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    order, base = torch.Generator().manual_seed(seed), torch.Generator().manual_seed(seed)
    sampler = RandomSampler(dataset, generator=order) if shuffle else SequentialSampler(dataset)
    batches = BatchSampler(sampler, batch_size, drop_last=False)
    return DataLoader(dataset, batch_sampler=batches, num_workers=num_workers, worker_init_fn=seed_worker, generator=base)
