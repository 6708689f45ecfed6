"""The warm interpreter: it runs no program itself, but forks a child for each and watches it.

It keeps nothing of one program for the next. A program's text and output pass through buffers that are emptied before
the next child is made from this process, and are read by the child and by the parent, not here.

Frames, both ways: a letter, a length of four bytes, and as many bytes. From the parent R (a request: the length of its
header, the header as JSON, the payload for the child), C (a line for the child), E (no more lines) and K
(end it); to the parent G (ready),
L (lines of a child that is spoken to) and A (how it ended).
"""
SCRATCH, PRIVATE = "/tmp", True
PIPE_SIZE, FIRST_BLOCK = 1 << 16, 1 << 12
FILES_AT_MOST = 4096
# As many pieces as the kernel takes in one call.
PARTS_AT_ONCE = 512
# Milliseconds; a program that fills a pipe waits so long.
BRIEF = 3
FILTERS = {}


class Channel:
    """To the parent, on descriptors that no program has."""

    def __init__(self, source, sink):
        self.source, self.sink = source, sink

    def send(self, kind, *parts):
        parts = [memoryview(kind + struct.pack("<I", sum(map(len, parts)))), *map(memoryview, parts)]
        first = 0
        while first < len(parts):
            written = os.writev(self.sink, parts[first:first + PARTS_AT_ONCE])
            while first < len(parts) and written >= len(parts[first]):
                written -= len(parts[first])
                first += 1
            if written:
                parts[first] = parts[first][written:]

    def read(self, count):
        """Straight into a buffer that can be emptied; `None` where the parent is gone."""
        data = bytearray(count)
        view, place = memoryview(data), 0
        while place < count:
            got = os.readv(self.source, [view[place:]])
            if got == 0:
                return None
            place += got
        return data

    def receive(self):
        start = self.read(5)
        if start is None:
            return None, None
        data = self.read(struct.unpack_from("<I", start, 1)[0])
        return (None, None) if data is None else (start[:1], data)


def emptied(data):
    data[:] = bytes(len(data))


class Stream:
    """What comes from one pipe of a program, up to a limit, in blocks that can be emptied."""

    def __init__(self, limit):
        self.limit, self.blocks, self.used, self.size = limit, [], 0, 0

    def read(self, descriptor):
        """The new piece; `None` at the end. Also whether it was more than there is room for."""
        if not self.blocks or self.used == len(self.blocks[-1]):
            self.blocks.append(bytearray(PIPE_SIZE if self.blocks else FIRST_BLOCK))
            self.used = 0
        block = memoryview(self.blocks[-1])
        got = os.readv(descriptor, [block[self.used:]])
        if got == 0:
            return None, False
        kept = min(got, self.limit - self.size)
        piece = block[self.used:self.used + kept]
        self.used += kept
        self.size += kept
        return piece, got > kept

    def parts(self):
        if self.blocks:
            yield from self.blocks[:-1]
            yield memoryview(self.blocks[-1])[:self.used]


class Child:
    """A running program and the pipes to it."""

    def __init__(self, header, payload):
        self.out, self.err, self.value = Stream(header["output"]), Stream(header["output"]), Stream(header["value"])
        self.pending, self.status, self.killed, self.usage = bytearray(), None, None, None
        self.is_group, self.is_last = header["executable"], False
        out_r, out_w = os.pipe()
        err_r, err_w = os.pipe()
        value_r, value_w = os.pipe()
        calls_r, calls_w = os.pipe() if header["talks"] else (None, None)
        self.pid = libc.fork()
        if self.pid == 0:
            child(header, payload, out_w, err_w, value_w, calls_r)
        if self.pid < 0:
            raise OSError(ctypes.get_errno(), "fork")
        for descriptor in (out_w, err_w, value_w, calls_r):
            if descriptor is not None:
                os.close(descriptor)
        self.streams = {out_r: self.out, err_r: self.err, value_r: self.value}
        self.calls = calls_w
        if calls_w is not None:
            os.set_blocking(calls_w, False)
        self.pidfd = os.pidfd_open(self.pid)

    def kill(self, reason):
        if self.status is None and self.killed is None:
            self.killed = reason
            os.kill(self.pid, signal.SIGKILL)

    def read(self, descriptor):
        """What was read; `None` at the end of the stream."""
        piece, is_more = self.streams[descriptor].read(descriptor)
        if is_more:
            self.kill("outputLimit")
        if piece is None:
            os.close(descriptor)
            del self.streams[descriptor]
        return piece

    def flush(self):
        try:
            while self.pending:
                del self.pending[:os.write(self.calls, self.pending)]
        except BlockingIOError:
            pass
        except OSError:
            self.pending.clear()

    def hang_up(self):
        """No more lines come; what has come is read first."""
        self.is_last = True
        if self.calls is not None and not self.pending:
            os.close(self.calls)
            self.calls = None

    def reap(self):
        _, self.status, self.usage = os.wait4(self.pid, 0)
        os.close(self.pidfd)
        if self.is_group:
            end_all(self.pid)
        last = []
        for descriptor in list(self.streams):
            while descriptor in self.streams:
                is_value, piece = self.streams[descriptor] is self.value, self.read(descriptor)
                if is_value and piece:
                    last.append(piece)
        if self.calls is not None:
            os.close(self.calls)
            self.calls = None
        return last


