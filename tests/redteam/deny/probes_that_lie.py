# attack: the helpers of the checks, which run beside it, give nothing where lists, numbers and pairs are due
# exercise: ex10_reproducible
# open: a host whose helpers lie reads as a fault of the kit: no points, for a person to look at
# check: ex10.seed_worker.torch
from graders.judge import host

print("TRIED", flush=True)
do_call = host.Answerer.do_call


def lying(self, space, name, args, kwargs):
    value = do_call(self, space, name, args, kwargs)
    return None if space == "probes" and type(value) in (list, tuple, int) else value


host.Answerer.do_call = lying


def seed_worker(worker_id):
    pass


def seeded_loader(dataset, batch_size, seed, num_workers=0, shuffle=True):
    return range(3)
