"""Run a command as a machine of another kind would: `python -m tests.stage [--plain] [--user] COMMAND ...`

--user      as an ordinary user; Python and the kit are made reachable where only root may go
--plain     where namespaces are not to be had, as in a container with default settings

For tests of strict isolation, on Linux and as root. Changes nothing outside of the command.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from graders.judge import kernel, seccomp

NOBODY = 65534
ROOT = Path(__file__).resolve().parent.parent


def shut_folders(path: Path) -> list[Path]:
    """Folders on the way to `path` that others may not pass through."""
    return [p for p in [*reversed(path.resolve().parents)] if not p.stat().st_mode & 0o001]


def open_way(path: Path) -> None:
    """In a mount namespace of its own: put `path` where everybody can reach it, under its own name."""
    for folder in shut_folders(path):
        aside = Path("/mnt")
        kernel.mount(str(folder), aside, flags=kernel.MS_BIND | kernel.MS_REC)
        kernel.mount("tmpfs", folder, "tmpfs", 0, "mode=755,size=1m")
        rest = path.resolve().relative_to(folder)
        (folder / rest).mkdir(parents=True)
        kernel.mount(str(aside / rest), folder / rest, flags=kernel.MS_BIND | kernel.MS_REC)
        kernel.umount(aside)


def main() -> None:
    options = [a for a in sys.argv[1:3] if a in ("--user", "--plain")]
    command = sys.argv[1 + len(options) :]
    if os.geteuid() == 0:
        kernel.unshare(kernel.NEWNS)
        kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_PRIVATE)
        for needed in (Path(sys.base_prefix), Path(sys.prefix), ROOT):
            open_way(needed)
    os.chdir(ROOT)
    if "--user" in options and os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    if "--plain" in options:
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        seccomp.install(outward=True)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
