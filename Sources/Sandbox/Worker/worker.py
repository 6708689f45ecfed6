"""The warm interpreter inside the sandbox.

It runs no program itself: for each request it forks a child, which gives up its rights, runs the program and reports
over pipes of its own. Nothing that decides a verdict is ever in the child's memory: it has the program and its inputs,
and what it sends back is taken for its answer and nothing more. How it ended is read from the kernel, not from it.

Requests and results are JSON behind a length of four bytes, on what were standard input and output.
"""
import ast, atexit, builtins, collections, ctypes, errno, gc, hashlib, io, json, os, resource, select, signal, struct, sys, threading, time, types

FILE_NAME = "program.py"
PIPE_SIZE = 1 << 16


# --- values -----------------------------------------------------------------------------------------------------------

class Unencodable(Exception):
    pass


def encode(value, depth=0):
    """A value as ASCII text that reads back as a literal. Exact types only: a subclass may lie about itself."""
    kind = type(value)
    if depth > 100:
        raise Unencodable("nested more than 100 deep")
    if value is None or kind is bool or kind is int:
        return repr(value)
    if kind is float:
        return "nan" if value != value else ("inf" if value > 0 else "-inf") if value in (INF, -INF) else repr(value)
    if kind is str or kind is bytes:
        return ascii(value)
    if kind is complex:
        return f"complex({encode(value.real)}, {encode(value.imag)})"
    if kind is list:
        return "[" + ", ".join([encode(item, depth + 1) for item in value]) + "]"
    if kind is tuple:
        return "(" + ", ".join([encode(item, depth + 1) for item in value]) + (",)" if len(value) == 1 else ")")
    if kind is set or kind is frozenset:
        items = sorted([encode(item, depth + 1) for item in value])
        if kind is frozenset:
            return "frozenset([" + ", ".join(items) + "])"
        return "{" + ", ".join(items) + "}" if items else "set()"
    if kind in DICTIONARIES:
        value = dict(value)
        return "{" + ", ".join([encode(k, depth + 1) + ": " + encode(v, depth + 1) for k, v in value.items()]) + "}"
    if kind is Handle:
        return f"handle({value.number})"
    raise Unencodable(kind.__name__)


INF = float("inf")
DICTIONARIES = (dict, collections.Counter, collections.OrderedDict, collections.defaultdict)
LONGEST_VALUE = 1 << 16
NAMES = {"nan": float("nan"), "inf": INF}


def decode(text, handles=None):
    """The value that `encode` wrote, or a person or a model as a literal; nothing is evaluated."""
    return convert(ast.parse(text.strip(), mode="eval").body, handles)


def convert(node, handles):
    if isinstance(node, ast.Constant) and node.value is not Ellipsis:
        return node.value
    if isinstance(node, ast.Name) and node.id in NAMES:
        return NAMES[node.id]
    if isinstance(node, ast.List):
        return [convert(item, handles) for item in node.elts]
    if isinstance(node, ast.Tuple):
        return tuple([convert(item, handles) for item in node.elts])
    if isinstance(node, ast.Set):
        return {convert(item, handles) for item in node.elts}
    if isinstance(node, ast.Dict) and None not in node.keys:
        return {convert(k, handles): convert(v, handles) for k, v in zip(node.keys, node.values)}
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        operand = convert(node.operand, handles)
        if type(operand) in (int, float, complex):
            return -operand if isinstance(node.op, ast.USub) else operand
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        left, right = convert(node.left, handles), convert(node.right, handles)
        if type(left) in (int, float) and type(right) is complex:
            return left + right if isinstance(node.op, ast.Add) else left - right
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        arguments = [convert(item, handles) for item in node.args]
        if node.func.id == "set" and not arguments:
            return set()
        if node.func.id == "frozenset" and len(arguments) <= 1:
            return frozenset(*arguments)
        if node.func.id == "complex" and len(arguments) == 2:
            return complex(*arguments)
        if node.func.id == "handle" and handles is not None:
            return handles[arguments[0]]
    raise ValueError("not a literal")


# --- what a child may do ----------------------------------------------------------------------------------------------

libc = ctypes.CDLL(None, use_errno=True)

