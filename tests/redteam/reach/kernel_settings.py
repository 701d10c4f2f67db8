# attack: opens for writing what sets up the machine or other processes: sysctl, control groups, oom scores, sysrq, its own id maps
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import glob
import os

OWN = ["uid_map", "gid_map", "setgroups", "projid_map", "attr/current", "attr/exec", "loginuid", "sched", "autogroup", "timens_offsets", "make-it-fail"]
paths = ["/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/proc/sys/vm/overcommit_memory", "/proc/sys/kernel/pid_max",
         "/proc/sys/net/ipv4/ip_forward", "/proc/sys/fs/pipe-user-pages-soft", "/proc/sys/kernel/ns_last_pid", "/proc/sys/fs/binfmt_misc/register", "/proc/irq/0/smp_affinity",
         "/proc/mtrr", "/proc/scsi/scsi", "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/power/state", "/sys/devices/system/cpu/cpu1/online", "/sys/kernel/uevent_helper",
         "/proc/@PID@/oom_score_adj", "/proc/@NURSERY@/oom_score_adj", "/proc/@PID@/coredump_filter", "/proc/@PID@/clear_refs", "/proc/@PID@/comm"]  # fmt: skip
paths += [f"/proc/self/{name}" for name in OWN] + glob.glob("/sys/fs/cgroup/**/cgroup.procs", recursive=True)[:50] + glob.glob("/sys/fs/cgroup/*/tasks")[:50]
paths += glob.glob("/proc/sys/**", recursive=True)[:2000]
failed = {}
for path in paths:
    if os.path.isdir(path):
        continue
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))  # opened, and never written to
        print("opened" if path.startswith("/proc/self/") else "LOOT:", path)
    except OSError as error:
        failed[error.strerror] = failed.get(error.strerror, 0) + 1
for name in ("uid_map", "gid_map", "setgroups"):
    try:
        with open(f"/proc/self/{name}", "w") as file:
            file.write("0 0 1" if name != "setgroups" else "allow")
        print("LOOT: wrote", name)
    except OSError as error:
        print(name, error.strerror)
print("TRIED", len(paths), failed)
