"""W14: what the server takes when it does little. M15: memory with 1,000 and more sockets, M22: cold start; CPU at 100 commands a second and
at rest, and how large the program is. Against the tuned Node + PostgreSQL of W1; memory is the proportional set size, so that what
processes share counts once."""
import json, os, pathlib, resource, select, socket, statistics, subprocess, time, uuid

import contenders
import harness

RELEASE, TOP = contenders.RELEASE, contenders.TOP
NEEDS = ["millrace", "bench_load"]
GOALS = {"M15": 1 / 3, "M22": 1.0, "cpu": 1.0, "program": 1.0}
FEW = 1_000                               # sockets
AT_REST = 30                              # seconds: the kernel counts CPU in hundredths
SOCKETS_OF_PERSON = 64                    # that our hub allows


# --- what processes take ---

def memory_mib(pids):
    """Needs the right to look into them: PostgreSQL runs as another user when we are root, the server forbids it to all others."""
    kib = 0
    for pid in pids:
        try:
            rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):      # it has ended
            continue
        kib += int(next(row.split()[1] for row in rollup.splitlines() if row.startswith("Pss:")))
    return kib / 1024


def cluster_of(side):
    return side.server.directory / "postgres/data" if side.name == "ours" else side.cluster.directory / "postgres/data"


def pids_of(side):
    """Its own process, and those of its PostgreSQL."""
    own = side.server.process.pid if side.name == "ours" else side.process.pid
    working = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd") == str(cluster_of(side)):
                working.append(int(process.name))
        except OSError:
            pass
    return own, working


def memory(side):
    own, postgres = pids_of(side)
    return {"own": memory_mib([own]), "all": memory_mib([own, *postgres])}


def with_sockets(side, sockets):
    """Of so many that hear a conversation; that they do is looked at."""
    open_ones = Sockets(side)
    try:
        open_ones.people_for(sockets)                    # first: what a password's hash takes has been given back by the time that counts
        for n in range(sockets):
            open_ones.open(n)
            if n % 200 == 199:
                open_ones.hear(b"")                      # the first ones have pings to answer before the last ones are there
        heard = open_ones.hear_once()
        if heard != sockets:
            raise RuntimeError(f"W14: of {sockets} sockets of {side.name} {heard} have heard what was said")
        time.sleep(3)
        return memory(side)
    finally:
        open_ones.close()


