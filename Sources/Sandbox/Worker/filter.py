"""What a process may ask of the kernel: seccomp programs and limits.

The supervisor lives behind a filter of its own, which its children inherit; a child adds a short one that takes away
what only the supervisor needs. Installing a filter is a good part of what a program costs, so the second is short.
"""

# Numbers of the calls that programs may make: x86_64, aarch64 (None where the machine has no such call).
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
    "faccessat2": (439, 439), "close_range": (436, 436),
}
# Making and removing files, where the program has a place for them.
SCRATCH_CALLS = {
    "rename": (82, None), "mkdir": (83, None), "rmdir": (84, None), "unlink": (87, None), "mkdirat": (258, 34),
    "unlinkat": (263, 35), "renameat": (264, 38), "renameat2": (316, 276), "truncate": (76, 45), "utimensat": (280, 88),
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "symlink": (88, None), "symlinkat": (266, 36),
    "link": (86, None), "linkat": (265, 37),
}
# What the supervisor needs beside them, and no program.
SUPERVISOR_CALLS = {
    "kill": (62, 129), "tgkill": (234, 131), "wait4": (61, 260), "pidfd_open": (434, 434), "memfd_create": (319, 279),
    "setrlimit": (160, 164), "prctl": (157, 167), "seccomp": (317, 277), "setpgid": (109, 154), "fork": (57, None),
    "vfork": (58, None), "sched_setaffinity": (203, 122), "getcpu": (309, 168),
}
OPEN, OPENAT = (2, None), (257, 56)
CLONE, CLONE3 = (56, 220), (435, 435)
PRLIMIT, IOCTL, FCNTL = (302, 261), (16, 29), (72, 25)
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

# What a user's own executable may not do, though it may do the rest: other processes' memory, mounts, namespaces,
# kernel modules and the parts of the kernel that have been broken into most.
FORBIDDEN = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "mount": (165, 40),
    "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97), "setns": (308, 268),
    "bpf": (321, 280), "perf_event_open": (298, 241), "keyctl": (250, 219), "add_key": (248, 217),
    "request_key": (249, 218), "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "kexec_load": (246, 104), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89),
    "open_by_handle_at": (304, 265), "move_mount": (429, 429), "open_tree": (428, 428), "fsopen": (430, 430),
    "fsmount": (432, 432), "mount_setattr": (442, 442), "clone3": (435, 435), "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440), "personality": (135, 92), "quotactl": (179, 60), "syslog": (103, 116),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "name_to_handle_at": (303, 264),
}

LD_W_ABS, JEQ, JGE, JSET, RET = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, DENY = 0x7FFF0000, 0x00050000
CLONE_THREAD, NEW_NAMESPACES, O_ACCMODE, O_CREAT, O_TRUNC = 0x10000, 0x7E020000, 3, 0o100, 0o1000
X32 = 0x40000000
# FIOCLEX, FIONCLEX, TCGETS, FIONREAD, TIOCGWINSZ, FIONBIO
IOCTLS = (0x5451, 0x5450, 0x5401, 0x541B, 0x5413, 0x5421)
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_DUPFD_CLOEXEC: none that sends signals or grows pipes.
FCNTLS = (0, 1, 2, 3, 4, 5, 6, 1030)


def op(code, value, yes=0, no=0):
    return struct.pack("<HBBI", code, yes, no, value)


def argument(index):
    return op(LD_W_ABS, 16 + 8 * index)


def one_of(index, numbers):
    """Allows where an argument is one of a few numbers."""
    tests = [op(JEQ, number, len(numbers) - i, 0) for i, number in enumerate(numbers)]
    return [argument(index), *tests, op(RET, DENY | errno.EPERM), op(RET, ALLOW)]


class Filter:
    def __init__(self):
        self.column, machine = MACHINES[os.uname().machine]
        # The x32 calls of a 64-bit machine have numbers past all others, and match nothing below.
        self.program = [op(LD_W_ABS, 4), op(JEQ, machine, 1, 0), op(RET, 0), op(LD_W_ABS, 0)]

    def when(self, call, body):
        if call[self.column] is not None:
            self.program.extend([op(JEQ, call[self.column], 0, len(body)), *body])
        return self

    def ending(self, action):
        return b"".join([*self.program, op(RET, action)])


