"""Helpers beside the student's sampler and checkpoints; no expected answers here."""

import itertools
import os
import pathlib
import shutil
import signal
import sys

import torch


def passes(sampler, count):
    """`count` passes, one after the other, as lists; together at most 20,000 indices are read."""
    return [[index for _, index in zip(range(20_000 // count), sampler, strict=False)] for _ in range(count)]


def begin(sampler, count):
    """The first `count` indices of a pass that is given up after them."""
    return list(itertools.islice(sampler, count))


def _value(state):
    """What a state that stayed here holds now."""
    return state


def scribble(state):
    """Overwrite everything in a state, however deep."""
    for key in list(state) if isinstance(state, dict) else range(len(state)):
        if isinstance(state[key], dict | list):
            scribble(state[key])
        state[key] = -7


# -- checkpoints ---------------------------------------------------------------------------


def path(name):
    """The name as a `pathlib.Path`."""
    return pathlib.Path(name)


def in_folder(folder, function, *args):
    """`function(*args)` with `folder` as the current one."""
    before = os.getcwd()  # noqa: PTH109
    os.chdir(folder)
    try:
        return function(*args)
    finally:
        os.chdir(before)


def _empty_folder(folder):
    shutil.rmtree(folder, ignore_errors=True)
    pathlib.Path(folder).mkdir()
    return folder


def training_state():
    """The state of a small training: model, optimizer, epoch, random generator."""
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    model(torch.ones(4, 2)).sum().backward()
    optimizer.step()
    return {
        "model": dict(model.state_dict()),
        "optimizer": optimizer.state_dict(),
        "epoch": 3,
        "rng": torch.Generator().manual_seed(5).get_state(),
    }


def view(cut):
    """Four numbers of a tensor of a million bytes; "most": two thirds of one of 120,000 bytes."""
    big = torch.arange(250_000, dtype=torch.float32)
    return {
        "rows": lambda: big.view(-1, 2)[:2],
        "column": lambda: big.view(-1, 1000)[:4, 7],
        "end": lambda: big[-4:],
        "transposed": lambda: big.view(500, 500)[:2, :2].t(),
        "detached": lambda: big[:4].detach(),
        "most": lambda: torch.arange(30_000, dtype=torch.float32)[:20_000],
    }[cut]()


def unsaveable():
    """Something that no checkpoint can hold: a generator."""
    return (i for i in ())


def _saving(save, folder, path, state):
    """What lies in `folder` at each moment of `save(path, state)`, as `[{name: bytes}, ...]`."""
    images, last = [], None

    def look(frame, event, argument):
        nonlocal last
        if event not in ("c_call", "c_return"):
            return
        now = _entries(folder)
        if now != last and len(images) < 500:
            last = now
            images.append(_contents(folder))

    # Before and after each function that is not Python's own: whatever changes a file is one.
    sys.setprofile(look)
    try:
        save(path, state)
    finally:
        sys.setprofile(None)
    images.append(_contents(folder))
    return _telling(images, os.path.relpath(path, folder))


def _entries(folder):
    entries = []
    with os.scandir(folder) as found:
        for entry in found:
            try:
                stat = entry.stat()
                entries.append((entry.name, stat.st_size, stat.st_mtime_ns, stat.st_ino))
                if entry.is_dir():
                    entries += _entries(entry.path)
            except OSError:
                continue
    return entries


def _contents(folder):
    files = {}
    for file in sorted(pathlib.Path(folder).rglob("*")):
        if file.is_file():
            files[file.relative_to(folder).as_posix()] = file.read_bytes()
    return files


def _telling(images, target):
    """At most 25 of them: of those that differ only in how far another file has grown, two."""
    kinds = [(image.get(target), [(name, bool(image[name])) for name in image]) for image in images]
    kept = [
        image
        for k, image in enumerate(images)
        if k in (0, len(images) - 1) or not kinds[k - 1] == kinds[k] == kinds[k + 1]
    ]
    return [kept[k * (len(kept) - 1) // 24] for k in range(25)] if len(kept) > 25 else kept


def on_a_full_disk(room, save, path, state):
    """`save(path, state)` while no file can grow beyond `room` bytes."""
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    action = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
    try:
        save(path, state)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, action)


def _killed_while_saving(room, save, path, state):
    """`save(path, state)` in a process that is killed when it writes a file beyond `room` bytes."""
    import resource

    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
            save(path, state)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
