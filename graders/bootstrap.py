"""Sets up .venv for the Makefile: `python graders/bootstrap.py base|notebooks|dev`.

Runs before anything is installed, so it uses the standard library alone, imports nothing of
the kit, and keeps to a syntax that an old Python 3 can read far enough to say that it is old.
Not for deciding whether a set-up is due: make does that, from the time stamps of two files.

`.venv/.base` stands only while .venv is whole. It is put aside while pip is at work, so a
set-up that was cut off leaves no stamp, and the next one starts from an empty .venv (pip's
cache still has whatever had been downloaded).
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

OLDEST = (3, 10)
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"
BASE, ASIDE = VENV / ".base", VENV / ".base-aside"
ADDS = {"notebooks": "JupyterLab and nbgrader", "dev": "the developers' tools"}
GB = 10**9


def main(goal):
    os.chdir(str(Path(__file__).resolve().parent.parent))
    check_python()
    check_alone()
    if not BASE.exists():
        make_venv()
        check_disk()
        announce()
    elif goal == "base":
        say("pyproject.toml has changed: bringing .venv up to date.")
    else:
        say(f"Adding {ADDS[goal]} to .venv.")
    install(goal)
    say("Set-up done.")


def check_python():
    if sys.version_info[:2] < OLDEST:
        fail(
            "The kit needs Python 3.10 or newer; {} is Python {}.{}.".format(
                sys.executable, *sys.version_info[:2]
            ),
            "Install a newer one, or name one you have: make check PYTHON=python3.12",
        )


def check_alone():
    """Holds the project's folder until this process ends, so that set-ups do not mix."""
    try:
        fcntl.flock(os.open(".", os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fail("Another set-up of this folder is under way; wait until it is done.")
    except OSError:
        pass  # some network disks know no locks; then the user has to be the one who waits


def make_venv():
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        fail(
            f"{sys.executable} cannot make virtual environments: its venv or ensurepip is missing.",
            "On Debian and Ubuntu: sudo apt install python3-venv",
        )
    # Resolved, since venv refuses a .venv that is a link to a roomier disk.
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV.resolve())]) != 0:
        fail("Python could not make .venv; its own words are above.")


def cuda_builds():
    """Whether the PyTorch to come is the large one: Linux, unless a CPU index was chosen."""
    return sys.platform == "linux" and "cpu" not in os.environ.get("TORCH_INDEX", "")


def check_disk():
    """Asks for room before the download, where .venv really is."""
    for place, need in disk_needs():
        free = shutil.disk_usage(str(place)).free
        if free < need * GB:
            cpu = f"take the CPU builds: make check TORCH_INDEX={CPU_INDEX}"
            fail(
                f"Too little disk space at {place}: {free / GB:.1f} GB free, {need} GB needed.",
                "A part is needed only while pip downloads and unpacks. Free some, name a roomier",
                "place for pip's downloads (TMPDIR=DIR)" + (f", or {cpu}" if cuda_builds() else "."),
            )


def disk_needs():
    """Gigabytes by disk: .venv with pip's cache, and the downloads until they are installed."""
    keep, spool = (9, 3) if cuda_builds() else (1.5, 0.5)
    needs: dict = {}
    for place, need in ((VENV, keep), (Path(tempfile.gettempdir()), spool)):
        needs.setdefault(place.stat().st_dev, [place, 0])[1] += need
    return needs.values()


def announce():
    say("Setting up .venv with Python {}.{}.{}; this happens once.".format(*sys.version_info))
    if cuda_builds():
        say(
            "PyTorch is a large download: about 3 GB, and 5.5 GB on disk. It can wait for a good",
            "connection. With no NVIDIA GPU, press Ctrl-C and take the far smaller CPU builds:",
            f"    make check TORCH_INDEX={CPU_INDEX}",
        )
    else:
        say("PyTorch is a large download: about 0.3 GB, and 1 GB on disk.")
    say("The download is under way; pip's last step, 'Installing', is silent for minutes.")


def install(goal):
    """Runs pip; puts the stamps back only if .venv is known to be whole."""
    if BASE.exists():
        BASE.replace(ASIDE)
    for step in pip_steps(goal):
        command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        status = subprocess.call(command + step)
        if status > 0 and ASIDE.exists():
            ASIDE.replace(BASE)  # pip gave up by itself, and so left what was there as it was
        if status != 0:
            fail_pip()
    if ASIDE.exists():
        ASIDE.replace(BASE)
    (VENV / f".{goal}").touch()


def pip_steps(goal):
    """The arguments of each `pip install`; PyTorch first where it has an index of its own."""
    if goal in ADDS:
        return [["--quiet", "--editable", f".[{goal}]"]]
    steps = [["--editable", "."]]
    if os.environ.get("TORCH_INDEX"):
        project = Path("pyproject.toml").read_text(encoding="utf-8")
        wanted = re.findall(r'"(torch(?:vision)?(?:[<>=~!\[ ][^"]*)?)"', project)
        steps.insert(0, ["--index-url", os.environ["TORCH_INDEX"]] + wanted)
    return steps


def fail_pip():
    fail(
        "Set-up is not done: pip failed, for the reason just above. Most often it is one of these:",
        "  no connection         check the network (behind a proxy, set HTTPS_PROXY)",
        "  no space left         free some, or set TMPDIR to a roomier place",
        "  no matching torch     this Python may be too new for it: try PYTHON=python3.12",
        "Then run the same command again; downloads that were complete are not repeated.",
    )


def say(*lines):
    print("\n".join(lines), flush=True)


def fail(*lines):
    sys.stdout.flush()
    sys.exit("\n".join(lines))


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.stderr.write("\nSet-up was stopped; run the same command again to go on.\n")
        sys.exit(130)
