"""How a helper of ours is spoken to: the part that all of them begin with.

A message is a length of four bytes and as many bytes. The first is the source of a worker, whose limits and filter of
system calls a helper may use; standard input and output are nobody's from then on.
"""
import io, json, os, struct, sys, types


def send(data):
    sink.write(struct.pack("<I", len(data)) + data)
    sink.flush()


def receive():
    """`None` where the parent is gone."""
    size = source.read(4)
    return source.read(struct.unpack("<I", size)[0]) if len(size) == 4 else None


# The channel moves to numbers that no child has. Whatever else was inherited is closed first.
os.closerange(3, 65536)
channel = (os.dup(0), os.dup(1))
null = os.pipe()
os.dup2(null[0], 0), os.dup2(null[1], 1)
source, sink = io.open(channel[0], "rb"), io.open(channel[1], "wb")
start = receive()
if start is None:
    sys.exit()
worker = types.ModuleType("worker")
exec(compile(start, "worker.py", "exec"), worker.__dict__)
problem = None
