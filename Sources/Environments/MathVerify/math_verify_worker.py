"""The second grader: math-verify, warm, behind the sandbox's isolation.

It judges nothing itself. For each request it forks a child, which gives up its rights, lets math-verify compare, and
says what it found over a pipe of its own; so a text that breaks, blocks or takes over a child leaves nothing for the
next. The deadline is held here, and behind it by the process that started us.
"""
import gc, json, logging, os, select, signal, sys, time

LONGEST_ANSWER = 1 << 16


def described(values):
    """What math-verify read, for people."""
    texts = []
    for value in values[:4]:
        try:
            texts.append(str(value)[:200])
        except Exception as error:
            texts.append(type(error).__name__)
    return texts


def read_label(label):
    """A label is LaTeX, and math-verify looks for formulas between marks; a worked solution has its own."""
    texts = [label]
    if not any(mark in label for mark in ("$", "\\boxed", "\\[", "\\(", "\\begin{equation")):
        texts = ["$" + label + "$", label] if len(label) < 200 else [label, "$" + label + "$"]
    read = []
    for text in texts:
        read = parse(text, parsing_timeout=None)
        if any(not isinstance(value, str) for value in read):
            return read
    return read


def judge(request):
    gold = read_label(request["label"])
    found = parse(request["completion"], parsing_timeout=None)
    answer = {"gold": described(gold), "found": described(found)}
    if not gold:
        return {**answer, "verdict": "incorrect", "why": "the label cannot be read"}
    if not found:
        return {**answer, "verdict": "unparseable", "why": "no answer was found"}
    same = verify(gold, found, float_rounding=request["rounding"], timeout_seconds=None)
    return {**answer, "verdict": "correct" if same is True else "incorrect", "why": ""}


def run_child(request, pipe):
    """In the child; what it writes is its answer and nothing more."""
    try:
        worker.set_limits(request["limits"])
        worker.drop_rights(False)
        try:
            answer = judge(request)
        except MemoryError:
            answer = {"verdict": "resourceLimit", "why": "out of memory"}
        except RecursionError:
            answer = {"verdict": "unparseable", "why": "nested too deep"}
        except Exception as error:
            answer = {"verdict": "unparseable", "why": "math-verify raised " + type(error).__name__}
        data = json.dumps(answer).encode()
        while data:
            data = data[os.write(pipe, data):]
    finally:
        os._exit(0)


def run(request):
    deadline = time.monotonic() + request["limits"]["wall"]
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        for descriptor in channel:
            os.close(descriptor)
        run_child(request, write)
    os.close(write)
    data, late = b"", False
    poller = select.poll()
    poller.register(read, select.POLLIN)
    while len(data) <= LONGEST_ANSWER:
        left = deadline - time.monotonic()
        if left <= 0 or not poller.poll(left * 1e3 + 0.5):
            late = True
            break
        part = os.read(read, 1 << 16)
        if not part:
            break
        data += part
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(read)
    if late:
        return {"verdict": "timeout", "why": "no verdict in %g s" % request["limits"]["wall"]}
    try:
        answer = json.loads(data)
        if answer["verdict"] in ("correct", "incorrect", "unparseable", "resourceLimit"):
            return answer
    except (ValueError, KeyError, TypeError):
        pass
    ended = "signal %d" % os.WTERMSIG(status) if os.WIFSIGNALED(status) else "code %d" % os.WEXITSTATUS(status)
    return {"verdict": "resourceLimit", "why": "math-verify's process ended with " + ended}


try:
    sys.path.insert(0, "MATH_VERIFY_FOLDER")
    logging.disable(logging.CRITICAL)
    from math_verify import parse, verify
    # Everything that is imported or compiled late: a child does it once, for nobody else.
    for text in ("$x^2+\\frac{1}{2}$", "1/2", "$\\begin{pmatrix}1\\\\2\\end{pmatrix}$", "$(1,2]$", "$x<3$", "$\\{1,2\\}$", "12.5"):
        verify(parse(text, parsing_timeout=None), parse(text, parsing_timeout=None), timeout_seconds=None)
except ImportError as error:
    problem = "math-verify cannot be imported: %s" % error
gc.collect()
gc.disable()
gc.freeze()
send(json.dumps({"problem": problem}).encode())
while (request := receive()) is not None:
    send(json.dumps(run(json.loads(request))).encode())