# Numbers of the calls that are allowed: x86_64, aarch64 (None where the machine has no such call).
CALLS = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "stat": (4, None), "fstat": (5, 80), "lstat": (6, None),
    "poll": (7, None), "lseek": (8, 62), "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "pread64": (17, 67),
    "pwrite64": (18, 68), "readv": (19, 65), "writev": (20, 66), "access": (21, None), "pipe": (22, None),
    "select": (23, None), "sched_yield": (24, 124), "mremap": (25, 216), "msync": (26, 227), "madvise": (28, 233),
    "dup": (32, 23), "dup2": (33, None), "pause": (34, None), "nanosleep": (35, 101), "getitimer": (36, 102),
    "alarm": (37, None), "setitimer": (38, 103), "getpid": (39, 172), "exit": (60, 93), "uname": (63, 160),
    "fsync": (74, 82), "fdatasync": (75, 83), "ftruncate": (77, 46), "getcwd": (79, 17), "chdir": (80, 49),
    "readlink": (89, None), "umask": (95, 166), "gettimeofday": (96, 169), "getrlimit": (97, 163), "getrusage": (98, 165),
    "sysinfo": (99, 179), "times": (100, 153), "getuid": (102, 174), "getgid": (104, 176), "geteuid": (107, 175),
    "getegid": (108, 177), "getppid": (110, 173), "getpgrp": (111, None), "sigaltstack": (131, 132),
    "statfs": (137, 43), "fstatfs": (138, 44), "arch_prctl": (158, None), "gettid": (186, 178), "time": (201, None),
    "futex": (202, 98), "sched_getaffinity": (204, 123), "getdents64": (217, 61), "set_tid_address": (218, 96),
    "restart_syscall": (219, 128), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115), "exit_group": (231, 94), "newfstatat": (262, 79), "readlinkat": (267, 78),
    "faccessat": (269, 48), "pselect6": (270, 72), "ppoll": (271, 73), "set_robust_list": (273, 99), "dup3": (292, 24),
    "pipe2": (293, 59), "preadv": (295, 69), "getrandom": (318, 278), "statx": (332, 291), "rseq": (334, 293),
    "faccessat2": (439, 439), "fcntl": (72, 25),
}
# Making and removing files, where the program has a place for them.
SCRATCH_CALLS = {
    "rename": (82, None), "mkdir": (83, None), "rmdir": (84, None), "unlink": (87, None), "mkdirat": (258, 34),
    "unlinkat": (263, 35), "renameat": (264, 38), "renameat2": (316, 276), "truncate": (76, 45), "utimensat": (280, 88),
}
OPEN, OPENAT = (2, None), (257, 56)
CLONE, CLONE3 = (56, 220), (435, 435)
KILL, TGKILL = (62, 129), (234, 131)
PRLIMIT, IOCTL = (302, 261), (16, 29)
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

LD_W_ABS, JEQ, JSET, RET = 0x20, 0x15, 0x45, 0x06
ALLOW, DENY = 0x7FFF0000, 0x00050000
CLONE_THREAD, O_ACCMODE, O_CREAT, O_TRUNC = 0x10000, 3, 0o100, 0o1000
FIOCLEX, FIONCLEX, TCGETS, FIONREAD, TIOCGWINSZ = 0x5451, 0x5450, 0x5401, 0x541B, 0x5413


def op(code, value, yes=0, no=0):
    return struct.pack("<HBBI", code, yes, no, value)


def argument(index):
    return op(LD_W_ABS, 16 + 8 * index)