def end_all(leader):
    """Ends what an executable has started and left behind: every process of the namespace but this one and the first."""
    try:
        os.kill(-1, signal.SIGKILL) if PRIVATE else os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass


def watch(one, channel, header, deadline):
    """Until the program has ended; what it says and what it is told pass by."""
    talks, scratch = header["talks"], header["scratch"]
    if not talks:
        # Most programs end at once, and are read when they have: until then nothing here need wake.
        brief = select.poll()
        brief.register(one.pidfd, select.POLLIN)
        if brief.poll(min(BRIEF, header["wall"] * 1e3)):
            one.reap()
            return
    poller = select.poll()
    for descriptor in [*one.streams, one.pidfd, channel.source]:
        poller.register(descriptor, select.POLLIN)
    while one.status is None:
        left = deadline - time.monotonic()
        if left <= 0:
            one.kill("timeout")
        if one.pending:
            one.flush()
            if one.is_last:
                one.hang_up()
        wait = left * 1e3 + 0.5 if left > 0 else None
        if one.pending:
            wait = 5 if wait is None else min(wait, 5)
        elif scratch and wait is not None:
            wait = min(wait, 20)
        for descriptor, _ in poller.poll(wait):
            if descriptor == one.pidfd:
                for piece in one.reap():
                    if talks:
                        channel.send(b"L", piece)
                break
            if descriptor == channel.source:
                kind, data = channel.receive()
                if kind is None:
                    one.kill("ended")
                    os._exit(0)
                if kind == b"K":
                    one.kill("ended")
                elif kind == b"C" and one.calls is not None:
                    one.pending += data
                elif kind == b"E":
                    one.hang_up()
                continue
            is_value = one.streams[descriptor] is one.value
            piece = one.read(descriptor)
            if piece is None:
                poller.unregister(descriptor)
            elif talks and is_value and piece:
                channel.send(b"L", piece)
        if scratch and one.status is None and crowded():
            one.kill("outputLimit")


def crowded():
    """Whether there are too many files; their number takes memory that no other limit counts."""
    if not PRIVATE:
        return False
    state = os.statvfs(SCRATCH)
    return state.f_files - state.f_ffree > FILES_AT_MOST


def run(channel, header, payload):
    started = time.monotonic()
    one = Child(header, payload)
    emptied(payload)
    watch(one, channel, header, started + header["wall"])
    spent = header["scratch"] and not clean()
    streams = [one.out, one.err] if header["talks"] else [one.out, one.err, one.value]
    told = json.dumps({
        "killed": one.killed, "signal": os.WTERMSIG(one.status) if os.WIFSIGNALED(one.status) else None,
        "code": os.WEXITSTATUS(one.status) if os.WIFEXITED(one.status) else None,
        "wall": (time.monotonic() - started) * 1e3, "cpu": (one.usage.ru_utime + one.usage.ru_stime) * 1e3,
        "memory": one.usage.ru_maxrss * 1024, "spent": spent, "sizes": [stream.size for stream in streams],
    }).encode()
    channel.send(b"A", struct.pack("<I", len(told)), told, *[part for stream in streams for part in stream.parts()])
    for stream in (one.out, one.err, one.value):
        for block in stream.blocks:
            emptied(block)
    return not spent


