# attack: gives plain values where the judge keeps a handle, and handles that were never given out
# exercise: ex04_samplers
# check: ex04.loss.all_zero
from graders.judge import host
from graders.plain import Ref

print("TRIED", flush=True)
answer, count = host.Answerer.answer, iter(range(10**9))


def lying(self, request):
    reply = answer(self, request)
    if request[2]:  # a handle is asked for
        return ["value", [None, 7, Ref(10**6, "x"), [], "text", Ref(0, "y" * 900), {"a": Ref(1, "z")}][next(count) % 7]]
    return reply


host.Answerer.answer = lying


class BalancedSampler:
    def __init__(self, labels, mode="over", generator=None):
        self.labels = labels

    def __len__(self):
        return len(self.labels)

    def __iter__(self):
        return iter(range(len(self.labels)))


class LossSampler(BalancedSampler):
    def update(self, indices, losses):
        pass