def call_filter(scratch):
    """The seccomp program: what is not named is refused with EPERM. Returns it with the places of the child's own id."""
    column, machine = MACHINES[os.uname().machine]
    deny, allow = op(RET, DENY | errno.EPERM), op(RET, ALLOW)
    program = [op(LD_W_ABS, 4), op(JEQ, machine, 1, 0), op(RET, 0), op(LD_W_ABS, 0)]
    own = []

    def when(call, body):
        if call[column] is not None:
            program.extend([op(JEQ, call[column], 0, len(body)), *body])

    for table in (CALLS, SCRATCH_CALLS) if scratch else (CALLS,):
        for call in table.values():
            when(call, [allow])
    made = 0 if scratch else O_CREAT | O_TRUNC | O_ACCMODE
    for call, index in ((OPEN, 1), (OPENAT, 2)):
        when(call, [argument(index), op(JSET, made, 0, 1), deny, allow] if made else [allow])
    when(CLONE, [argument(0), op(JSET, CLONE_THREAD, 1, 0), deny, allow])
    when(CLONE3, [op(RET, DENY | errno.ENOSYS)])
    when(PRLIMIT, [argument(2), op(JEQ, 0, 1, 0), deny, op(LD_W_ABS, 16 + 8 * 2 + 4), op(JEQ, 0, 1, 0), deny, allow])
    when(IOCTL, [argument(1)] + [op(JEQ, number, 5 - i, 0) for i, number in
                                 enumerate((FIOCLEX, FIONCLEX, TCGETS, FIONREAD, TIOCGWINSZ))] + [deny, allow])
    for call in (KILL, TGKILL):
        if call[column] is not None:
            own.append(len(program) + 2)
            when(call, [argument(0), op(JEQ, 0, 1, 0), deny, allow])
    program.append(deny)
    return b"".join(program), own


class FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


FILTERS = {}


def prctl(*arguments):
    return libc.prctl(ctypes.c_int(arguments[0]), *[ctypes.c_ulong(a) for a in (arguments[1:] + (0, 0, 0, 0))[:4]])


