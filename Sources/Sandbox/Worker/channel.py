"""What the supervisor says to the parent, and what it keeps of a program's pipes.

Frames, both ways: a letter, a length of four bytes, and as many bytes. From the parent R (a request: its header, then the
payload for the child), C (a line for the child), E (no more lines) and K (end it); to the parent G (ready), L (lines of
a child that is spoken to) and A (how it ended).
"""
FRAME = struct.Struct("<cI")
# Wall seconds, bytes of memory, of output, of values and of a file, tasks, whether it has a scratch folder, talks, is an executable.
HEADER = struct.Struct("<dQQQQI???")
LIMITS = ("wall", "memory", "output", "value", "file", "tasks", "scratch", "talks", "executable")
SIZE = struct.Struct("<I")
# What a child reads first: the size of all that follows, and the header.
START = struct.Struct("<I" + HEADER.format[1:])
# Why it was killed, signal and code (-1: none), milliseconds of wall and processor time, bytes of memory, whether this
# worker ends now, bytes of standard output, of standard error and of lines.
TOLD = struct.Struct("<BiiddQ?III")
KILLED = (None, "timeout", "outputLimit", "ended")
PIPE_SIZE = 1 << 16
# As many pieces as the kernel takes in one call.
PARTS_AT_ONCE = 512


def read_whole(descriptor, count):
    """`None` where it ends before."""
    data = os.read(descriptor, count)
    if len(data) == count:
        return data
    data = bytearray(data)
    while len(data) < count:
        more = os.read(descriptor, count - len(data))
        if not more:
            return None
        data += more
    return data


class Channel:
    """To the parent, on descriptors that no program has."""

    def __init__(self, source, sink):
        self.source, self.sink = source, sink

    def send(self, kind, *parts):
        parts = [FRAME.pack(kind, sum(map(len, parts))), *parts]
        while parts:
            written = os.writev(self.sink, parts[:PARTS_AT_ONCE])
            while parts and written >= len(parts[0]):
                written -= len(parts.pop(0))
            if written:
                parts[0] = memoryview(parts[0])[written:]

    def receive(self):
        """A letter and its bytes; `None` where the parent is gone."""
        start = read_whole(self.source, FRAME.size)
        if start is None:
            return None, None
        kind, size = FRAME.unpack(start)
        data = read_whole(self.source, size)
        return (None, None) if data is None else (kind, data)


class Stream:
    """What came through one pipe of a program, up to a limit."""

    def __init__(self, limit):
        self.limit, self.parts, self.size = limit, [], 0

    def read(self, descriptor):
        """What there is room for of what is there. Also whether there was more."""
        piece = os.read(descriptor, PIPE_SIZE)
        kept = piece[:self.limit - self.size]
        self.parts.append(kept)
        self.size += len(kept)
        return kept, len(kept) < len(piece)
