# attack: reads the environment, arguments, memory, folders and open files of other processes
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os

FILES = ("environ", "cmdline", "maps", "mem", "auxv", "stat", "status", "comm", "syscall", "stack", "wchan", "mountinfo", "net/tcp", "oom_score")
FOLDERS = ("cwd", "root", "fd", "fdinfo", "task", "map_files", "ns")
LINKS = ("cwd", "root", "exe", "fd/0", "fd/3", "ns/net")
for pid in ("@PID@", "@JUDGE@", "@NURSERY@", str(os.getppid() or "x")):
    for name in FILES:
        try:
            with open(f"/proc/{pid}/{name}", "rb") as file:
                print("LOOT:", pid, name, len(file.read(1000)), "bytes")  # not what they say: it might be real
        except OSError as error:
            print(pid, name, error.strerror)
    for action, names in ((os.listdir, FOLDERS), (os.readlink, LINKS)):
        for name in names:
            try:
                print("LOOT:", pid, name, len(action(f"/proc/{pid}/{name}")), "entries or letters")
            except OSError as error:
                print(pid, name, error.strerror)
print("TRIED")
