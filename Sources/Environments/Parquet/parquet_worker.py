"""Parquet import: pyarrow behind the sandbox's isolation, one process for one file.

It gets the bytes of a file that anybody may have written, gives up its rights before it looks at them, and writes the
rows as JSON, each value exactly or not at all. An answer is R and rows, a line each (none: the file is over), or P and
what is wrong.
"""
import base64, json, os, sys

DEEPEST = 64  # levels of nested types
ROWS_AT_A_TIME = 256


class Refused(Exception):
    """What is wrong with the file, for people; `column` and `row` say where."""
    column = row = None

    def __init__(self, reason, column=None):
        super().__init__(reason)
        self.column = column

    def __str__(self):
        place = ["row %d" % self.row] if self.row else []
        place += ["column " + self.column] if self.column else []
        return ", ".join(place) + (": " if place else "") + self.args[0]


def padded(value, digits):
    """A fraction of a second, without the zeros at its end."""
    return ("." + str(value).zfill(digits)).rstrip("0") if value else ""


UNITS = {"s": (1, 0), "ms": (10**3, 3), "us": (10**6, 6), "ns": (10**9, 9)}


def clock(count, unit):
    per_second, digits = UNITS[unit]
    seconds, rest = divmod(count, per_second)
    return "%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60) + padded(rest, digits)


def day(count):
    """ISO 8601 of a number of days since 1970."""
    try:
        return datetime.date.fromordinal(count + EPOCH).isoformat()
    except (ValueError, OverflowError):
        raise Refused("a date %d days from 1970 is outside the years 1 to 9999" % count) from None


def moment(count, unit, zone):
    """ISO 8601; with a zone the instant is kept and told in UTC."""
    days, rest = divmod(count, 86400 * UNITS[unit][0])
    return day(days) + "T" + clock(rest, unit) + ("Z" if zone else "")


def decimal(value, scale):
    """A whole number stays one; others are text, so that no digit is lost."""
    text = format(value, "f")
    return text if scale > 0 else int(text)


def text_of(scalar):
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        raise Refused("a text is not UTF-8; write it again as UTF-8, or leave the column out") from None


def reader(kind, column, depth=0):
    """A function from a scalar that is not null to what JSON is made from."""
    is_a = pyarrow.types
    if depth > DEEPEST:
        raise Refused("more than %d levels of types within each other; flatten it, or leave it out" % DEEPEST, column)
    if isinstance(kind, pyarrow.BaseExtensionType):
        inner = nullable(kind.storage_type, column, depth + 1)
        return lambda scalar: inner(scalar.value)
    if is_a.is_null(kind):
        return lambda scalar: None
    if is_a.is_boolean(kind) or is_a.is_integer(kind) or is_a.is_floating(kind):
        return lambda scalar: scalar.as_py()
    if is_a.is_string(kind) or is_a.is_large_string(kind) or is_a.is_string_view(kind):
        return text_of
    if is_a.is_binary(kind) or is_a.is_large_binary(kind) or is_a.is_fixed_size_binary(kind) or is_a.is_binary_view(kind):
        return lambda scalar: {"base64": base64.b64encode(scalar.as_py()).decode()}
    if is_a.is_decimal(kind):
        return lambda scalar: decimal(scalar.as_py(), kind.scale)
    if is_a.is_date32(kind):
        return lambda scalar: day(scalar.value)
    if is_a.is_date64(kind):
        return lambda scalar: day(scalar.value // 86400000)
    if is_a.is_time(kind):
        return lambda scalar: clock(scalar.value, kind.unit)
    if is_a.is_timestamp(kind):
        return lambda scalar: moment(scalar.value, kind.unit, kind.tz)
    if is_a.is_dictionary(kind):
        inner = nullable(kind.value_type, column, depth + 1)
        return lambda scalar: inner(scalar.value)
    if is_a.is_struct(kind):
        return struct_reader(kind, column, depth)
    if is_a.is_map(kind):
        return map_reader(kind, column, depth)
    if is_a.is_list(kind) or is_a.is_large_list(kind) or is_a.is_fixed_size_list(kind):
        return list_reader(kind, column, depth)
    raise Refused("its type is %s, which is not read; write it as text or numbers, or leave it out" % kind, column)


def nullable(kind, column, depth=0):
    """The same for any scalar, with the column in what is thrown."""
    read = reader(kind, column, depth)

    def value(scalar):
        if not scalar.is_valid:
            return None
        try:
            return read(scalar)
        except Refused as refused:
            refused.column = refused.column or column
            raise

    return value


def list_reader(kind, column, depth):
    inner = nullable(kind.value_type, column + "[]", depth + 1)

    def value(scalar):
        # With a comma each; so a list without end is refused before anything is made of it.
        if 2 * len(scalar.values) > limits["line"]:
            raise Refused("a list of %d values; a row has at most %d bytes as JSON" % (len(scalar.values), limits["line"]))
        return [inner(one) for one in scalar.values]

    return value


def distinct(names, column):
    repeated = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if repeated is not None:
        raise Refused("two columns have the name %r; rename one" % repeated[:100], column)
    return names


def struct_reader(kind, column, depth):
    fields = [kind.field(place) for place in range(kind.num_fields)]
    names = distinct([field.name for field in fields], column)
    inner = [nullable(field.type, column + "." + field.name, depth + 1) for field in fields]
    return lambda scalar: {name: read(scalar[place]) for place, (name, read) in enumerate(zip(names, inner))}


def map_reader(kind, column, depth):
    if not (pyarrow.types.is_string(kind.key_type) or pyarrow.types.is_large_string(kind.key_type)):
        raise Refused("it maps from %s; names of an object are texts" % kind.key_type, column)
    inner = nullable(kind.item_type, column + "{}", depth + 1)

    def value(scalar):
        found = {}
        for entry in scalar.values or ():
            name = text_of(entry[0])
            if name in found:
                raise Refused("the name %r stands twice in a map" % name[:100])
            found[name] = inner(entry[1])
        return found

    return value


def opened(data):
    """The file's row batches, and how each of its columns is read."""
    file = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(data), pre_buffer=False, arrow_extensions_enabled=False)
    if not 0 <= file.metadata.num_rows <= limits["rows"]:
        raise Refused("it claims %d rows, and at most %d are read; split it" % (file.metadata.num_rows, limits["rows"]))
    schema = file.schema_arrow
    names = distinct(schema.names, None)
    columns = [(name, nullable(schema.field(place).type, name)) for place, name in enumerate(names)]
    return file.metadata.num_rows, columns, file.iter_batches(batch_size=ROWS_AT_A_TIME, use_threads=False)


