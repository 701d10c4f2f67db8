"""Probes of ex11_distributed: the samplers of all ranks, read in one answer."""

from itertools import islice


def ranks(sampler, num_examples, world_size, shuffle, seed, drop_last, epochs):
    """`[len of each, passes]`: for each of these epochs what each rank yields; None sets no epoch."""
    made = [
        sampler(num_examples, rank, world_size, shuffle=shuffle, seed=seed, drop_last=drop_last)
        for rank in range(world_size)
    ]
    passes = []
    for epoch in epochs:
        for one in made:
            if epoch is not None:
                one.set_epoch(epoch)
        passes.append([list(islice(one, 2 * num_examples + 2)) for one in made])
    return [[len(one) for one in made], passes]
