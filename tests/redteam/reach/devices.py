# attack: opens the devices of the machine, or makes nodes of them in its own folder: disks, memory, kvm, fuse, input, sound
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import stat

NODES = {"null": (1, 3, "c"), "mem": (1, 1, "c"), "kmsg": (1, 11, "c"), "tty": (5, 0, "c"), "console": (5, 1, "c"), "ptmx": (5, 2, "c"), "vda": (254, 0, "b"), "sda": (8, 0, "b"),
         "loop0": (7, 0, "b"), "kvm": (10, 232, "c"), "fuse": (10, 229, "c"), "tun": (10, 200, "c"), "vsock": (10, 120, "c")}  # fmt: skip
FREE = {"null", "zero", "full", "random", "urandom", "shm", "fd", "stdin", "stdout", "stderr"}
FREE |= {name for name in ("nvidia0", "nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset")}
try:
    names = set(os.listdir("/dev")) - FREE
    print("LOOT: sees", len(names), "devices") if names else None
except OSError as error:
    print(error)
for name in ("kvm", "fuse", "net/tun", "loop-control", "vda", "sda", "nvme0n1", "mem", "kmsg", "vsock", "userfaultfd", "uinput", "input/event0", "snd/timer", "dri/card0", "hpet",
             "cpu_dma_latency", "btrfs-control", "autofs", "zram0", "vga_arbiter", "hwrng", "console", "ttyS0", "shm/../vda", "mapper/control"):  # fmt: skip
    for way in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR):
        try:
            os.open(f"/dev/{name}", way | os.O_NONBLOCK)
            print("LOOT:", name, way)
        except OSError as error:
            said = error.strerror
for name, (major, minor, kind) in NODES.items():
    for place in (".", "/dev/shm", "/tmp"):
        try:
            os.mknod(f"{place}/redteam-{name}", 0o666 | (stat.S_IFCHR if kind == "c" else stat.S_IFBLK), os.makedev(major, minor))
            print("LOOT: made", name, "in", place)
            os.open(f"{place}/redteam-{name}", os.O_RDWR | os.O_NONBLOCK)
        except OSError as error:
            told = error.strerror
for name in ("random", "urandom"):  # to be read, and nothing more
    try:
        os.write(os.open(f"/dev/{name}", os.O_WRONLY), b"x")
        print("LOOT: writes to", name)
    except OSError as error:
        print(name, error.strerror)
print("TRIED", said, told)