def lines(data):
    """The rows as JSON, one after the other."""
    claimed, columns, batches = opened(data)
    number = 0
    for batch in batches:
        arrays = [(name, read, batch.column(place)) for place, (name, read) in enumerate(columns)]
        for place in range(batch.num_rows):
            number += 1
            try:
                row = {name: read(array[place]) for name, read, array in arrays}
            except Refused as refused:
                refused.row = number
                raise
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
            if len(line) > limits["line"]:
                refused = Refused("%d bytes as JSON, and at most %d are read" % (len(line), limits["line"]))
                refused.row = number
                raise refused
            yield line
    if number != claimed:
        raise Refused("it claims %d rows and holds %d; it is damaged, fetch it again" % (claimed, number))


def answers(data):
    """What is sent, one message after the other."""
    part = []
    size = 0
    try:
        for line in lines(data):
            part.append(line)
            size += len(line) + 1
            if size >= limits["part"]:
                yield b"R" + b"\n".join(part)
                part, size = [], 0
        if part:
            yield b"R" + b"\n".join(part)
        yield b"R"
    except Refused as refused:
        yield b"P" + str(refused).encode("utf-8", "replace")
    except (MemoryError, pyarrow.ArrowMemoryError):
        yield b"P" + ("it needs more than %d MB of memory to be unpacked; write it with smaller row groups and pages"
                      % (limits["memory"] >> 20)).encode()
    except RecursionError:
        yield b"PIts types lie too deep within each other"
    except Exception as error:
        reason = " ".join(str(error).split())[:300]
        yield b"P" + ("it is damaged or encrypted: pyarrow says %s: %s" % (type(error).__name__, reason)).encode("utf-8", "replace")


try:
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # what is given back is free again, and counts no more
    sys.path.insert(0, "PARQUET_FOLDER")
    import datetime
    import pyarrow
    import pyarrow.parquet
    EPOCH = datetime.date(1970, 1, 1).toordinal()
except ImportError as error:
    problem = "pyarrow cannot be imported: %s" % error
send(json.dumps({"problem": problem}).encode())
# Rights go first; the file comes after.
limits = json.loads(receive() or "null")
if limits is None:
    sys.exit()
worker.set_limits(limits)
worker.drop_rights(False)
send(b"R")
data = receive()
if data is None:
    sys.exit()
for answer in answers(data):
    send(answer)
    if receive() is None:
        break
