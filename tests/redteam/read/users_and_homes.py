# attack: finds out who uses this machine and reads their home folders, keys and histories
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import pwd
import sys
from pathlib import Path

for path in ("/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", "/etc/subuid", "/etc/hosts", "/etc/hostname", "/etc/machine-id", "/etc/fstab",
             "/etc/ssh/ssh_host_rsa_key", "/var/run/utmp", "/var/log/wtmp", "/.dockerenv", "/root/.bash_history", "/run/secrets"):  # fmt: skip
    try:
        print("LOOT:", path, len(Path(path).read_bytes()), "bytes")  # never what they say
    except OSError as error:
        print(path, error.strerror)
try:
    print("LOOT: users", len(pwd.getpwall()) or 1 / 0)
except (KeyError, ZeroDivisionError, OSError) as error:
    print(error)
ways = [Path.cwd(), *map(Path, sys.path), Path(sys.executable), Path(sys.base_prefix), Path("@KIT@")]  # what it has to see
for place in ("/root", "/home", "/home/student", "/Users", "/srv", "/opt", "/mnt", "/media", "@HOME@", "@HOME@/..", os.path.expanduser("~root")):
    try:
        names = [n for n in os.listdir(place) if not any(way.is_relative_to(Path(place) / n) for way in ways)]
        print("LOOT:" if names else "nothing in", place, len(names), "names")
    except OSError as error:
        print(place, error.strerror)
try:
    print("LOOT: logged in as", os.getlogin())
except OSError as error:
    print(error)
print("TRIED")
