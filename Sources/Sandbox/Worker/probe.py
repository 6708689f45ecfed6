"""What isolation keeps from a worker; each thing is tried."""


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
