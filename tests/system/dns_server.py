"""A name server of a test's own (RFC 1035 over UDP): what it answers is asked anew for each question, and nobody may keep it."""
import ipaddress, socketserver, struct, threading

A, CNAME, AAAA = 1, 5, 28


def wire_name(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"


def record(name, kind, data):
    return wire_name(name) + struct.pack("!HHIH", kind, 1, 0, len(data)) + data     # a time to live of nought


class DnsServer:
    """`answer(name, kind)` gives the chain of names that lead on from there and the addresses at its end; only those of the kind that was asked for are told."""

    def __init__(self, answer, address="127.0.0.1", port=53):
        self.told, self.lock = {}, threading.Lock()       # how often each address has been told
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                question, line = self.request
                line.sendto(outer.reply(question, answer), self.client_address)

        self.server = socketserver.ThreadingUDPServer((address, port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def reply(self, question, answer):
        labels, at = [], 12
        while length := question[at]:
            labels.append(question[at + 1:at + 1 + length].decode().lower())
            at += 1 + length
        name, (kind,) = ".".join(labels), struct.unpack_from("!H", question, at + 1)
        chain, addresses = answer(name, kind)
        records, here = [], name
        for further in chain:
            records.append(record(here, CNAME, wire_name(further)))
            here = further
        for address in (ipaddress.ip_address(a) for a in addresses):
            if kind == (A if address.version == 4 else AAAA):
                records.append(record(here, kind, address.packed))
                with self.lock:
                    self.told[str(address)] = self.told.get(str(address), 0) + 1
        return question[:2] + struct.pack("!HHHHH", 0x8580, 1, len(records), 0, 0) + question[12:at + 5] + b"".join(records)
