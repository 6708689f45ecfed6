"""The supervisor: it runs no program and none is made from it. It passes a request to the maker's next child, watches it,
and tells the parent how it ended.
"""
SCRATCH, PRIVATE = "/tmp", True
FILES_AT_MOST = 4096
# Milliseconds; a program that fills a pipe waits so long.
BRIEF = 3
FILTERS, EVERYWHERE = {}, os.sched_getaffinity(0)
# Of struct rusage after the two numbers before it: seconds and microseconds of the user's and the system's time, memory.
END = struct.Struct("@ii5l")


class Pipes:
    """Of all programs of this worker, one after another, and those to the maker. The supervisor holds both ends of what
    programs have, so it never sees their end, and reads what is there when a program has ended."""

    def __init__(self):
        (self.out, self.out_end), (self.err, self.err_end), (self.values, self.values_end) = os.pipe(), os.pipe(), os.pipe()
        self.requests_end, self.requests = os.pipe()
        os.set_blocking(self.requests, False)
        self.leftovers = select.poll()
        for descriptor in (self.out, self.err, self.values, self.requests_end):
            self.leftovers.register(descriptor, select.POLLIN)

    def start_maker(self, preload, outer):
        """In a process that is nobody's here, so that whoever is this one's child was started by an executable."""
        (words, self.words), (self.numbers, numbers), (self.ends, ends) = os.pipe(), os.pipe(), os.pipe()
        nothing, closed = os.pipe()
        first = libc.fork()
        if first == 0:
            if libc.fork() == 0:
                try:
                    if outer is not None:
                        outer.install()
                    make((nothing, self.out_end, self.err_end, self.values_end, self.requests_end, words, numbers, ends), preload)
                finally:
                    os._exit(70)
            os._exit(0)
        os.waitpid(first, 0)
        for descriptor in (words, numbers, ends, nothing, closed):
            os.close(descriptor)
        self.await_end()
        self.ended = select.poll()
        self.ended.register(self.ends, select.POLLIN)
        self.prepare()

    def prepare(self):
        """Lets the maker fork the next child, which waits for its request; so no request waits for a fork."""
        os.write(self.words, b"P")

    def await_end(self):
        data = read_whole(self.ends, ctypes.sizeof(Usage))
        if data is None:
            raise EOFError("the maker has ended")
        return END.unpack_from(data)

    def reset(self):
        """What one program set on its pipes is not so for the next."""
        for descriptor in (self.out_end, self.err_end, self.values_end, self.requests_end):
            fcntl.fcntl(descriptor, fcntl.F_SETFL, 0)


class Run:
    """A program in the child that waits, from its request to its end."""

    def __init__(self, pipes, limits, data):
        self.pipes, self.killed, self.is_ended, self.is_last, self.number = pipes, None, False, False, None
        self.out, self.err, self.values = Stream(limits["output"]), Stream(limits["output"]), Stream(limits["value"])
        self.streams = {pipes.out: self.out, pipes.err: self.err, pipes.values: self.values}
        self.pending, self.left_processes = bytearray(), False
        self.begin(data)

    def begin(self, data):
        self.pending += SIZE.pack(len(data)) + data
        self.flush()
        self.end, self.ended = self.pipes.ends, self.pipes.ended

    def process(self):
        """Its number. The maker tells it as soon as there is one."""
        if self.number is None:
            told = read_whole(self.pipes.numbers, NUMBER.size)
            if told is None:
                raise EOFError("the maker has ended")
            self.number = NUMBER.unpack(told)[0]
        return self.number

    def move_anywhere(self):
        """It was kept to the maker's processor, which is best for a short one."""
        try:
            os.sched_setaffinity(self.process(), EVERYWHERE)
        except OSError:
            pass  # it has ended

    def kill(self, reason):
        """Too much output is told of one that has ended, too: how fast it was read decides nothing."""
        if self.killed is None:
            self.killed = reason
            # The maker reaps it, and only what was not reaped has its number for sure.
            if not self.is_ended and self.process() > 0 and not self.ended.poll(0):
                os.kill(self.process(), signal.SIGKILL)

    def finish(self):
        """Reads how it ended, in the order of `END`."""
        told = self.pipes.await_end()
        self.process()
        if told[0] < 0:
            raise OSError("the maker could not fork")
        return told

    def read(self, descriptor):
        piece, is_more = self.streams[descriptor].read(descriptor)
        if is_more:
            self.kill("outputLimit")
        return piece

    def flush(self):
        try:
            while self.pending:
                del self.pending[:os.write(self.pipes.requests, self.pending)]
        except BlockingIOError:
            pass

    def hang_up(self):
        """No more lines come; an empty one says so, after what has come."""
        if not self.is_last:
            self.is_last = True
            self.pending += b"\n"
            self.flush()

    def reap(self):
        """What it last wrote among lines."""
        _, self.status, *times, self.memory = self.finish()
        self.cpu = (times[0] + times[2]) * 1e3 + (times[1] + times[3]) / 1e3
        self.is_ended = True
        last = []
        # What it wrote, and what it was told and did not read: nothing is left for the next.
        while ready := self.pipes.leftovers.poll(0):
            for descriptor, _ in ready:
                if descriptor == self.pipes.requests_end:
                    os.read(descriptor, PIPE_SIZE)
                    continue
                piece = self.read(descriptor)
                if piece and descriptor == self.pipes.values:
                    last.append(piece)
        self.pipes.reset()
        return last