class Sockets:
    """WebSockets that are open and hear; ours signed in as members, 64 each, as many as one may have, and subscribed with Centrifugo's protocol."""

    def __init__(self, side):
        self.side, self.sockets, self.by_number, self.poll, self.people = side, [], {}, select.epoll(), []
        self.talk = side.conversations.read_text().split()[-1]

    def people_for(self, sockets):
        while self.side.token and len(self.people) * SOCKETS_OF_PERSON < sockets:
            self.people.append(self.side.token if not self.people else colleague(self.side))

    def open(self, n):
        s = socket.create_connection(("127.0.0.1", self.side.port), timeout=30)
        s.sendall(f"GET {self.side.live} HTTP/1.1\r\nHost: localhost:{self.side.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode())
        self.until(s, b"\r\n\r\n", b" 101 ")
        if self.side.token:
            channel = f"conversation:{self.side.business}:{self.talk}"
            s.sendall(text_frame(json.dumps({"id": 1, "connect": {"token": self.people[n // SOCKETS_OF_PERSON]}})) +
                      text_frame(json.dumps({"id": 2, "subscribe": {"channel": channel}})))
            self.until(s, b'"id":2', b'"subscribe"')
        self.sockets.append(s)
        self.by_number[s.fileno()] = s
        self.poll.register(s, select.EPOLLIN)

    @staticmethod
    def until(s, end, needed):
        heard = b""
        while end not in heard or (needed not in heard and b"error" not in heard):
            more = s.recv(65536)
            heard += more
            if not more or b"error" in heard:
                raise RuntimeError(f"W14: a socket is refused: {heard[-300:]!r}")

    def hear_once(self):
        """How many hear of a message that is said now, within ten seconds."""
        headers = {"Idempotency-Key": str(uuid.uuid4())} if self.side.token else {}
        said = harness.Client(self.side.port, self.side.token or None, self.side.business or None)
        kind = {"kind": "reply"} if headers else {}
        said.call("POST", "/messages", {"conversation_id": self.talk, "text": "Do you hear me?", **kind}, **headers).expect(201)
        heard, until = set(), time.monotonic() + 10
        while len(heard) < len(self.sockets) and time.monotonic() < until:
            heard |= self.hear(b"Do you hear me?", 1)
        return len(heard)

    def hear(self, wanted, wait_s=0):
        """What is there to be read; whose had that in it. The rest is pings."""
        heard = set()
        for number, _ in self.poll.poll(wait_s):
            bytes_ = self.by_number[number].recv(65536)
            if not bytes_:
                raise RuntimeError("W14: a socket was closed")
            if wanted and wanted in bytes_:
                heard.add(number)
            else:
                self.by_number[number].sendall(text_frame("{}"))
        return heard

    def close(self):
        for s in self.sockets:
            s.close()
        self.poll.close()


def text_frame(text):
    """Of a client: masked, with zeros."""
    length = bytes([0x80 | len(text)]) if len(text) < 126 else bytes([0x80 | 126]) + len(text).to_bytes(2, "big")
    return b"\x81" + length + bytes(4) + text.encode()


def colleague(side):
    """The token of one more member, who hears what all members hear."""
    email = f"{uuid.uuid4().hex[:12]}@example.org"
    invited = side.client.done(f"/businesses/{side.business}/team", {"email": email, "role": "manager"}).json()
    signed = side.server.client().done("/auth/signup", {"email": email, "password": "correct horse", "name": "Bea"}).json()
    side.server.client(signed["access_token"]).done(f"/invitations/{invited['invitation_token']}/accept")
    return signed["access_token"]


# --- the measures ---

def line(name, ours, peer, goal, more=""):
    print(f"{name} ours={ours:.4g} peer={peer:.4g} ratio={ours / peer if peer else float('inf'):.3g} goal={goal:.3g}{more}", flush=True)
    return {"measure": name, "ours": ours, "peer": peer, "ratio": ours / peer if peer else None, "goal": goal, "more": more.strip()}


def memory_line(name, ours, peer):
    return line(name, ours["own"], peer["all"], GOALS["M15"], f" ours_with_postgres={ours['all']:.1f} peer_node_alone={peer['own']:.1f}")


def cpu_at(side, seconds, rate):
    """Milliseconds of CPU a second, of all its processes."""
    before, began = side.cpu_s(), time.monotonic()
    if rate:
        side.load(connections=16, subscribers=10, seconds=seconds, rate=rate)
        side.settle()
    else:
        time.sleep(seconds)
    return 1e3 * (side.cpu_s() - before) / (time.monotonic() - began)


def size_mib(path):
    files = [path] if path.is_file() else [f for f in path.rglob("*") if f.is_file() and not f.is_symlink()]
    return sum(f.stat().st_size for f in files) / 2**20


def program_size(directory):
    """Ours without what is for debuggers alone; theirs with its packages. What both link from the distribution is not counted."""
    stripped = directory / "millrace.stripped"
    subprocess.run(["strip", "-o", str(stripped), str(RELEASE / "millrace")], check=True)
    node = size_mib((TOP / "build/node/bin/node").resolve()) + size_mib(TOP / "tests/bench/peer/node_modules")
    return line("W14 program_mib", size_mib(stripped), node, GOALS["program"])


def ready_s(command, ready, **environment):
    began = time.monotonic()
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        ready(process)
        return time.monotonic() - began
    finally:
        process.terminate()
        process.wait(30)


def cold_start(directory, cluster, rounds):
    """Until it is ready: a first start in an empty directory, without PostgreSQL; the peer's until it listens, its tables being there."""
    ours, again, peer = [], [], []
    for n in range(rounds):
        server = harness.Server(directory / f"cold{n}")
        for took in (ours, again):
            command = [harness.BINARY, "serve", "--data", str(server.directory), "--port", str(server.port)]
            def until_ready(process):
                while not server.ready():
                    if process.poll() is not None:
                        raise RuntimeError("W14: the server does not start")
                    time.sleep(0.002)
            took.append(ready_s(command, until_ready))
        peer.append(ready_s([str(TOP / "build/node/bin/node"), str(TOP / "tests/bench/peer/server.mjs"), "direct"],
                            lambda process: process.stdout.readline(),
                            PGHOST=cluster.socket, PGUSER="bootstrap", PGDATABASE="direct", NODE_ENV="production"))
    return line("M22 cold_start_s", statistics.median(ours), statistics.median(peer), GOALS["M22"],
                f" again={statistics.median(again):.3f} rounds={rounds}")


def allow_files(wanted):
    """For us, and so for the servers that we start; how many sockets there may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted and os.geteuid() == 0:
        hard = wanted
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def w14(o, directory):
    most = min(o.sockets, allow_files(o.sockets + 1_000) - 500)
    sides, results = [], [program_size(directory)]
    try:
        cluster = contenders.Cluster(directory / "peers")
        sides.append(cluster)
        ours = contenders.Ours(directory, 64, "ours", ["--connections-per-address", str(2 * most)])
        sides.append(ours)
        peer = contenders.Peer(directory, cluster, "direct", 64)
        sides.append(peer)
        both = lambda what: [what(side) for side in (ours, peer)]
        results.append(cold_start(directory, cluster, o.rounds))
        for side in (ours, peer):
            side.load(connections=16, subscribers=10, seconds=2)
        time.sleep(3)
        results.append(memory_line("W14 memory_at_rest_mib", *both(memory)))
        results.append(line("W14 cpu_at_rest_ms_per_s", *both(lambda side: cpu_at(side, AT_REST, 0)), GOALS["cpu"]))
        results.append(line("W14 cpu_at_100_per_s_ms_per_s", *both(lambda side: cpu_at(side, 2 * o.seconds, 100)), GOALS["cpu"], " N=10"))
        for sockets in dict.fromkeys((min(FEW, most), most)):
            results.append(memory_line(f"M15 memory_{sockets}_sockets_mib", *both(lambda side: with_sockets(side, sockets))))
        return results
    finally:
        for side in reversed(sides):
            side.stop()
