# attack: raises what is both "not written yet" and the error that is due, so that a check might stop before it counts
# exercise: ex11_distributed


class Both(NotImplementedError, ValueError, IndexError, StopIteration, AssertionError):
    def __str__(self):
        return "TODO num_examples rank world_size 0 1 2 3 -1 -2"


class RankSampler:
    def __init__(self, num_examples, rank, world_size, shuffle=True, seed=0, drop_last=False):
        if num_examples < 1 or not 0 <= rank < world_size:
            raise Both

    def __len__(self):
        raise Both

    def __iter__(self):
        yield 0
        raise Both

    def set_epoch(self, epoch):
        pass


print("TRIED")