def drop_rights(scratch):
    """No new privileges, and the filter of system calls; not to be undone."""
    program, own = FILTERS[scratch]
    program = bytearray(program)
    for place in own:
        struct.pack_into("<I", program, place * 8 + 4, os.getpid())
    keep = ctypes.create_string_buffer(bytes(program), len(program))
    header = FilterProgram(len(program) // 8, ctypes.addressof(keep))
    if prctl(38, 1) != 0 or prctl(22, 2, ctypes.addressof(header)) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


def set_limits(limits):
    memory = limits["memory"]
    for kind, value in (
        (resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, int(limits["wall"]) + 2), (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits["file"]), (resource.RLIMIT_NOFILE, 64), (resource.RLIMIT_MEMLOCK, 0),
    ):
        resource.setrlimit(kind, (value, value))


# --- the child --------------------------------------------------------------------------------------------------------

class NotImportable(ImportError):
    pass


def restrict_imports(modules):
    """Programs import what their environment names; modules of the library import what they need."""
    allowed = frozenset(modules)
    real = builtins.__import__

    def guarded(name, globals=None, locals=None, fromlist=(), level=0):
        if level == 0 and (globals is None or globals.get("__name__") == "__main__"):
            if name.partition(".")[0] not in allowed:
                raise NotImportable(f"the module '{name}' is not importable here")
        return real(name, globals, locals, fromlist, level)

    NotImportable.__name__ = NotImportable.__qualname__ = "ImportError"
    builtins.__import__ = guarded


def line(kind, text):
    return f"{kind} {text}\n".encode("ascii", "backslashreplace")


def described(error):
    """Class and message of an exception; either may be the program's own code."""
    try:
        name = type(error).__name__
        name = name if type(name) is str else "Exception"
    except BaseException:
        name = "Exception"
    try:
        message = str(error)[:1000]
    except BaseException:
        message = ""
    return json.dumps([name, message])


def outcome(call, whole=False):
    """A line that says what a call gave: a value, the hash of a long one, an object that is no literal, an exception."""
    try:
        value = call()
    except SystemExit:
        raise
    except BaseException as error:
        return line("E", described(error)), None
    try:
        text = encode(value)
        if len(text) > LONGEST_VALUE and not whole:
            return line("D", f"{len(text)} {hashlib.sha256(text.encode('ascii')).hexdigest()}"), value
        return line("V", text), value
    except Unencodable as error:
        return line("O", str(error)), value
    except BaseException as error:
        return line("E", described(error)), value


class Program:
    """Runs in the child: a module made from source, then what is asked of it."""

    def __init__(self, request, values, calls):
        self.request, self.values, self.calls = request, values, calls
        self.module = types.ModuleType("__main__")
        sys.modules["__main__"] = self.module

    def send(self, data):
        while data:
            data = data[os.write(self.values, data):]

    def run(self):
        names = self.module.__dict__
        exec(compile(self.request["source"], FILE_NAME, "exec", dont_inherit=True), names)
        if self.request.get("remote"):
            check = compile(self.request["check"], "check.py", "exec", dont_inherit=True)
            # What the tests name and nobody here defines is the program's: a class whose objects are arguments.
            missing = [name for name in named(check) if name not in names and not hasattr(builtins, name)]
            for name in [*self.request["remote"], *missing]:
                names[name] = Remote(name, self)
            exec(check, names)
        for name, text in self.request.get("calls", ()):
            self.send(outcome(lambda: self.function(name)(*decode(text)))[0])
        if self.request.get("serve"):
            self.send(b"R\n")
            self.serve()

    def function(self, name):
        target = self.module
        for part in name.split("."):
            target = target() if type(target) is type else target
            target = getattr(target, part)
        return target

    def serve(self):
        handles = []
        for text in io.open(self.calls, "r", encoding="ascii", newline="\n", closefd=False):
            name, _, arguments = text.rstrip("\n").partition(" ")
            reply, value = outcome(lambda: self.function(name)(*decode(arguments, handles)), whole=True)
            if reply.startswith(b"O"):
                handles.append(value)
                reply = line("H", str(len(handles) - 1))
            self.send(reply)


def named(code):
    """Every global name that a code object and those within it read."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if type(constant) is types.CodeType:
            names.update(named(constant))
    return sorted(names)


class Handle:
    """An object that lives in the other process. It equals nothing but itself."""

    def __init__(self, number):
        self.number = number


class Remote:
    """A function of the other process: arguments go there as literals, and literals come back."""

    def __init__(self, name, program):
        self.name, self.program, self.reader = name, program, None

    def __call__(self, *arguments):
        program = self.program
        program.send(line(self.name, "(" + "".join([encode(a) + ", " for a in arguments]) + ")"))
        if getattr(program, "reader", None) is None:
            program.reader = io.open(program.calls, "r", encoding="ascii", newline="\n", closefd=False)
        kind, _, text = program.reader.readline().rstrip("\n").partition(" ")
        if kind == "V":
            return decode(text)
        if kind == "H":
            return Handle(int(text))
        if kind == "E":
            name, message = json.loads(text)
            known = getattr(builtins, name, None)
            known = known if isinstance(known, type) and issubclass(known, Exception) else Exception
            raise known(message if known is not Exception else f"{name}: {message}")
        raise ConnectionError("the program under test has ended")



def child(request, stdin, stdout, stderr, values, calls):
    """Never returns."""
    code = 70
    try:
        os.dup2(stdin, 0), os.dup2(stdout, 1), os.dup2(stderr, 2)
        values, calls = keep(values, 3), None if calls is None else keep(calls, 4)
        os.closerange(3 if values is None else 4 if calls is None else 5, 4096)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        sys.stdin = io.open(0, "r", encoding="utf-8", errors="surrogateescape", closefd=False)
        sys.stdout = io.open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
        sys.stderr = io.open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
        sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
        sys.argv = [FILE_NAME] + list(request.get("arguments", ()))
        os.chdir("/tmp")
        set_limits(request["limits"])
        if request.get("modules") is not None:
            restrict_imports(request["modules"])
        program = Program(request, values, calls)
        for name in ("ctypes", "_ctypes"):
            sys.modules.pop(name, None)
        gc.enable()
        if hasattr(sys, "set_int_max_str_digits"):
            sys.set_int_max_str_digits(200_000)
        drop_rights(bool(request["limits"]["scratch"]))
    except BaseException as error:
        os.write(values, line("I", described(error)))
        os._exit(70)
    try:
        program.run()
        threading._shutdown()
        code = 0
        ending = b"Z\n"
    except SystemExit as error:
        code = error.code if type(error.code) is int else 0 if error.code is None else 1
        ending = line("X", str(code))
    except BaseException as error:
        code = 1
        ending = line("E!", described(error))
        report(error)
    try:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        pass
    try:
        program.send(ending)
    finally:
        os._exit(code & 255)


def keep(descriptor, number):
    os.dup2(descriptor, number + 60)
    os.dup2(number + 60, number)
    return number


def report(error):
    """A traceback of the program's own frames, on its standard error."""
    try:
        import traceback
        trace = error.__traceback__
        while trace and trace.tb_frame.f_code.co_filename not in (FILE_NAME, "check.py"):
            trace = trace.tb_next
        sys.stderr.write("".join(traceback.format_exception(type(error), error, trace, limit=-20))[-4000:])
    except BaseException:
        pass


# --- the supervisor ---------------------------------------------------------------------------------------------------

class Child:
    """A running program and the pipes to it."""

    def __init__(self, request):
        limits = request["limits"]
        self.output_limit, self.value_limit = limits["output"], limits["value"]
        self.out, self.err, self.value = bytearray(), bytearray(), bytearray()
        self.pending, self.status, self.killed, self.usage = bytearray(), None, None, None
        stdin = os.memfd_create("stdin")
        os.write(stdin, request.get("stdin", "").encode("utf-8", "surrogatepass")) if request.get("stdin") else None
        os.lseek(stdin, 0, os.SEEK_SET)
        out_r, out_w = os.pipe()
        err_r, err_w = os.pipe()
        value_r, value_w = os.pipe()
        talks = request.get("serve") or request.get("remote")
        calls_r, calls_w = os.pipe() if talks else (None, None)
        self.pid = os.fork()
        if self.pid == 0:
            child(request, stdin, out_w, err_w, value_w, calls_r)
        for descriptor in (stdin, out_w, err_w, value_w, calls_r):
            if descriptor is not None:
                os.close(descriptor)
        self.streams = {out_r: self.out, err_r: self.err, value_r: self.value}
        self.value_r, self.calls = value_r, calls_w
        if calls_w is not None:
            os.set_blocking(calls_w, False)
        self.pidfd = os.pidfd_open(self.pid)

    def kill(self, reason):
        if self.status is None and self.killed is None:
            self.killed = reason
            os.kill(self.pid, signal.SIGKILL)

    def read(self, descriptor):
        data = os.read(descriptor, PIPE_SIZE)
        store = self.streams[descriptor]
        if not data:
            os.close(descriptor)
            del self.streams[descriptor]
            return
        limit = self.value_limit if descriptor == self.value_r else self.output_limit
        room = limit - len(store)
        store += data[:max(0, room)]
        if len(data) > room:
            self.kill("outputLimit")

    def flush(self):
        try:
            while self.pending:
                del self.pending[:os.write(self.calls, self.pending)]
        except BlockingIOError:
            pass
        except OSError:
            self.pending.clear()

    def reap(self):
        _, self.status, self.usage = os.wait4(self.pid, 0)
        os.close(self.pidfd)
        for descriptor in list(self.streams):
            while descriptor in self.streams:
                self.read(descriptor)
        if self.calls is not None:
            os.close(self.calls)
            self.calls = None

    def lines(self):
        """The records of the value pipe; a last one that is not whole is no record."""
        return [text.decode("ascii", "replace") for text in bytes(self.value).split(b"\n")[:-1]]

    def result(self, started):
        lines = self.lines()
        answer = {
            "stdout": self.out.decode("utf-8", "replace"), "stderr": self.err.decode("utf-8", "replace"),
            "values": [text for text in lines if text[:2] in ("V ", "D ", "E ", "O ")],
            "wall_ms": (time.monotonic() - started) * 1e3,
            "cpu_ms": (self.usage.ru_utime + self.usage.ru_stime) * 1e3, "memory": self.usage.ru_maxrss * 1024,
        }
        last = lines[-1] if lines else ""
        if self.killed:
            answer["status"] = self.killed
        elif os.WIFSIGNALED(self.status):
            number = os.WTERMSIG(self.status)
            answer["status"], answer["number"] = ("timeout", 0) if number == signal.SIGXCPU else ("killed", number)
        elif last[:2] == "I ":
            answer["status"], answer["message"] = "infrastructure", last[2:]
        elif last[:3] == "E! ":
            answer["status"], answer["message"] = "exception", last[3:]
        elif last == "Z":
            answer["status"] = "ok"
        else:
            answer["status"], answer["number"] = "exited", os.WEXITSTATUS(self.status)
        return answer


def run(request):
    """One program; or two, the tests and what they test, whose calls are passed from one to the other."""
    started = time.monotonic()
    deadline = started + request["limits"]["wall"]
    under_test = Child(request)
    children = [under_test]
    tester = None
    forwarded = {}
    if request.get("tester"):
        tester = Child({**request["tester"], "limits": {**request["limits"], "value": 1 << 30}})
        children.append(tester)
        forwarded = {under_test: 0, tester: 0}
    ready = False
    poller = select.poll()
    watched = {}
    for one in children:
        for descriptor in [*one.streams, one.pidfd]:
            poller.register(descriptor, select.POLLIN)
            watched[descriptor] = one
    while any(one.status is None for one in children):
        left = deadline - time.monotonic()
        if left <= 0:
            for one in children:
                one.kill("timeout")
        for one in children:
            if one.pending and one.calls is not None:
                one.flush()
        busy = any(one.pending for one in children)
        for descriptor, _ in poller.poll(5 if busy else max(0, left) * 1e3 + 0.5 if left > 0 else None):
            one = watched.get(descriptor)
            if one is None or one.status is not None:
                continue
            if descriptor == one.pidfd:
                for known in [d for d, owner in watched.items() if owner is one]:
                    poller.unregister(known)
                    del watched[known]
                one.reap()
            else:
                one.read(descriptor)
                if descriptor not in one.streams:
                    poller.unregister(descriptor)
                    del watched[descriptor]
        if tester is not None:
            ready = forward(under_test, tester, forwarded, ready)
            if tester.status is not None:
                under_test.kill("finished")
    answer = under_test.result(started)
    if tester is not None:
        answer["tester"] = tester.result(started)
    return answer


def forward(under_test, tester, done, ready):
    """Passes whole lines between the two; before the program is ready, and after it has ended, there is no answer."""
    if not ready:
        end = under_test.value.find(b"R\n")
        if end >= 0 and (end == 0 or under_test.value[end - 1:end] == b"\n"):
            ready, done[under_test] = True, end + 2
    if ready:
        end = under_test.value.rfind(b"\n") + 1
        if end > done[under_test]:
            tester.pending += under_test.value[done[under_test]:end]
            done[under_test] = end
        end = tester.value.rfind(b"\n") + 1
        if end > done[tester] and under_test.status is None:
            under_test.pending += tester.value[done[tester]:end]
            done[tester] = end
    if under_test.status is not None and tester.calls is not None and not tester.pending:
        os.close(tester.calls)
        tester.calls = None
    return ready


def clean():
    """Leaves nothing of one program for the next; raises where that fails, and the worker is replaced."""
    for entry in os.scandir("/tmp"):
        remove(entry.path, 0) if entry.is_dir(follow_symlinks=False) else os.unlink(entry.path)


def remove(path, depth):
    if depth > 50:
        raise OSError("nested too deep")
    os.chmod(path, 0o700)
    for entry in os.scandir(path):
        remove(entry.path, depth + 1) if entry.is_dir(follow_symlinks=False) else os.unlink(entry.path)
    os.rmdir(path)


def main():
    # The channel moves to numbers that no program has; standard input and output are nobody's.
    # Whatever else was inherited is closed first.
    os.closerange(3, 65536)
    channel_in, channel_out = os.dup(0), os.dup(1)
    null_r, null_w = os.pipe()
    os.dup2(null_r, 0), os.dup2(null_w, 1)
    source, sink = io.open(channel_in, "rb"), io.open(channel_out, "wb")
    prctl(4, 0)  # not dumpable: no one attaches to this process
    problem = None
    try:
        for scratch in (False, True):
            FILTERS[scratch] = call_filter(scratch)
    except KeyError:
        problem = f"no list of system calls for {os.uname().machine}"

    def send(message):
        data = json.dumps(message).encode()
        sink.write(struct.pack("<I", len(data)) + data)
        sink.flush()

    def receive():
        header = source.read(4)
        return json.loads(source.read(struct.unpack("<I", header)[0])) if len(header) == 4 else None

    settings = receive()
    if settings is None:
        return
    for name in settings["preload"]:
        try:
            __import__(name)
        except ImportError:
            pass
    gc.collect()
    gc.disable()
    gc.freeze()
    send({"python": sys.version.split()[0], "pid": os.getpid(), "problem": problem})
    while (request := receive()) is not None:
        send(run(request))
        if request["limits"]["scratch"]:
            clean()


if __name__ == "__main__":
    main()
