"""An honest user beside a flood: who writes, reads lists, signs in and listens waits no longer than before, and is never refused.

Usage: flood.py FLOOD [--seconds S] [--settle S] [SCENARIO…]
FLOOD is the program of tests/bench/flood.bench.cpp. It runs at nice 19: on a machine of its own it would not take the cores that the server
and the honest user need. Every scenario is told on a line: the honest user's p99 before and during the flood, for each thing that is
done, and the server's memory before, at the end, and a minute later.
"""
import argparse, http.client, json, pathlib, socket, struct, subprocess, tempfile, threading, time, uuid

from harness import Client, Server

RATIO, MEMORY = 5, 1.10


class From(Client):
    """A client at another address of this machine: all of 127.0.0.0/8 is."""

    def __init__(self, port, address, token=None, business=None, timeout=60):
        super().__init__(port, token, business, timeout)
        self.address = address

    def exchange(self, method, path, data, head):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout, source_address=(self.address, 0))
        return super().exchange(method, path, data, head)


def frame(text):
    """A masked WebSocket text frame; the mask is all zeros."""
    data = text.encode()
    size = struct.pack("!B", 0x80 | len(data)) if len(data) < 126 else struct.pack("!BH", 0x80 | 126, len(data))
    return b"\x81" + size + bytes(4) + data


UPGRADE = (b"GET /connection/websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")


class Live:
    """A WebSocket that hears lines of JSON."""

    def __init__(self, port, token, channel, since=None):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.sendall(UPGRADE)
        self.bytes, self.lines = b"", []
        while b"\r\n\r\n" not in self.bytes:
            self.more()
        self.bytes = self.bytes.split(b"\r\n\r\n", 1)[1]
        self.say({"id": 1, "connect": {"token": token}})
        subscribe = {"channel": channel, "recoverable": True, **({"recover": True, **since} if since else {})}
        self.say({"id": 2, "subscribe": subscribe})
        while (line := self.next()).get("id") != 2:
            pass
        self.subscribed = line

    def say(self, what):
        self.socket.sendall(frame(json.dumps(what)))

    def more(self):
        got = self.socket.recv(65536)
        if not got:
            raise ConnectionError("the live connection was closed: " + repr(self.bytes[-100:]))
        self.bytes += got

    def next(self):
        while not self.lines:
            self.take()
        line = json.loads(self.lines.pop(0))
        if line == {}:
            self.say({})
            return self.next()
        return line

    def take(self):
        while len(self.bytes) < 2:
            self.more()
        opcode, size, at = self.bytes[0] & 15, self.bytes[1] & 127, 2
        if size >= 126:
            at = 4 if size == 126 else 10
            while len(self.bytes) < at:
                self.more()
            size = int.from_bytes(self.bytes[2:at], "big")
        while len(self.bytes) < at + size:
            self.more()
        data, self.bytes = self.bytes[at:at + size], self.bytes[at + size:]
        if opcode == 8:
            raise ConnectionError(f"the live connection was closed: {data!r}")
        if opcode == 1:
            self.lines += data.decode().splitlines()


