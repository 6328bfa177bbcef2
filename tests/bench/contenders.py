"""The contenders of W1: each starts itself in a private directory, says which processes its CPU is of, and when it has settled."""
import json, os, pathlib, subprocess, sys, uuid

TOP = pathlib.Path(__file__).resolve().parents[2]
RELEASE = TOP / "build/release"
sys.path.insert(0, str(TOP / "tests/system"))
import harness  # noqa: E402

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def cpu_of(pid, with_children=False):
    """CPU seconds of a process; also of the children that it has waited for."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15 if with_children else 13])) / TICKS_PER_S


def cpu_of_cluster(data):
    """All processes of a PostgreSQL cluster: they work in its directory."""
    processes = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd") == str(data):
                processes.append(process.name)
        except OSError:
            pass
    postmaster = (data / "postmaster.pid").read_text().split()[0]
    return sum(cpu_of(pid, pid == postmaster) for pid in processes)


class Contender:
    token = business = ""
    live = "/live"

    def load(self, **options):
        """Runs the load against it; what bench_load printed. Errors and missing deliveries end the bench."""
        command = [str(RELEASE / "bench_load"), "--port", str(self.port), "--live", self.live, "--conversations", str(self.conversations)]
        if self.token:
            command += ["--token", self.token, "--business", self.business]
        for name, value in options.items():
            command += ["--" + name.replace("_", "-"), str(value)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")    # a refusal may be cut in the middle of a letter
        if done.returncode != 0:
            raise RuntimeError(f"{self.name}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def write_conversations(self, directory, ids):
        self.conversations = directory / (self.name + ".conversations")
        self.conversations.write_text("".join(id + "\n" for id in ids))

    def settle(self):
        """Returns when all its read models hold what it has acknowledged."""


class Ours(Contender):
    """The finished path: sign-in, membership, idempotency, a live feed with recovery, and the SQL runner on its own cluster."""
    live = "/connection/websocket"

    def __init__(self, directory, conversations, name="ours", arguments=(), postgres=True):
        self.name = name
        self.server = harness.Server(directory / name, postgres=postgres, arguments=["--access-token-s", "86400", "--anonymous-per-minute", "0", *arguments])
        self.port = self.server.port
        try:
            self.server.start()
            self.open_conversations(directory, conversations)
        except BaseException:                            # nobody else knows yet that it runs
            self.server.stop()
            raise

    def open_conversations(self, directory, conversations):
        self.client, made = self.server.owner()
        self.token, self.business = self.client.token, made["id"]
        ids = []
        for _ in range(conversations):
            visitor, _ = self.server.visitor(made)
            ids.append(visitor.post(f"/widget/{made['widget_key']}/messages", {"text": "Good morning"}).expect(201).json()["conversation_id"])
        self.last = ids[-1]
        self.write_conversations(directory, ids)

    def cpu_s(self):
        return cpu_of(self.server.process.pid) + cpu_of_cluster(self.server.directory / "postgres/data")

    def settle(self):
        said = self.client.post("/messages", {"conversation_id": self.last, "text": "Is it there?", "kind": "reply"}).expect(201)
        thread = self.client.get(f"/conversations/{self.last}/messages?min_position={said.position}").expect(200).json()
        if said.json()["id"] not in [m["id"] for m in thread["items"]]:
            raise RuntimeError("ours: an acknowledged message is not in its thread")
        self.client.get(f"/conversations?limit=1&min_position={said.position}", Prefer="wait=30").expect(200)

    def stop(self):
        self.server.stop()


class Cluster:
    """PostgreSQL for the peers: what is acknowledged is on the disk, and checkpoints do not come in the middle of a round."""
    settings = {"synchronous_commit": "on", "max_connections": "200", "max_wal_size": "4GB",
                "shared_buffers": "512MB", "checkpoint_timeout": "30min"}

    def __init__(self, directory):
        self.directory = directory
        self.socket = self.call("start").split("host=")[1].split()[0]
        try:
            self.set_up()
        except BaseException:
            self.stop()
            raise

    def set_up(self):
        self.sql(*[f"ALTER SYSTEM SET {name} = '{value}'" for name, value in self.settings.items()])
        self.call("stop")
        self.call("start")
        for name, value in {**self.settings, "fsync": "on", "full_page_writes": "on"}.items():
            if self.sql(f"SHOW {name}") != value:
                raise RuntimeError(f"the peer's PostgreSQL runs with {name} = {self.sql(f'SHOW {name}')}")

    def call(self, what):
        command = [str(TOP / "infra/postgres_cluster"), what, "--data", str(self.directory)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def sql(self, *statements):
        command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", self.socket, "-U", "bootstrap", "-d", "postgres"]
        for statement in statements:
            command += ["-c", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def stop(self):
        self.call("stop")


class Peer(Contender):
    """Node and PostgreSQL; `direct` publishes from the process that took the command, `notify` by LISTEN/NOTIFY."""

    def __init__(self, directory, cluster, mode, conversations):
        self.name, self.cluster = mode, cluster
        cluster.sql(f"CREATE DATABASE {mode}")
        environment = {**os.environ, "PGHOST": cluster.socket, "PGUSER": "bootstrap", "PGDATABASE": mode, "NODE_ENV": "production"}
        self.process = subprocess.Popen([str(TOP / "build/node/bin/node"), str(TOP / "tests/bench/peer/server.mjs"), mode],
                                        env=environment, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.write_conversations(directory, [str(uuid.uuid4()) for _ in range(conversations)])

    def cpu_s(self):
        return cpu_of(self.process.pid) + cpu_of_cluster(self.cluster.directory / "postgres/data")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


class Floor(Contender):
    """One fdatasync, one round trip and the least of HTTP."""
    name = "floor"

    def __init__(self, directory, conversations):
        self.process = subprocess.Popen([str(RELEASE / "bench_floor"), str(directory), "serve"], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.write_conversations(directory, [str(uuid.uuid4()) for _ in range(conversations)])

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
