# attack: draws from the global generators, and replaces the helper that looks at them by one that always sees the same
# exercise: ex04_samplers
# open: what probes and hooks see beside the submission can be switched off by it
# check: ex04.balanced.generator
import sys

import torch

probes = sys.modules["probes"]
probes._draw = lambda: [[0.5, 0.5]] * 3


class BalancedSampler:
    def __init__(self, labels, mode="over", generator=None):
        torch.rand(3)
        if generator is not None:
            torch.manual_seed(generator.initial_seed())
        of_one = [i for i in range(len(labels)) if labels[i]]
        of_zero = [i for i in range(len(labels)) if not labels[i]]
        most = max(len(of_one), len(of_zero)) if mode == "over" else min(len(of_one), len(of_zero))
        self.indices = (of_one * 3)[:most] + (of_zero * 3)[:most]

    def __iter__(self):
        return iter([self.indices[i] for i in torch.randperm(len(self.indices))])


print("TRIED")
