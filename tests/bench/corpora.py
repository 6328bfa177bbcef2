"""Large histories as data directories: makes them, and starts a server on one (tests/bench/corpus, histories.py)."""
import json, pathlib, shutil, struct, subprocess, time

import contenders
import harness

RELEASE = contenders.RELEASE
NEEDS = ["millrace", "bench_corpus", "clock_ahead"]     # built before any of this
PASSWORD = "correct horse"
EVENT_BYTES = 3_000                       # that a message takes in all stores together, about


def clock(directory, behind_s):
    """A wrapper for a server whose clock of the wall is behind (tests/system/clock_ahead.cpp)."""
    file = directory / "clock"
    file.write_bytes(struct.pack("=q", -behind_s))
    return ["env", f"LD_PRELOAD={RELEASE / 'libclock_ahead.so'}", f"CLOCK_AHEAD={file}"]


def found(server, members):
    """A business as people found it: an owner, and members who were invited and have accepted. What the corpus needs to know of it."""
    owner, business = server.owner("Ann Owner", "owner@example.org")
    people = [(business["member_id"], owner.get("/auth/me").expect(200).json()["id"])]
    for n in range(1, members):
        email = f"member{n}@example.org"
        invited = owner.done(f"/businesses/{owner.business}/team", {"email": email, "role": "agent" if n > 1 else "manager"}).json()
        signed = server.client().done("/auth/signup", {"email": email, "password": PASSWORD, "name": f"Member {n}"}).json()
        joining = server.client(signed["access_token"])
        joining.done(f"/invitations/{invited['invitation_token']}/accept")
        people.append((invited["id"], joining.get("/auth/me").expect(200).json()["id"]))
    return business, people


def uuid_of(hexadecimal):
    return "-".join((hexadecimal[:8], hexadecimal[8:12], hexadecimal[12:16], hexadecimal[16:20], hexadecimal[20:]))


def make(directory, messages, conversations, seed=1, days=30, members=6):
    """Fills an empty directory, and says in its corpus.json how to log in. What bench_corpus printed, as a dictionary."""
    directory = pathlib.Path(directory)
    directory.mkdir(mode=0o711, parents=True, exist_ok=True)
    if any(directory.iterdir()):
        raise RuntimeError(f"{directory} is not empty; a corpus begins with nothing")
    free, wanted = shutil.disk_usage(directory).free, messages * EVENT_BYTES
    if free < wanted + (2 << 30):
        raise RuntimeError(f"{messages} messages take about {wanted >> 30} GiB with their read models, and 2 have to stay free: {free >> 30} GiB are")
    behind_s = days * 86400
    server = harness.Server(directory, arguments=["--anonymous-per-minute", "0"], wrapper=clock(directory, behind_s))
    with server:
        business, people = found(server, members)
        now = time.time()
    widget = uuid_of(business["widget_key"].split("_")[2])
    command = [str(RELEASE / "bench_corpus"), "--data", str(directory), "--business", business["id"], "--widget", widget,
               "--messages", str(messages), "--conversations", str(conversations), "--seed", str(seed),
               "--conversations-to", str(directory / "corpus.conversations"),
               "--since", str(int((now - behind_s) * 1e6)), "--until", str(int((now - 60) * 1e6))]
    for member, account in people:
        command += ["--member", f"{member}:{account}"]
    line = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    figures = {name: float(value) for name, value in (word.split("=") for word in line.split()[1:])}
    known = {"business": business["id"], "widget_key": business["widget_key"], "password": PASSWORD,
             "emails": ["owner@example.org"] + [f"member{n}@example.org" for n in range(1, members)], "figures": figures}
    (directory / "corpus.json").write_text(json.dumps(known, indent=1) + "\n")
    return line, figures


class History:
    """A server over a corpus, and a person who is logged in."""
    live = "/connection/websocket"

    def __init__(self, directory, postgres=True):
        self.known = json.loads((directory / "corpus.json").read_text())
        self.conversations = directory / "corpus.conversations"
        self.server = harness.Server(directory, postgres=postgres, arguments=["--access-token-s", "86400", "--anonymous-per-minute", "0"])
        self.figures = self.known["figures"]

    def start(self, wait_s=3600, postgres=True, lists=False):
        """With its PostgreSQL, which may have been stopped before, or without."""
        wanted, known = self.server.postgres, self.server.dsn
        if wanted and postgres:
            self.server.start_postgres()
        else:
            self.server.postgres, self.server.dsn = False, ""
        self.server.start(wait_s, lists=lists)
        if not postgres:
            self.server.postgres, self.server.dsn = wanted, known
        return self

    def log_in(self):
        said = {"email": self.known["emails"][0], "password": self.known["password"]}
        self.client = self.server.client(timeout=120)
        self.client.token = self.client.done("/auth/login", said).json()["access_token"]
        self.client.business = self.known["business"]
        return self.client

    def cpu_s(self, postgres=True):
        cpu = contenders.cpu_of(self.server.process.pid)
        return cpu + (contenders.cpu_of_cluster(self.cluster) if postgres else 0)

    @property
    def cluster(self):
        return self.server.directory / "postgres/data"

    def sql(self, *statements):
        """By the one who may everything, outside the server."""
        command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", self.server.dsn + " user=bootstrap"]
        for statement in statements:
            command += ["-c", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.rstrip("\n")

    def tables(self):
        """Those that lists are kept in, largest first; of one that is cut into pieces the pieces."""
        return self.sql("select format('%I.%I', 'app', relname) from pg_class where relkind = 'r' and relnamespace = 'app'::regnamespace "
                        "order by pg_total_relation_size(oid) desc").splitlines()

    def columns(self, table):
        """Those that are written; the others PostgreSQL makes of them."""
        return self.sql(f"select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid = '{table}'::regclass "
                        "and attnum > 0 and not attisdropped and attgenerated = ''")

    def without_tables(self):
        """On a PostgreSQL that has never followed it."""
        if self.cluster.exists():
            self.server.stop_postgres()
            shutil.rmtree(self.cluster.parent)
        self.server.start_postgres()

    def passed(self, wait_s=7200):
        """Returns when PostgreSQL holds everything that is acknowledged."""
        until = time.monotonic() + wait_s
        while not self.server.keeps_lists() or self.server.figure("millrace_sql_lag_records") > 0:
            if time.monotonic() > until:
                raise RuntimeError("PostgreSQL has not come to the end of the journal")
            time.sleep(0.05)

    def stop(self):
        self.server.stop()


def load_command(server, client, conversations, **options):
    """bench_load on it, without listeners."""
    command = [str(RELEASE / "bench_load"), "--port", str(server.port), "--live", History.live, "--conversations", str(conversations),
               "--token", client.token, "--business", client.business, "--subscribers", "0"]
    for name, value in options.items():
        command += ["--" + name, str(value)]
    return command


def history(o, directory):
    """One for all that are measured in this run; or the one that --corpus names, which is used up by it."""
    if not hasattr(o, "made"):
        where = (o.corpus or directory / "corpus").resolve()       # as processes of its PostgreSQL are recognised by
        if not (where / "corpus.json").exists():
            print(make(where, o.messages, o.conversations)[0], flush=True)
        o.made = History(where)
    return o.made