def supervisor_filter():
    """What is not named is refused; a thread or a child may be made, a namespace may not."""
    deny, allow = op(RET, DENY | errno.EPERM), op(RET, ALLOW)
    made = Filter()
    for call in [*CALLS.values(), *SCRATCH_CALLS.values(), *SUPERVISOR_CALLS.values()]:
        made.when(call, [allow])
    for call in (OPEN, OPENAT):
        made.when(call, [allow])
    made.when(CLONE, [argument(0), op(JSET, NEW_NAMESPACES, 0, 1), deny, allow])
    # glibc falls back on clone, whose flags a filter can read.
    made.when(CLONE3, [op(RET, DENY | errno.ENOSYS)])
    made.when(PRLIMIT, [allow])
    made.when(IOCTL, one_of(1, IOCTLS)).when(FCNTL, one_of(1, FCNTLS))
    return made.ending(DENY | errno.EPERM)


def program_filter(scratch):
    """On top of the supervisor's: no processes, no signals, and without `scratch` no file is made or changed."""
    deny, allow = op(RET, DENY | errno.EPERM), op(RET, ALLOW)
    made = Filter()
    taken = [*SUPERVISOR_CALLS.values(), *(() if scratch else SCRATCH_CALLS.values())]
    numbers = sorted({call[made.column] for call in taken if call[made.column] is not None})
    # One jump to the refusal for each, where the distance allows it.
    made.program += [op(JEQ, number, len(numbers) - i, 0) for i, number in enumerate(numbers)]
    made.program += [op(0x05, 1), deny]
    made.when(CLONE, [argument(0), op(JSET, CLONE_THREAD, 1, 0), deny, allow])
    # Its own limits may be read, and none set: the first and third argument are 0, both halves.
    halves = [op(LD_W_ABS, 16 + 8 * index + half) for index in (0, 2) for half in (0, 4)]
    made.when(PRLIMIT, [step for load in halves for step in (load, op(JEQ, 0, 1, 0), deny)] + [allow])
    if not scratch:
        changed = O_CREAT | O_TRUNC | O_ACCMODE
        for call, index in ((OPEN, 1), (OPENAT, 2)):
            made.when(call, [argument(index), op(JSET, changed, 0, 1), deny, allow])
    return made.ending(ALLOW)


def executable_filter():
    deny = op(RET, DENY | errno.EPERM)
    made = Filter()
    made.program += [op(JGE, X32, 0, 1), deny]
    for call in FORBIDDEN.values():
        made.when(call, [op(RET, DENY | errno.ENOSYS) if call == CLONE3 else deny])
    made.when(CLONE, [argument(0), op(JSET, NEW_NAMESPACES, 0, 1), deny, op(RET, ALLOW)])
    return made.ending(ALLOW)


libc = ctypes.PyDLL(None, use_errno=True)


class FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


class Prepared:
    """A filter as the kernel takes it, laid out before any program runs."""

    def __init__(self, program):
        self.keep = ctypes.create_string_buffer(program, len(program))
        self.header = FilterProgram(len(program) // 8, ctypes.addressof(self.keep))
        self.address = ctypes.c_ulong(ctypes.addressof(self.header))

    def install(self):
        if libc.prctl(22, FILTER_MODE, self.address, ZERO, ZERO) != 0:
            raise OSError(ctypes.get_errno(), "seccomp")


ZERO, ONE, FILTER_MODE = ctypes.c_ulong(0), ctypes.c_ulong(1), ctypes.c_ulong(2)


def no_new_privileges():
    if libc.prctl(38, ONE, ZERO, ZERO, ZERO) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs")


def drop_rights(scratch):
    """Both filters at once, for a child of a process that has none, such as a grader's."""
    no_new_privileges()
    for program in (supervisor_filter(), program_filter(scratch)):
        Prepared(program).install()


def limit_always():
    """What no program needs more of, and what its maker needs no more of either."""
    for kind, value in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 64), (resource.RLIMIT_MEMLOCK, 0)):
        resource.setrlimit(kind, (value, value))


# Looked up once, for every child does this.
ADDRESSES, TIME, FILE, TASKS, limit = resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.setrlimit


def limit_use(wall, memory, file, tasks):
    limit(ADDRESSES, (memory, memory))
    limit(TIME, (int(wall) + 2, int(wall) + 2))
    limit(FILE, (file, file))
    limit(TASKS, (tasks, tasks))


def set_limits(limits):
    """All of them at once, for a child of a process that has none."""
    limit_always()
    limit_use(limits["wall"], limits["memory"], limits["file"], limits.get("tasks", 64))