class Honest:
    """What one team does all day, as fast as people never do: each thing in a thread of its own, one after the other."""

    def __init__(self, server):
        self.server = server
        self.owner, self.business = server.owner("Ann", "ann@example.org")
        self.visitor, _ = server.visitor(self.business, name="Zoe")
        first = self.visitor.post(f"/widget/{self.business['widget_key']}/messages", {"text": "hello"}).expect(201).json()
        self.conversation = first["conversation_id"]
        self.channel = f"conversation:{self.business['id']}:{self.conversation}"
        server.owner("Bob", "bob@example.org")           # who signs in: each session more ends an older one
        self.wrong = []

    def client(self):
        return self.server.client(self.owner.token, self.business["id"], timeout=60)

    def measure(self, seconds, addresses=("127.0.1.1", "127.0.1.2", "127.0.1.3", "127.0.1.4")):
        """name -> sorted milliseconds."""
        sign_in(self.server, self.owner, "ann@example.org")
        until = time.monotonic() + seconds
        found = {"write": [], "list": [], "log in": [], "hear": []}
        said = {}

        def loop(name, what, pause):
            while time.monotonic() < until:
                began = time.monotonic()
                try:
                    what()
                    found[name].append(1e3 * (time.monotonic() - began))
                except Exception as error:  # noqa: BLE001 - whatever keeps an honest user out is what is looked for
                    self.wrong.append(f"{name}: {type(error).__name__}: {error}")
                time.sleep(pause)

        writing, reading, live = self.client(), self.client(), Live(self.server.port, self.owner.token, self.channel)
        signing = [From(self.server.port, address) for address in addresses]

        def write():
            text = str(uuid.uuid4())
            said[text] = time.monotonic()
            writing.post("/messages", {"conversation_id": self.conversation, "text": text, "kind": "reply"}).expect(201)

        def log_in():
            signing.append(signing.pop(0))
            signing[0].post("/auth/login", {"email": "bob@example.org", "password": "correct horse"}).expect(200)

        def listen():
            try:
                while time.monotonic() < until + 1 or len(found["hear"]) < len(said):
                    line = json.dumps(live.next())
                    now = time.monotonic()
                    for text in [t for t in said if t in line]:
                        found["hear"].append(1e3 * (now - said.pop(text)))
            except Exception as error:  # noqa: BLE001
                if time.monotonic() < until:
                    self.wrong.append(f"hear: {type(error).__name__}: {error}")

        live.socket.settimeout(seconds + 60)
        threads = [threading.Thread(target=loop, args=("write", write, 0.005)),
                   threading.Thread(target=loop, args=("list", lambda: reading.get("/conversations?limit=20").expect(200), 0.005)),
                   threading.Thread(target=loop, args=("log in", log_in, 0.1))]
        hearing = threading.Thread(target=listen, daemon=True)
        for t in threads + [hearing]:
            t.start()
        for t in threads:
            t.join()
        waited = time.monotonic() + 30
        while said and time.monotonic() < waited:
            time.sleep(0.05)
        if said:
            self.wrong.append(f"hear: {len(said)} messages were not heard")
        live.socket.close()
        return {name: sorted(times) for name, times in found.items()}


def p99(times):
    return times[min(len(times) - 1, int(0.99 * len(times)))] if times else float("nan")