class ExecutableRun(Run):
    """A user's own executable, which is made from this process, for it becomes another at once."""

    def begin(self, data):
        request = marshal.loads(data[HEADER.size:])
        limits = dict(zip(LIMITS, HEADER.unpack_from(data)))
        self.number = libc.fork()
        if self.number == 0:
            execute(request, limits, (self.pipes.out_end, self.pipes.err_end, self.pipes.values_end))
        if self.number < 0:
            raise OSError("fork")
        self.end = os.pidfd_open(self.number)
        self.ended = select.poll()
        self.ended.register(self.end, select.POLLIN)

    def finish(self):
        number, status, usage = os.wait4(self.number, 0)
        os.close(self.end)
        self.left_processes = end_others(self.number)
        return number, status, int(usage.ru_utime), int(usage.ru_utime % 1 * 1e6), int(usage.ru_stime), int(usage.ru_stime % 1 * 1e6), usage.ru_maxrss


def execute(request, limits, descriptors):
    """Becomes the executable. The descriptor of lines closes with it, so a line there is ours: it did not start."""
    try:
        for place, one in enumerate((standard_input(request["stdin"]), *descriptors)):
            os.dup2(one, HIGHEST + place)
        for number in range(4):
            os.dup2(HIGHEST + number, number)
        os.closerange(4, HIGHEST + 4)
        os.chdir(SCRATCH)
        set_limits(limits)
        os.setpgid(0, 0)
        os.set_inheritable(VALUES, False)
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        FILTERS["executable"].install()
        for attempt_left in range(40, -1, -1):
            try:
                os.execve(request["executable"], [request["executable"], *request["arguments"]], dict(os.environ))
            except OSError as error:
                # One that was just written is busy while a process forked meanwhile has it open.
                if error.errno != errno.ETXTBSY or not attempt_left:
                    raise
                time.sleep(0.005)
    except BaseException as error:
        os.write(VALUES, line("I", described(error)))
    finally:
        os._exit(70)


