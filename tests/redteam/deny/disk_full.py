# attack: fills every place that can be written to: one large file, sparse ones, files without names, shared memory
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# where: namespaces
# without them the files of a host lie on the machine's own disk and shared memory, where only the size of each file is limited
import os
import tempfile

chunk, held, written = b"x" * (1 << 20), [], {}
print("TRIED", flush=True)
for place in (".", "/tmp", "/dev/shm", "/var/tmp", "/run", "/"):
    try:
        with open(f"{place}/sparse", "wb") as file:
            os.truncate(file.fileno(), 60 << 20)
        for _ in range(100):
            held.append(tempfile.TemporaryFile(dir=place, buffering=0))
            for _ in range(60):
                written[place] = written.get(place, 0) + held[-1].write(chunk)
                if sum(written.values()) > 900 << 20:  # bounded
                    raise OSError("enough")
    except OSError as error:
        print(place, error, flush=True)
total = sum(written.values()) >> 20
print("LOOT: filled" if total > 500 else "filled", total, "MiB", {k: v >> 20 for k, v in written.items()})
