"""Values as literals: how a worker and the programs in it write and read them.

The files of this folder are one program, in the order values, filter, channel, child, warmth, maker, probe, supervisor.
"""
import ast, builtins, collections, ctypes, errno, fcntl, gc, io, marshal, os, resource, select, signal, stat, struct, sys, time, types


class Unencodable(Exception):
    pass


INF = float("inf")
DICTIONARIES = (dict, collections.Counter, collections.OrderedDict, collections.defaultdict)
ATOMS = frozenset((int, float, str, bytes, bool, type(None)))
LONGEST_VALUE = 1 << 16
NAMES = {"nan": float("nan"), "inf": INF}


def encode(value, depth=0):
    """A value as ASCII text that reads back as a literal. Exact types only: a subclass may lie about itself."""
    kind = type(value)
    if depth > 100:
        raise Unencodable("nested more than 100 deep")
    if kind in ATOMS:
        try:
            return ascii(value)
        except ValueError:
            return hex(value)  # an integer of more digits than are written
    if kind is list or kind is tuple:
        if ATOMS.issuperset(map(type, value)):
            try:
                return ascii(value)
            except ValueError:
                pass
        items = ", ".join([encode(item, depth + 1) for item in value])
        return f"[{items}]" if kind is list else f"({items},)" if len(value) == 1 else f"({items})"
    if kind is complex:
        return f"complex({encode(value.real)}, {encode(value.imag)})"
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
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict" and not node.args:
        return {one.arg: convert(one.value, handles) for one in node.keywords if one.arg is not None}
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


class Handle:
    """An object that lives in the other process. It equals nothing but itself; its attributes are read and set there."""

    def __init__(self, number, ask):
        object.__setattr__(self, "number", number)
        object.__setattr__(self, "ask", ask)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self.ask(".", self, name)

    def __setattr__(self, name, value):
        self.ask("=", self, name, value)