def end_others(leader):
    """Ends what an executable has started and left behind, whoever its parent was; whether there was any. Then every process
    of the namespace but this one and the first is ended, the maker too, and so this worker."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    try:
        os.kill(-1, signal.SIGKILL) if PRIVATE else os.killpg(leader, signal.SIGKILL)
        while PRIVATE:
            os.waitpid(-1, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
    return True


def watch(one, channel, limits, deadline):
    """Until it has ended; what it says and what it is told pass by."""
    talks, scratch = limits["talks"], limits["scratch"]
    # Most programs end at once, and are read when they have: until then nothing here need wake.
    if not talks and not one.pending and one.ended.poll(min(BRIEF, limits["wall"] * 1e3)):
        one.reap()
        return
    one.move_anywhere()
    poller = select.poll()
    for descriptor in [*one.streams, one.end, channel.source]:
        poller.register(descriptor, select.POLLIN)
    is_waiting = False
    while not one.is_ended:
        if is_waiting != bool(one.pending):
            is_waiting = not is_waiting
            poller.register(one.pipes.requests, select.POLLOUT if is_waiting else 0)
        left = deadline - time.monotonic()
        if left <= 0:
            one.kill("timeout")
        wait = left * 1e3 + 0.5 if left > 0 else None
        for descriptor, _ in poller.poll(min(wait, 20) if scratch and wait is not None else wait):
            if descriptor == one.end:
                for piece in one.reap():
                    if talks:
                        channel.send(b"L", piece)
                break
            if descriptor == one.pipes.requests:
                one.flush()
            elif descriptor == channel.source:
                kind, data = channel.receive()
                if kind is None:
                    one.kill("ended")
                    os._exit(0)
                if kind == b"K":
                    one.kill("ended")
                elif kind == b"C":
                    one.pending += data
                    one.flush()
                elif kind == b"E":
                    one.hang_up()
            else:
                piece = one.read(descriptor)
                if talks and piece and descriptor == one.pipes.values:
                    channel.send(b"L", piece)
        if scratch and not one.is_ended and crowded():
            one.kill("outputLimit")


def crowded():
    """Whether there are too many files; their number takes memory that no other limit counts."""
    if not PRIVATE:
        return False
    state = os.statvfs(SCRATCH)
    return state.f_files - state.f_ffree > FILES_AT_MOST


def run(pipes, channel, data):
    started = time.monotonic()
    limits = dict(zip(LIMITS, HEADER.unpack_from(data)))
    one = (ExecutableRun if limits["executable"] else Run)(pipes, limits, data)
    watch(one, channel, limits, started + limits["wall"])
    if not limits["executable"]:
        pipes.prepare()
    spent = one.left_processes or limits["scratch"] and not clean()
    streams = [one.out, one.err] if limits["talks"] else [one.out, one.err, one.values]
    sizes = [stream.size for stream in streams] + [0] * (3 - len(streams))
    told = TOLD.pack(
        KILLED.index(one.killed), os.WTERMSIG(one.status) if os.WIFSIGNALED(one.status) else -1,
        os.WEXITSTATUS(one.status) if os.WIFEXITED(one.status) else -1, (time.monotonic() - started) * 1e3, one.cpu,
        one.memory * 1024, spent, *sizes)
    channel.send(b"A", told, *[part for stream in streams for part in stream.parts])
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


def guard(executables):
    """Lays out the filters and installs the outer one, which children inherit; a supervisor that starts executables has none
    itself, and returns it for the maker. Also what stood against it."""
    machine = os.uname().machine
    if machine not in MACHINES:
        return None, f"no list of system calls for {machine}"
    outer = Prepared(supervisor_filter())
    FILTERS.update({scratch: Prepared(program_filter(scratch)) for scratch in (False, True)})
    FILTERS["executable"] = Prepared(executable_filter())
    problem = attempt(no_new_privileges)
    if problem is None and not executables:
        problem = attempt(outer.install)
    return outer if executables else None, problem and f"the kernel takes no filter of system calls ({problem})"


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
    settings = marshal.loads(settings)
    SCRATCH, PRIVATE = settings["scratch"], settings["private"]
    os.makedirs(SCRATCH, exist_ok=True)
    greeting = {"pid": os.getpid()}
    if settings["probe"]:
        greeting["found"] = namespaces()
    outer, greeting["problem"] = guard(settings["executables"])
    pipes = Pipes()
    if greeting["problem"] is None:
        pipes.start_maker(settings["preload"], outer)
        if settings["executables"]:
            libc.prctl(36, ONE, ZERO, ZERO, ZERO)  # what its children leave behind becomes its child
    import json  # not before the maker is there, which has no use for it
    channel.send(b"G", json.dumps(greeting).encode())
    while True:
        kind, data = channel.receive()
        if kind is None:
            return
        if kind != b"R":
            continue  # meant for a program that has ended
        if not run(pipes, channel, data):
            return


if __name__ == "__main__":
    main()
