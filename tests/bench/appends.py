"""W4: appends to streams with a version check, a stream a writer, one or ten events of 300 bytes; 0 % and 5 % of them name a version that is out
of date and must be refused. All answer when it is on the disk, and the disk is the same.

ours    speaks HTTP to our server, a connection a writer; append.bench.cpp says what of the product is there.
        If-Match against the version of the stream. fdatasync of the journal, shared by a group. CPU: the server.
umadb   speaks gRPC to its server through its own client, sixteen writers a connection.
        Append condition: nothing with the tag of the stream after the position. fdatasync, shared by a group. CPU: the server.
emmett  is a library in the process of the writers, with 64 connections to PostgreSQL.
        expectedStreamVersion. fsync of the WAL, a transaction an append, grouped as PostgreSQL does it. CPU: that process and PostgreSQL.
insert  is a prepared statement through node-postgres, with 64 connections.
        Primary key (stream, version). fsync as emmett's. CPU: PostgreSQL alone.

Ours does more than the others for an append (it keeps the command's id for good, and chains the records by SHA-256), and less than umadb in one
thing: umadb's tags can be asked for afterwards in any combination. CPU per append is the figure to quote; appends/s share the machine with the load.
"""
import contextlib, json, os, socket, subprocess, time

import contenders
import harness
import peers

# At 64 writers, one event, no conflicts.
GOALS = {("umadb", "appends_per_s"): ("M8b", 3), ("umadb", "cpu_us"): ("M8b", 0.33), ("emmett", "appends_per_s"): ("M8", 15)}
seconds_at_most = 2                        # of a round: there are many


class Appender:
    def append(self, writers, events, conflicts, seconds):
        raise NotImplementedError

    def stop(self):
        self.process.terminate()
        peers.ended(self.process)


def loaded(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=peers.silent_at_most_s)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


class Ours(Appender):
    name, later_s = "ours", peers.flushed_within_s
    program = contenders.RELEASE / "bench_append"

    def __init__(self, directory):
        self.process = subprocess.Popen([str(self.program), "serve", str(directory / "ours")], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def append(self, writers, events, conflicts, seconds):
        return loaded(self.program, "load", self.port, writers, events, conflicts, seconds)

    def cpu_s(self):
        return contenders.cpu_of(self.process.pid)


class UmaDB(Appender):
    name = "umadb"

    def __init__(self, directory):
        self.program, self.port = peers.umadb(), harness.free_port()
        data = directory / "umadb"
        data.mkdir()
        self.process = subprocess.Popen([str(self.program), "serve", "--listen", f"127.0.0.1:{self.port}", "--db-path", str(data / "uma.db")],
                                        stdout=subprocess.DEVNULL)
        answering(self.process, self.port)

    def append(self, writers, events, conflicts, seconds):
        return loaded(self.program, "load", f"http://127.0.0.1:{self.port}", writers, events, conflicts, seconds)

    def cpu_s(self):
        return contenders.cpu_of(self.process.pid)


class OnPostgres(Appender):
    """`emmett`, whose CPU is that of the process it is in, too; or `insert`, of which the database's alone is counted."""

    def __init__(self, cluster, name):
        program = peers.append_js()
        self.name, self.cluster = name, cluster
        cluster.sql(f"CREATE DATABASE {name}_events")
        environment = {**os.environ, "PGHOST": cluster.socket, "PGUSER": "bootstrap", "PGDATABASE": name + "_events", "NODE_ENV": "production"}
        self.process = subprocess.Popen([str(contenders.TOP / "build/node/bin/node"), str(program), name], env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        if peers.said(self.process) != "ready\n":
            self.process.kill()
            raise RuntimeError(f"{name} did not start")

    def append(self, writers, events, conflicts, seconds):
        print(writers, events, conflicts, seconds, file=self.process.stdin, flush=True)
        answer = peers.said(self.process)
        if not answer:
            raise RuntimeError(f"{self.name} has ended, or hangs; its last words are above")
        return json.loads(answer)

    def cpu_s(self):
        node = contenders.cpu_of(self.process.pid) if self.name == "emmett" else 0
        return node + contenders.cpu_of_cluster(self.cluster.directory / "postgres/data")


def answering(process, port):
    until = time.monotonic() + peers.given_up_after_s
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    process.kill()
    raise RuntimeError(f"{process.args[0]} does not listen on its port")


def round_of(side, writers, events, conflicts, seconds):
    with peers.Spent(side) as spent:
        figures = side.append(writers, events, conflicts, seconds)
    if figures["wrong"]:
        raise RuntimeError(f"{side.name} has taken what it had to refuse, or refused what it had to take: {figures}")
    answered = figures["appended"] + figures["refused"]
    return {**figures, "appends_per_s": figures["appended"] / figures["seconds"], "cpu_us": 1e6 * spent.s / answered}


def w4(o, directory):
    directory = directory / "W4"
    directory.mkdir(mode=0o711)
    directory.chmod(0o711)                               # whatever the umask is: PostgreSQL may be another user
    seconds, results, everything = min(o.seconds, seconds_at_most), [], []
    with contextlib.ExitStack() as stack:
        def started(make):
            contender = make()
            stack.callback(contender.stop)
            return contender
        if o.slow_disk_us:
            os.environ.update(LD_PRELOAD=str(contenders.RELEASE / "libslow_disk.so"), SLOW_DISK_US=str(o.slow_disk_us))
        try:
            cluster = started(lambda: contenders.Cluster(directory / "postgres"))
            sides = peers.had(started, ["ours", "umadb", "emmett", "insert"], {
                "ours": lambda: Ours(directory), "umadb": lambda: UmaDB(directory),
                "emmett": lambda: OnPostgres(cluster, "emmett"), "insert": lambda: OnPostgres(cluster, "insert")})
        finally:
            if o.slow_disk_us:
                del os.environ["LD_PRELOAD"], os.environ["SLOW_DISK_US"]
        for side in sides.values():                      # prepared statements, caches and compilers are warm
            side.append(64, 1, 0, 1)
        for events in (1, 10):
            for writers in o.writers:
                for conflicts in (0, 5):
                    rounds = peers.in_turns(sides, o.rounds, lambda side: round_of(side, writers, events, conflicts, seconds), o.verbose)
                    everything.append({"events": events, "writers": writers, "conflicts": conflicts, "rounds": rounds})
                    for peer in list(sides)[1:]:
                        for what in ("appends_per_s", "cpu_us"):
                            usual = (events, writers, conflicts) == (1, 64, 0)
                            goal = GOALS.get((peer, what), ("W4", "-")) if usual else ("W4", "-")
                            p50 = [sorted(r[side]["p50_us"] for r in rounds)[len(rounds) // 2] for side in ("ours", peer)]
                            name = f"{goal[0]} {what} events={events} writers={writers} conflicts={conflicts}"
                            results.append(peers.compared(rounds, name, what, peer, goal[1], f" p50_us={p50[0]}/{p50[1]}"))
    return {"results": results, "rounds": everything}
