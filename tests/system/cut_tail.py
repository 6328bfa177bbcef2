"""Cuts records from the end of a journal in segment files, at a record's boundary, as a disk that has lied may do it."""
import os, pathlib, struct

HEADER = 32


def records(segment):
    """Where each record of a segment file begins."""
    data = pathlib.Path(segment).read_bytes()
    at, found = 0, []
    while data[at + 8:at + 12] == b"\xf5MR\xf6":
        length, _, _, kind = struct.unpack_from("<IIIH", data, at)
        if kind == 1:
            found.append(at)
        at += HEADER + length
    return found


def cut_tail(data, count):
    """The last `count` records of the first segment are gone; returns its path."""
    segment = pathlib.Path(data) / "journal/0000000001.segment"
    os.truncate(segment, records(segment)[-count])
    return segment