def clean():
    """Leaves no file of one program for the next, quickly; whether it could. If not, this worker is replaced."""
    try:
        return remove(SCRATCH, 0, [256], False) is None
    except OSError:
        return False


def remove(path, depth, left, itself=True):
    if depth > 20:
        raise OSError("nested too deep")
    os.chmod(path, 0o700)
    with os.scandir(path) as entries:
        for entry in list(entries):
            left[0] -= 1
            if left[0] < 0:
                raise OSError("too many files")
            remove(entry.path, depth + 1, left) if entry.is_dir(follow_symlinks=False) else os.unlink(entry.path)
    if itself:
        os.rmdir(path)


def attempt(body):
    """`None` where it went through, else what stood against it."""
    try:
        body()
        return None
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:200]


def namespaces():
    """What the namespaces alone keep from this process, before any filter; each was tried."""
    import socket
    found = {
        "host": os.uname().nodename, "uid": os.getuid(), "pid": os.getpid(), "python": sys.version.split()[0],
        "interfaces": [name for _, name in socket.if_nameindex()],
        "proc": os.path.exists("/proc/self"), "folders": sorted(os.listdir("/")), "environment": sorted(os.environ),
        "capabilities": [number for number in range(41) if libc.prctl(23, ctypes.c_ulong(number), ZERO, ZERO, ZERO) == 1],
        "descriptors": [number for number in range(3, 64) if attempt(lambda: os.fstat(number)) is None],
    }

    def connect():
        with socket.socket() as one:
            one.settimeout(0.2)
            one.connect(("1.1.1.1", 53))

    found["connect"] = attempt(connect)
    for name, path in (("write_root", "/canary"), ("write_usr", "/usr/canary")):
        found[name] = attempt(lambda: os.close(os.open(path, os.O_CREAT | os.O_WRONLY)))
    return found


def main():
    global SCRATCH, PRIVATE
    # The channel moves to numbers that no program has; standard input and output are nobody's.
    # Whatever else was inherited is closed first.
    os.closerange(3, 65536)
    channel = Channel(os.dup(0), os.dup(1))
    null_r, null_w = os.pipe()
    os.dup2(null_r, 0), os.dup2(null_w, 1)
    os.close(null_r), os.close(null_w)
    attempt(lambda: libc.mallopt(-8, 1))  # one arena: each thread's own would take 64 MB of address space
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    libc.prctl(4, ZERO, ZERO, ZERO, ZERO)  # not dumpable: no one attaches to this process, nor to its children
    _, settings = channel.receive()
    if settings is None:
        return
    settings = json.loads(settings)
    SCRATCH, PRIVATE = settings["scratch"], settings["private"]
    os.makedirs(SCRATCH, exist_ok=True)
    for name in settings["preload"]:
        attempt(lambda: __import__(name))
    greeting, problem = {"pid": os.getpid()}, None
    if settings["probe"]:
        greeting["found"] = namespaces()
    machine = os.uname().machine
    if machine in MACHINES:
        outer = Prepared(supervisor_filter())
        # Children inherit a filter, so a worker whose children may be executables of the user's has none itself, and
        # its programs install both.
        before = [outer] if settings["executables"] else []
        FILTERS.update({scratch: [*before, Prepared(program_filter(scratch))] for scratch in (False, True)})
        FILTERS["executable"] = [Prepared(executable_filter())]
        problem = attempt(no_new_privileges)
        if problem is None and not settings["executables"]:
            problem = attempt(outer.install)
        if problem is not None:
            problem = f"the kernel takes no filter of system calls ({problem})"
    else:
        problem = f"no list of system calls for {machine}"
    greeting["problem"] = problem
    warm()
    open_streams()
    attempt(share_code)
    gc.collect()
    gc.disable()
    gc.freeze()
    channel.send(b"G", json.dumps(greeting).encode())
    while True:
        kind, data = channel.receive()
        if kind is None:
            return
        if kind != b"R":
            continue  # meant for a program that has ended
        length = struct.unpack_from("<I", data)[0]
        header = json.loads(data[4:4 + length])
        payload = data[4 + length:]
        emptied(data)
        if not run(channel, header, payload):
            return


if __name__ == "__main__":
    main()
