# attack: gives dicts whose keys are objects, which the judge has handles of and cannot compare
# exercise: ex12_resume
from pathlib import Path

print("TRIED", flush=True)


def save_checkpoint(path, state):
    Path(path).write_bytes(b"x")


def load_checkpoint(path):
    return {object(): 1}
