"""Extreme values of a JSON schema: what stands at the edge of what it takes, just beyond, and far beyond."""
import json, unicodedata


class Raw:
    """JSON as it stands: what json.dumps would not write."""

    def __init__(self, text):
        self.text = text


def dump(value):
    """JSON of values that may hold Raw, and of objects as lists of pairs, whose names may repeat."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, Members):
        return "{" + ",".join(json.dumps(name) + ":" + dump(v) for name, v in value.pairs) + "}"
    if isinstance(value, dict):
        return "{" + ",".join(json.dumps(name) + ":" + dump(v) for name, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dump, value)) + "]"
    return json.dumps(value)


class Members:
    def __init__(self, pairs):
        self.pairs = pairs


TEXTS = ["", " ", "\t\n", "\u200b", "\ufeff", "\u202eevil\u202c", "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627", "e\u0301" * 30, "\u00e9",
         "Z" + "\u0351\u0489" * 200, "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\U0001f1e9\U0001f1ea" * 20, "\ufffe\uffff", "\U0010ffff",
         "\x01\x02\x1b[31m", "\x7f", "\u0085\u2028\u2029", "a'b\"c\\d", "'; DROP TABLE app.messages; --", "$1", "\\x00", "{}", "{\"a\":1}", "NULL", "null",
         "none", "me", "%00", "%s%n", "../../etc/passwd", "<script>alert(1)</script>", "\u0130\u0131\u00df\ufb01", "\u5317\u4eac \u3042", "-", "\"", "& | ! ( ) :* <->",
         "x" * 2047, "x" * 2712, "\U0001f600" * 700, "a " * 5000, "a\nb", "a\r\nb", "0", "-1", "1e400", "@", "a@b", "a@b..de", "\u00e4@\u00f6.de", "A@B.DE"]
BROKEN = [Raw('"a\\u0000b"'), Raw('"\\ud800"'), Raw('"\\udc00x"'), Raw('"\\ud800\\ud800"')]
TIMES = ["1900-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z", "2000-02-29T12:00:00+05:30", "2024-12-31T23:59:59.000001-12:00",
         "2020-01-01t00:00:00z"]
NO_TIMES = ["0000-01-01T00:00:00Z", "0000-12-31T23:59:59.999999Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "10000-01-01T00:00:00Z",
            "-0001-01-01T00:00:00Z", "2016-12-31T23:59:60Z", "2021-02-29T00:00:00Z", "2020-01-01T24:00:00Z", "2020-01-01T00:00:00.1234567Z", "2020-01-01",
            "2020-01-01T00:00:00", "2020-13-01T00:00:00Z", "2020-01-01T00:00:00+99:99", "now", "infinity", "-infinity", "", "epoch"]
NO_IDS = ["", "x", "00000000-0000-0000-0000-00000000000", "{00000000-0000-7000-8000-000000000000}", "00000000000070008000000000000000",
          "00000000-0000-7000-8000-00000000000g", "0" * 5000]
IDS = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "018F0000-0000-7000-8000-00000000000A"]
NUMBERS = [0, 1, -1, 2**31 - 1, 2**31, 2**53 - 1, -(2**53 - 1)]
NO_NUMBERS = [2**53, -(2**53), 2**63 - 1, -(2**63), Raw("9223372036854775808"), Raw("18446744073709551616"), Raw("1e400"), Raw("-1e400"), Raw("1.5"),
              Raw("1e-400"), Raw("0.1"), Raw("01"), Raw("NaN"), Raw("Infinity")]
OTHERS = [None, True, 0, 1.5, "x", [], {}, [[]], {"subject_id": "018f0000-0000-7000-8000-000000000000", "text": "x"},
          {"subject_id": "018f0000-0000-7000-8000-000000000000", "key_id": "018f0000-0000-7000-8000-000000000000", "sealed": "AAAA"}]


def deep(levels):
    return Raw("[" * levels + "]" * levels)


def nested(levels):
    return Raw('{"a":' * levels + "1" + "}" * levels)


def kinds(schema):
    kind = schema.get("type", "string" if "enum" in schema else None)
    return kind if isinstance(kind, list) else [kind]


def kind_of(value):
    return {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object", type(None): "null"}[type(value)]


def extremes(schema, good):
    """(value, whether the schema refuses it), where `good` is one that it takes."""
    out = []
    if "anyOf" in schema:
        schema = schema["anyOf"][0]
    mine = kinds(schema)
    for other in OTHERS:
        if None not in mine and kind_of(other) not in mine and not (other is None and None in schema.get("enum", [])):
            out.append((other, True))
    out += [(deep(n), True) for n in (60, 64, 65, 1024, 20_000)] + [(nested(n), True) for n in (60, 65, 5_000)]
    if "enum" in schema:
        out += [(word, False) for word in schema["enum"]] + [(word, True) for word in ("", "OPEN", "x" * 300, "\u0130", "open ")] + [(b, True) for b in BROKEN]
    elif "string" in mine and schema.get("format") == "uuid":
        out += [(v, False) for v in IDS] + [(v, True) for v in NO_IDS] + [(b, True) for b in BROKEN]
    elif "string" in mine and schema.get("format") == "date-time":
        # Compared as text: canonical, so the order is that of time.
        out += [(v, False) for v in (schema.get("formatMinimum"), schema.get("formatMaximum")) if v] + [(v, False) for v in TIMES] + [(v, True) for v in NO_TIMES]
        out += [(v, True) for v in ("1899-12-31T23:59:59.999999Z",) if schema.get("formatMinimum", "") >= "1900"]
    elif "string" in mine:
        least, most = schema.get("minLength", 0), schema.get("maxLength")
        for text in TEXTS:
            kept = unicodedata.normalize("NFC", text)    # a bound is of what is kept
            out.append((text, len(text) < least or (most is not None and len(kept) > most)))
        for letter in ("x", "\u00e9", "\U0001f600"):
            if most is not None:
                out += [(letter * most, False), (letter * (most + 1), True), (letter * min(10 * most, 200_000), True)]
        out += [(b, True) for b in BROKEN]
    elif "integer" in mine:
        least, most = schema.get("minimum", -(2**63)), schema.get("maximum", 2**63)
        out += [(n, not least <= n <= most) for n in NUMBERS] + [(n, True) for n in NO_NUMBERS] + [(least, False), (most, False), (least - 1, True), (most + 1, True)]
    elif "array" in mine:
        most = schema.get("maxItems", 100)
        element = good[0] if good else "x"
        out += [([], schema.get("minItems", 0) > 0), ([element, element], False), ([None], True), ([[element]], True)]
        if isinstance(element, str) and "enum" not in schema["items"]:
            out += [([f"{element}{i}" for i in range(most)], False), ([f"{element}{i}" for i in range(most + 1)], True),
                    ([f"{element}{i}" for i in range(most * 20)], True)]
        else:
            out += [([element] * (most + 1), True)]
        out += [([v], refused) for v, refused in extremes(schema["items"], element)]
    elif "object" in mine:
        out += [(value, refused) for _, value, refused in spoilt(schema, good)]
    return out


def spoilt(schema, good):
    """(what was spoilt, the object with it, whether the schema refuses that)."""
    pairs = list(good.items())
    yield "unknown", dict(good, nobody_knows_this=1), True
    yield "unknown", Members(pairs + [("x" * 5000, 1)]), True
    yield "unknown", Members(pairs + [("\u0000", 1)]), True
    yield "unknown", Members(pairs + [("", nested(30))]), True
    yield "unknown", Members(pairs + [(f"m{i}", 1) for i in range(500)]), True
    for name, value in pairs:
        yield "twice " + name, Members(pairs + [(name, value)]), True
    chosen = [choice["oneOf"][0]["required"][0] for choice in schema.get("allOf", []) if "oneOf" in choice]
    for name in schema.get("required", []) + chosen:
        yield "without " + name, {k: v for k, v in pairs if k != name}, True
    for name, property in schema["properties"].items():
        if name not in good:
            continue
        for value, refused in extremes(property, good[name]):
            yield name, dict(good, **{name: value}), refused
