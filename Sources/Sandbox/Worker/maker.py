"""The maker: the warm interpreter that programs are forked from.

A fork makes the process that forks pay for every page it touches afterwards. So this one does next to nothing: it waits
for a word, forks a child that waits for a request, and waits for its end, while the supervisor, which no program is made
from, does the rest. What a program says and is told never is in this process, so nothing of one is in the memory of the
next.

Its programs, one after another, have the same pipes. The supervisor empties them between two.
"""
# Above every descriptor of the supervisor.
HIGHEST = 200
NUMBER = struct.Struct("<i")


class Usage(ctypes.Structure):
    """How a program ended: the number of its process, what wait told, and what getrusage tells of it."""
    _fields_ = [("pid", ctypes.c_int), ("status", ctypes.c_int), ("times", ctypes.c_long * 4), ("memory", ctypes.c_long),
                ("others", ctypes.c_long * 13)]


class Places:
    """Processors. A program that is short is done soonest where its pages are: where the maker runs that it is copied from."""

    def __init__(self):
        number = max(os.sched_getaffinity(0)) // 64 + 1
        self.size = ctypes.c_size_t(8 * number)
        self.everywhere = self.mask(number, os.sched_getaffinity(0))
        self.single = {one: self.mask(number, [one]) for one in os.sched_getaffinity(0)}

    @staticmethod
    def mask(number, places):
        mask = (ctypes.c_uint64 * number)()
        for one in places:
            mask[one // 64] |= 1 << one % 64
        return mask

    def stay(self):
        here = libc.sched_getcpu()
        if here in self.single:
            libc.sched_setaffinity(0, self.size, self.single[here])

    def leave(self):
        libc.sched_setaffinity(0, self.size, self.everywhere)


def make(descriptors, preload):
    """Never returns. To be called in a process of its own.

    It keeps the descriptors it is given and no other: standard streams, those of every program, and its own three.
    """
    for name in preload:
        attempt(lambda: __import__(name))
    warm()
    for place, one in enumerate(descriptors):
        os.dup2(one, HIGHEST + place)
    for number in range(len(descriptors)):
        os.dup2(HIGHEST + number, number)
    os.closerange(len(descriptors), HIGHEST + len(descriptors))
    os.chdir(SCRATCH)
    limit_always()
    open_streams()
    for name in ("ctypes", "_ctypes"):
        sys.modules.pop(name, None)
    sys.argv = [FILE_NAME]
    attempt(lambda: sys.set_int_max_str_digits(200_000))
    attempt(share_code)
    end = Usage()
    status, usage = ctypes.byref(end, Usage.status.offset), ctypes.byref(end, Usage.times.offset)
    read, write, fork, wait4 = os.read, os.write, libc.fork, libc.wait4
    places = Places()
    gc.collect()
    gc.disable()
    gc.freeze()
    kept = fill_holes()
    write(ENDS, end)
    while read(WORDS, 1):
        places.stay()
        pid = fork()
        if pid == 0:
            child()
        places.leave()
        end.pid = pid
        # Nobody waits for the number; it is there for who must kill.
        write(NUMBERS, NUMBER.pack(pid))
        if pid > 0:
            while wait4(pid, status, 0, usage) == -1:
                pass
        write(ENDS, end)
    os._exit(0)
