"""What makes a fork cheap. A program costs little more than the pages of memory that its process has and touches, so they
are few.
"""
# Bytes of a large page.
LARGE = 1 << 21


def segments():
    """Start, end and flags of the parts of loaded files that are not written: code and constants."""
    found = []

    class Information(ctypes.Structure):
        _fields_ = [("base", ctypes.c_size_t), ("name", ctypes.c_char_p), ("headers", ctypes.c_void_p), ("count", ctypes.c_uint16)]

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Information), ctypes.c_size_t, ctypes.c_void_p)
    def visit(information, size, data):
        one = information.contents
        for place in range(one.count):
            kind, flags, _, address, _, length, _, _ = struct.unpack("<IIQQQQQQ", ctypes.string_at(one.headers + 56 * place, 56))
            if kind == 1 and not flags & 2 and length:
                found.append((one.base + address & ~4095, one.base + address + length + 4095 & ~4095, flags))
        return 0

    libc.dl_iterate_phdr(visit, None)
    return found


def share_code():
    """A fork copies the page table of a mapping only where the mapping was ever written; of others, the child meets every
    page anew. So what can be goes to large pages, of which a fork copies one entry each, and of what is left one byte of each
    large segment is written, with what it was; of small ones few pages are met.
    """
    found = segments()
    moved = enlarge(found)
    for start, end, flags in found:
        if end - start < 1 << 20 or any(start < place + LARGE and place < end for place in moved):
            continue
        size = ctypes.c_size_t(end - start)
        if libc.mprotect(ctypes.c_void_p(start), size, protection(flags) | 2) == 0:
            ctypes.memmove(start, ctypes.string_at(start, 1), 1)
            libc.mprotect(ctypes.c_void_p(start), size, protection(flags))


def protection(flags):
    """Of a segment, as memory has it; the bits are in another order."""
    return (flags & 4) >> 2 | (flags & 1) << 2


def enlarge(found):
    """Puts a copy on a large page in the place of each aligned 2 MB that are code and constants alone; what is there stays as
    it is until the kernel has moved the copy in. Returns where."""
    spans, moved = [], []
    for start, end, flags in found:
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end, spans[-1][2] | flags)
        else:
            spans.append((start, end, flags))
    size, libc.mmap.restype, libc.mremap.restype = ctypes.c_size_t(LARGE), ctypes.c_size_t, ctypes.c_size_t
    for start, end, flags in spans:
        for place in range(start + LARGE - 1 & -LARGE, end - LARGE + 1, LARGE):
            room = libc.mmap(ZERO, ctypes.c_size_t(2 * LARGE), 3, 0x22, -1, ZERO)  # to be read and written, private, of no file
            if room == ctypes.c_size_t(-1).value:
                return moved
            # What is around the copy goes first: once the copy has moved, its place may be somebody else's.
            copy = room + LARGE - 1 & -LARGE
            for start_left, end_left in ((room, copy), (copy + LARGE, room + 2 * LARGE)):
                if start_left < end_left:
                    libc.munmap(ctypes.c_void_p(start_left), ctypes.c_size_t(end_left - start_left))
            is_moved = False
            if libc.madvise(ctypes.c_void_p(copy), size, 14) == 0:
                ctypes.memmove(copy, place, LARGE)
                if libc.mprotect(ctypes.c_void_p(copy), size, protection(flags)) == 0:
                    is_moved = libc.mremap(ctypes.c_void_p(copy), size, size, 3, ctypes.c_void_p(place)) == place
            if is_moved:
                moved.append(place)
            else:
                libc.munmap(ctypes.c_void_p(copy), size)
    return moved


def fill_holes():
    """Small objects of one size share pools of pages. What is free in pools that are partly used is taken here, so that what
    a child makes lies together in new ones. What is returned must be kept."""
    pool, header = 1 << 14 if sys.version_info >= (3, 10) else 1 << 12, 48
    sizes = [lambda size=size: bytes(size - 33) for size in range(48, 513, 16)]
    kept = []
    for make in [object, lambda: float(len(kept)), *sizes]:
        for _ in range(2_000):
            kept.append(make())
            if id(kept[-1]) % pool == header:
                break
    return kept


def warm():
    """Does what a child does, so that it is compiled and in memory, and no child does it for the first time."""
    own = sys.modules["__main__"]
    for source in ("def f(x):\n    return [x, str(x)]\n", "import math\ndef f(x):\n    return 1 / 0\n") * 12:
        program = Program(marshal.loads(marshal.dumps({"source": source, "calls": [["f", (1,)], ["f", "(1,)"]]})), 1)
        program.run()
        program.module.__dict__.clear()
    sys.modules["__main__"] = own
    errors, sys.stderr = sys.stderr, io.StringIO()
    try:
        exec(compile("raise ValueError('a')", FILE_NAME, "exec"), {})
    except ValueError as error:
        report(error), described(error)
    sys.stderr = errors


def open_streams():
    """The programs' own; a child has other descriptors behind the same numbers."""
    sys.stdin = io.open(0, "r", 1 << 16, encoding="utf-8", errors="surrogateescape", closefd=False)
    sys.stdout = io.open(1, "w", 1 << 13, encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.stderr = io.open(2, "w", 1 << 13, encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