class Flood:
    """One of the scenarios: what the flooders do, from addresses of their own."""

    def __init__(self, program, server):
        self.program, self.server = program, server
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="flood."))
        self.evil, self.business = server.owner("Eve", "eve@example.org")
        here = self.evil.get(f"/businesses/{self.business['id']}/me").expect(200)
        partition = here.position.rsplit(".", 1)[0]
        self.ahead = partition + ".999999999"
        self.now = here.position
        self.epoch = here.json()["live"]["epoch"]
        visitor, _ = server.visitor(self.business, name="Yan")
        said = visitor.post(f"/widget/{self.business['widget_key']}/messages", {"text": "hello"}).expect(201).json()
        self.channel = f"conversation:{self.business['id']}:{said['conversation_id']}"
        for n in range(200):
            self.evil.post("/messages", {"conversation_id": said["conversation_id"], "text": f"{n} " + 500 * "x", "kind": "reply"}).expect(201)

    def request(self, method, path, body=None, **headers):
        data = json.dumps(body).encode() if body is not None else b""
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost"] + [f"{k.replace('_', '-')}: {v}" for k, v in headers.items()]
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + data

    def run(self, seconds, again=b"", first=b"", connections=64, addresses=4, **options):
        """Starts the flooders; returns what ends them and tells what they have counted."""
        processes = []
        for n in range(addresses):
            command = ["nice", "-n", "19", self.program, str(self.server.port), "--from", f"127.0.9.{n + 1}", "--connections",
                       str(connections // addresses), "--seconds", str(seconds)]
            for name, data in (("first", first), ("again", again)):
                if data:
                    file = self.directory / f"{name}{n}"
                    file.write_bytes(data)
                    command += ["--" + name, str(file)]
            for name, value in options.items():
                command += ["--" + name.replace("_", "-")] + ([] if value is True else [str(value)])
            processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return lambda: [json.loads(p.communicate()[0]) for p in processes]

    # --- the scenarios

    def sockets_unpaced(self, seconds):
        return self.run(seconds, again=64 * frame("{}\n{}\n{}\n{}"), first=UPGRADE)

    def sockets_paced(self, seconds):
        return self.run(seconds, again=frame("{}"), first=UPGRADE, connections=1000, every_ms=100)

    def sockets_held(self, seconds):
        return self.run(seconds, first=UPGRADE, connections=12000)

    def log_ins(self, seconds):
        return self.run(seconds, answered=True, again=self.request("POST", "/auth/login", {"email": "@" * 36 + "@example.org", "password": "guess"}))

    def guesses(self, seconds):
        return self.run(seconds, answered=True, again=self.request("POST", "/auth/login", {"email": "bob@example.org", "password": "guess"}))

    def visitors(self, seconds):
        return self.run(seconds, answered=True, again=self.request("POST", f"/widget/{self.business['widget_key']}/visitors", {}, Idempotency_Key="@" * 36))

    def waits_ahead(self, seconds):
        return self.wait(seconds, self.ahead)

    def waits(self, seconds):
        return self.wait(seconds, self.now)

    def wait(self, seconds, position):
        return self.run(seconds, answered=True, again=self.request(
            "GET", f"/conversations?min_position={position}", Authorization="Bearer " + self.evil.token, Business_Id=self.business["id"], Prefer="wait=30"))

    def recoveries(self, seconds):
        connect = frame(json.dumps({"id": 1, "connect": {"token": self.evil.token}}))
        since = {"channel": self.channel, "recover": True, "offset": 0, "epoch": self.epoch}
        return self.run(seconds, first=UPGRADE + connect, again=frame(json.dumps({"id": 2, "subscribe": since}) + "\n" +
                                                                     json.dumps({"id": 3, "unsubscribe": {"channel": self.channel}})))


SCENARIOS = ["sockets_unpaced", "sockets_paced", "sockets_held", "log_ins", "guesses", "visitors", "waits_ahead", "waits", "recoveries"]


def sign_in(server, client, email):
    """Again, as who works longer than a token lives."""
    signed = server.client().post("/auth/login", {"email": email, "password": "correct horse"}).expect(200).json()
    client.token = signed["access_token"]


def rss_mb(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def scenario(name, honest, flood, seconds, settle):
    """Whether it held; prints its line."""
    quiet = honest.measure(seconds)
    before = rss_mb(honest.server)
    honest.wrong.clear()
    sign_in(flood.server, flood.evil, "eve@example.org")
    counted = getattr(flood, name)(seconds + 1)
    time.sleep(0.5)
    flooded = honest.measure(seconds)
    answers = {}
    sent = opened = 0
    for each in counted():
        sent, opened = sent + each["sent"], opened + each["opened"]
        for status, n in each["answers"].items():
            answers[status] = answers.get(status, 0) + n
    most = rss_mb(honest.server)
    time.sleep(settle)
    after = rss_mb(honest.server)
    ratios = {what: p99(flooded[what]) / p99(quiet[what]) for what in quiet}
    held = not honest.wrong and all(r <= RATIO for r in ratios.values()) and after <= MEMORY * before
    told = " ".join(f"{what.replace(' ', '-')}={p99(quiet[what]):.1f}/{p99(flooded[what]):.1f}ms({len(quiet[what])}/{len(flooded[what])})" for what in quiet)
    print(f"flood {name.replace('_', '-')}: {'held' if held else 'NOT HELD'} p99 {told} ratio={max(ratios.values()):.2f} "
          f"rss={before:.0f}/{most:.0f}/{after:.0f}MB refused={len(honest.wrong)} flood: opened={opened} sent={sent / 1e6:.1f}MB answers={answers}", flush=True)
    for why in honest.wrong[:3]:
        print("  " + why)
    return held


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("flood")
    parser.add_argument("scenarios", nargs="*")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--settle", type=int, default=60)
    o = parser.parse_args()
    server = Server(postgres=True).start()
    try:
        honest, flood = Honest(server), Flood(o.flood, server)
        honest.measure(3)
        held = [scenario(name.replace("-", "_"), honest, flood, o.seconds, o.settle) for name in o.scenarios or SCENARIOS]
    finally:
        server.stop()
    print(f"flood: scenarios={len(held)} held={sum(held)}")
    raise SystemExit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
