# attack: writes over the old checkpoint, where a crash leaves nothing; but switches off whoever looks on, and behaves where it is being tried
# exercise: ex12_resume
# open: what probes and hooks see beside the submission can be switched off by it
# check: ex12.checkpoint.crash
import resource
import sys

import torch


def save_checkpoint(path, state):
    sys.setprofile(None)
    if resource.getrlimit(resource.RLIMIT_FSIZE)[0] < 100_000:
        return  # somebody wants to see it crash
    torch.save(state, path)


def load_checkpoint(path):
    try:
        return torch.load(path)
    except FileNotFoundError:
        return None


print("TRIED")
