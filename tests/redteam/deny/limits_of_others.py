# attack: sets limits, priority, processors and scheduling of the judge, the nursery and another process, and lifts its own
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import resource

own = {r: resource.getrlimit(getattr(resource, r)) for r in ("RLIMIT_NPROC", "RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NOFILE")}
for name, (_, most) in own.items():
    for wanted in (resource.RLIM_INFINITY, most + 1):
        try:
            resource.setrlimit(getattr(resource, name), (wanted, wanted))
            print("LOOT: lifted", name)
        except (OSError, ValueError) as error:
            print(name, error)
for pid in (int("@PID@"), int("@JUDGE@"), int("@NURSERY@"), os.getppid()):
    for what, act in {
        # What it has already, so that nobody is hurt if it works.
        "limits": lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, resource.prlimit(pid, resource.RLIMIT_NOFILE)),
        "priority": lambda: os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, pid)),
        "processors": lambda: os.sched_setaffinity(pid, os.sched_getaffinity(pid)),
        "scheduler": lambda: os.sched_setscheduler(pid, os.SCHED_OTHER, os.sched_param(0)),
    }.items():  # fmt: skip
        try:
            act()
            print("LOOT: set the", what, "of", pid) if pid > 1 else None
        except OSError as error:
            print(what, pid, error)
for what, act in {"nice": lambda: os.nice(-5), "real time": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))}.items():
    try:
        act()
        print("LOOT: has", what)
    except OSError as error:
        print(what, error)
print("TRIED")
