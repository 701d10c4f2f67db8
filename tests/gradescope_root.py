"""`make gradescope-root`: the autograder zip set up and run in an empty root, as Gradescope does it.

    python -m tests.gradescope_root [--keep DIR]

Needs root, debootstrap and a network for packages: makes a minimal Debian, unpacks the zip to
/autograder/source, runs setup.sh, then run_autograder on a solution, on a notebook, on nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from graders import catalog
from graders.course.notebooks import notebook, to_text

PASSED_ON = ("/etc/resolv.conf", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")


def root(folder: Path, zip_: Path) -> None:
    subprocess.run(["debootstrap", "--variant=minbase", "--include=ca-certificates,python3,python3-venv,python3-pip", "bookworm", str(folder)], check=True, stdout=subprocess.DEVNULL)
    for path in (p for p in PASSED_ON if Path(p).exists()):
        shutil.copy(path, folder / path.lstrip("/"))
    for place in ("source", "submission", "results"):
        (folder / "autograder" / place).mkdir(parents=True)
    with zipfile.ZipFile(zip_) as file:
        file.extractall(folder / "autograder" / "source")
    shutil.copy(folder / "autograder" / "source" / "run_autograder", folder / "autograder" / "run_autograder")
    for script in ("source/setup.sh", "source/run_autograder", "run_autograder"):
        (folder / "autograder" / script).chmod(0o755)


def inside(folder: Path, *command: str) -> None:
    """Run a command there, with /proc, /dev and the machine's package settings."""
    mounts = f"mount -t proc proc {folder}/proc && mount --rbind /dev {folder}/dev && mount -t tmpfs tmpfs {folder}/dev/shm && "
    settings = {k: v for k, v in os.environ.items() if k.startswith("PIP_") or k.lower().endswith("_proxy")}
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", **settings}
    done = subprocess.run(["unshare", "--mount", "--pid", "--fork", "sh", "-c", f'{mounts} exec chroot {folder} "$@"', "sh", *command], env=environment, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} ended with status {done.returncode}")


def graded(folder: Path, files: dict[str, str]) -> dict:
    submission = folder / "autograder" / "submission"
    shutil.rmtree(submission)
    submission.mkdir()
    for name, text in files.items():
        (submission / name).write_text(text, encoding="utf-8")
    inside(folder, "/autograder/run_autograder")
    return json.loads((folder / "autograder" / "results" / "results.json").read_text())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, metavar="DIR")
    parser.add_argument("--cuda", action="store_true", help="the zip that installs PyTorch from the default package index")
    options = parser.parse_args()
    folder = (options.keep or Path(tempfile.mkdtemp(prefix="gradescope-"))).resolve()
    zip_ = folder.with_suffix(".zip")
    command = [sys.executable, "-m", "graders", "gradescope", str(zip_), "--only", "ex11", "--only", "ex02", *(["--cuda"] if options.cuda else [])]
    subprocess.run(command, check=True)
    root(folder, zip_)
    inside(folder, "/autograder/source/setup.sh")
    solution = (catalog.ROOT / "solutions" / "ex11_distributed.py").read_text(encoding="utf-8")
    cases = {
        "a file and a notebook": ({"ex11_distributed.py": solution, "ex02_batching.ipynb": to_text(notebook(catalog.find("ex02")))}, 15.0),
        "the file alone": ({"ex11_distributed.py": solution}, 7.0),
        "nothing": ({}, 0.0),
    }
    bad = 0
    for name, (files, due) in cases.items():
        found = graded(folder, files)
        score = sum(test["score"] for test in found["tests"])
        bad += score != due
        print(f"{'ok ' if score == due else 'BAD'} {name}: {score:g} of 15 points, {due:g} due   {found.get('output', '')[:200]}")
    if not options.keep:
        shutil.rmtree(folder)
        zip_.unlink()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
