"""What runs in the child: one program, with what is asked of it, behind limits that it cannot lift.

One descriptor carries what calls gave, a line each. Every line is the program's own word, whoever wrote it: nothing that
decides a verdict is in this process, and how it ended is read from the kernel.
"""
FILE_NAME = "program.py"
# The descriptor of lines, and that of the request and of what is said to the program afterwards.
VALUES, REQUESTS = 3, 4
# The maker's, which no program has: a byte from the supervisor for each program; to it a number, and how it ended.
WORDS, NUMBERS, ENDS = 5, 6, 7


class NotImportable(ImportError):
    pass


def restrict_imports(modules):
    """Programs import what their environment names; modules of the library import what they need."""
    allowed = frozenset(modules)
    real, own, caller = builtins.__import__, sys._getframe().f_globals, sys._getframe

    def guarded(name, globals=None, locals=None, fromlist=(), level=0):
        scope = caller(1).f_globals if globals is None else globals
        if level == 0 and scope is not own and scope.get("__name__") == "__main__":
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
    return ascii((name, message))


def digest(text):
    import hashlib
    return hashlib.sha256(text.encode("ascii")).hexdigest()


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
            return line("D", f"{len(text)} {digest(text)}"), value
        return line("V", text), value
    except Unencodable as error:
        return line("O", str(error)), value
    except BaseException as error:
        return line("E", described(error)), value


class Program:
    """A module made from source, then what is asked of it."""

    def __init__(self, request, values=VALUES):
        self.request, self.values, self.is_over = request, values, False
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
        for name, arguments in self.request.get("calls", ()):
            self.send(outcome(lambda: self.function(name)(*(decode(arguments) if type(arguments) is str else arguments)))[0])
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
        for text in io.open(REQUESTS, "r", encoding="ascii", newline="\n", closefd=False):
            if text == "\n":
                return
            name, _, arguments = text.rstrip("\n").partition(" ")
            reply, value = outcome(lambda: self.served(name)(*decode(arguments, handles)), whole=True)
            if reply.startswith(b"O"):
                handles.append(value)
                reply = line("H", str(len(handles) - 1))
            self.send(reply)

    def served(self, name):
        return getattr if name == "." else setattr if name == "=" else self.function(name)


def named(code):
    """Every global name that a code object and those within it read."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if type(constant) is types.CodeType:
            names.update(named(constant))
    return sorted(names)


class Remote:
    """A function of the other process: arguments go there as literals, and literals come back."""

    def __init__(self, name, program):
        self.name, self.program = name, program

    def __call__(self, *arguments):
        return self.ask(self.name, *arguments)

    def ask(self, name, *arguments):
        program = self.program
        if program.is_over:
            raise ConnectionError("the program under test has ended")
        program.send(line(name, "(" + "".join([encode(a) + ", " for a in arguments]) + ")"))
        if getattr(program, "reader", None) is None:
            program.reader = io.open(REQUESTS, "r", encoding="ascii", newline="\n", closefd=False)
        kind, _, text = program.reader.readline().rstrip("\n").partition(" ")
        if kind == "V":
            return decode(text)
        if kind == "H":
            return Handle(int(text), self.ask)
        if kind == "E":
            name, message = decode(text)
            known = getattr(builtins, name, None)
            known = known if isinstance(known, type) and issubclass(known, Exception) else Exception
            raise known(message if known is not Exception else f"{name}: {message}")
        program.is_over = True
        raise ConnectionError("the program under test has ended")


def standard_input(text):
    """A file to read it from, which takes any length."""
    data, place = text.encode("utf-8", "surrogatepass"), 0
    descriptor = os.memfd_create("stdin")
    while place < len(data):
        place += os.write(descriptor, data[place:])
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def child():
    """Never returns."""
    try:
        size, wall, memory, _, _, file, tasks, scratch, _, _ = START.unpack(read_whole(REQUESTS, START.size))
        os.closerange(WORDS, ENDS + 1)
        request = marshal.loads(read_whole(REQUESTS, size - HEADER.size))
        if "stdin" in request:
            os.dup2(standard_input(request["stdin"]), 0)
        limit_use(wall, memory, file, tasks)
        sys.argv += request.get("arguments", ())
        if "modules" in request:
            restrict_imports(request["modules"])
        program = Program(request)
        gc.enable()
        FILTERS[scratch].install()
        # What comes after this line is the program's word; what comes instead of it is ours.
        os.write(VALUES, b"B\n")
    except BaseException as error:
        os.write(VALUES, line("I", described(error)))
        os._exit(70)
    try:
        program.run()
        if "threading" in sys.modules:
            sys.modules["threading"]._shutdown()
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
        if "atexit" in sys.modules:
            sys.modules["atexit"]._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        pass
    try:
        program.send(ending)
    finally:
        os._exit(code & 255)


def report(error):
    """A traceback of the program's own frames, on its standard error."""
    try:
        trace = error.__traceback__
        while trace and trace.tb_frame.f_code.co_filename not in (FILE_NAME, "check.py"):
            trace = trace.tb_next
        sys.__excepthook__(type(error), error.with_traceback(trace), trace)
    except BaseException:
        pass
