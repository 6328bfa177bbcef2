"""What is measured over a large history (tests/bench/corpus).

  W12   M12: all of it folded anew, events a second of CPU: the local store, against `journal verify`, which only reads and checks; the tables of
        PostgreSQL, against COPY of the same rows into the same tables. Then how long after its acknowledgement an event is in the tables, at
        --lag-rate messages a second, against COPY of as many rows a second into the same table
  M14   until the first acknowledgement after kill -9, against the same over an empty journal
  M20   any list, search and thread, one caller: p99, against what PostgreSQL takes by itself for the rows of one of them, the commonest list
"""
import http.client, json, os, pathlib, shutil, statistics, subprocess, threading, time, urllib.parse

import contenders
import corpora
import harness
import peers

NEEDS = [*corpora.NEEDS, "bench_load"]    # built before any of this
GOALS = {"M12 store": 200_000, "M12 postgres": 100_000, "M14": 2.0, "M20": 50.0}


def line(name, ours, peer, ratio, goal, more=""):
    text = f"{name} ours={ours:.4g} peer={peer:.4g} ratio={ratio:.3g} goal={goal:.4g}{more}"
    print(text, flush=True)
    return {"measure": name, "ours": ours, "peer": peer, "ratio": ratio, "goal": goal, "more": more.strip()}


# --- W12 ---

def w12(o, directory):
    h = corpora.history(o, directory)
    try:
        return [rebuild_of_store(h), *rebuild_of_tables(h), lag(h, o)]
    finally:
        h.stop()


def peak_mib(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(next(row.split()[1] for row in status.splitlines() if row.startswith("VmHWM"))) / 1024


def cpu_of_children():
    used = os.times()
    return used.children_user + used.children_system


def rebuild_of_store(h):
    """From nothing to ready, and to files that are flushed and compacted; the peer only reads, checks and hashes what is in the journal."""
    before = cpu_of_children()
    subprocess.run([harness.BINARY, "journal", "verify", "--data", str(h.server.directory)], check=True, capture_output=True)
    verified = cpu_of_children() - before
    shutil.rmtree(h.server.directory / "rocksdb", ignore_errors=True)
    began = time.monotonic()
    h.start(postgres=False)
    took = time.monotonic() - began
    time.sleep(peers.flushed_within_s)
    peers.quiet(lambda: h.cpu_s(postgres=False))
    cpu, memory = h.cpu_s(postgres=False), peak_mib(h.server.process.pid)
    h.server.stop_server()
    events = h.figures["events"]
    return line("M12 store_events_per_cpu_s", events / cpu, events / verified, verified / cpu, GOALS["M12 store"],
                f" events={events:.0f} seconds={took:.1f} peak_mib={memory:.0f} against=verify")


def rebuild_of_tables(h):
    """The server with a store that is there, on a cluster without tables; then the same rows by COPY, table by table."""
    h.without_tables()
    cluster, began = contenders.cpu_of_cluster(h.cluster), time.monotonic()
    h.start()
    h.passed()
    took = time.monotonic() - began
    ours = contenders.cpu_of(h.server.process.pid), contenders.cpu_of_cluster(h.cluster) - cluster
    h.server.stop_server()
    copied = copy_all(h)
    events = h.figures["events"]
    return [line("M12 postgres_events_per_cpu_s", events / sum(ours), events / copied["cpu_s"], copied["cpu_s"] / sum(ours), GOALS["M12 postgres"],
                 f" events={events:.0f} server_cpu_s={ours[0]:.1f} postgres_cpu_s={ours[1]:.1f} against=COPY"),
            line("M11 rebuild_rows_per_s", copied["rows"] / took, copied["rows"] / copied["seconds"], copied["seconds"] / took, 0.85,
                 f" rows={copied['rows']} seconds={took:.1f} against=COPY")]


def copy_all(h):
    """Every table into one like it, with all its indexes and generated columns; the rows come from a file, as text."""
    total = {"rows": 0, "seconds": 0.0, "cpu_s": 0.0}
    file = h.cluster / "bench_rows"
    for table in h.tables():
        columns = h.columns(table)
        h.sql(f"copy (select {columns} from {table}) to '{file}'", "drop table if exists public.bench_copy",
              f"create table public.bench_copy (like {table} including all)")
        cpu, began = contenders.cpu_of_cluster(h.cluster), time.monotonic()
        h.sql(f"copy public.bench_copy ({columns}) from '{file}'")
        total["seconds"] += time.monotonic() - began
        total["cpu_s"] += contenders.cpu_of_cluster(h.cluster) - cpu
        total["rows"] += int(h.sql("select count(*) from public.bench_copy"))
    h.sql("drop table if exists public.bench_copy")
    file.unlink(missing_ok=True)
    return total


class Probe(threading.Thread):
    """Says something again and again, and waits each time until a list holds it: how long after the acknowledgement that was."""

    def __init__(self, h):
        super().__init__(daemon=True)
        self.client, self.talk = h.server.client(h.client.token, h.client.business), h.conversations.read_text().split()[-1]
        self.lags_ms, self.stopping, self.wrong = [], False, None

    def run(self):
        try:
            while not self.stopping:
                said = self.client.post("/messages", {"conversation_id": self.talk, "text": "Is it there?", "kind": "reply"}).expect(201)
                began = time.monotonic()
                self.client.get(f"/conversations?limit=1&min_position={said.position}", Prefer="wait=30").expect(200)
                self.lags_ms.append(1e3 * (time.monotonic() - began))
        except Exception as error:  # noqa: BLE001 - told to who waits
            self.wrong = error


def lag(h, o):
    """At that rate; at half of it, and so on, when the server does not take it."""
    h.start(lists=True)
    h.passed()
    h.log_in()
    rate = o.lag_rate
    while not (measured := lag_at(h, rate, o.seconds)):
        rate /= 2
        h.passed()
    h.server.stop_server()
    lags_ms, reached = measured
    ours, theirs = percentile(lags_ms, 0.99), lag_of_copy(h, rate, o.seconds)
    return line("W12 lag_p99_ms", ours, theirs, ours / theirs, 1.0,
                f" p50_ms={percentile(lags_ms, 0.5):.1f} rate={rate:g} wanted={o.lag_rate:g} reached={reached:.0f} probes={len(lags_ms)} against=COPY")


def lag_at(h, rate, seconds):
    """What the probe has found while so many are said a second, and how many were; nothing when some were refused or came too late."""
    probe = Probe(h)
    load = corpora.load_command(h.server, h.client, h.conversations, connections=64, seconds=seconds, rate=rate)
    running = subprocess.Popen(load, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    probe.start()
    said, wrong = running.communicate()
    probe.stopping = True
    probe.join(120)
    if running.returncode == 0 and probe.lags_ms and not probe.wrong and json.loads(said)["commands_per_s"] > 0.95 * rate:
        return probe.lags_ms, json.loads(said)["commands_per_s"]
    print(f"# W12 at {rate:g} a second: {said.strip()} {wrong.strip()} {probe.wrong or ''}", flush=True)
    if rate < 100:
        raise RuntimeError("the lag of PostgreSQL could not be measured")
    return None


def lag_of_copy(h, rate, seconds):
    """Rows that fall due one after the other; what is due goes in by one COPY, and then the next: the time from due to committed, p99."""
    table = next(t for t in h.tables() if ".messages" in t)
    columns = h.columns(table)
    rows = [row + "\n" for row in h.sql(f"copy (select {columns} from {table} limit {int(rate * seconds)}) to stdout").split("\n")]
    h.sql("drop table if exists public.bench_copy", f"create table public.bench_copy (like {table} including all)")
    psql = subprocess.Popen(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", h.server.dsn + " user=bootstrap"],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    lags_ms, at, began = [], 0, time.monotonic()
    while at < len(rows):
        due = min(len(rows), int(rate * (time.monotonic() - began)))
        if due == at:
            time.sleep(0.0005)
            continue
        psql.stdin.write(f"copy public.bench_copy ({columns}) from stdin;\n" + "".join(rows[at:due]) + "\\.\n\\echo there\n")
        psql.stdin.flush()
        if psql.stdout.readline() != "there\n":
            raise RuntimeError("COPY failed")
        there = time.monotonic()
        lags_ms += [1e3 * (there - began - n / rate) for n in range(at, due)]
        at = due
    psql.stdin.close()
    psql.wait()
    h.sql("drop table public.bench_copy")
    return percentile(lags_ms, 0.99)


def percentile(values, share):
    return sorted(values)[int(share * (len(values) - 1))]


# --- M14 ---

def first_acknowledgement(server, client, conversation):
    """Starts it and asks from the first moment on; until the answer that says it is on the disk."""
    began = time.monotonic()
    command = server.wrapper + [harness.BINARY, "serve", "--data", str(server.directory), "--port", str(server.port), *server.arguments]
    command += ["--postgres", server.dsn] if server.dsn else []
    server.process = subprocess.Popen(command, stdout=server.log, stderr=server.log, stdin=subprocess.DEVNULL)
    while True:
        client.reset()
        try:
            if client.post("/messages", {"conversation_id": conversation, "text": "Are you there?", "kind": "reply"}).status == 201:
                return time.monotonic() - began
        except (OSError, http.client.HTTPException):       # nobody listens yet
            pass
        if server.process.poll() is not None or time.monotonic() - began > 600:
            raise RuntimeError("nobody answers after kill -9: " + server.output())
        time.sleep(0.002)


def killed(server, client, conversations, o):
    """Under load, so that there is a tail; the median of its starts."""
    took = []
    for _ in range(o.rounds):
        load = subprocess.Popen(corpora.load_command(server, client, conversations, connections=16, seconds=60),
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1)
        server.kill()
        load.wait()
        took.append(first_acknowledgement(server, client, conversations.read_text().split()[-1]))
    return statistics.median(took)


def m14(o, directory):
    h = corpora.history(o, directory)
    empty = contenders.Ours(directory, 16, "empty")
    try:
        h.start(lists=True)
        h.passed()
        h.log_in()
        ours = killed(h.server, h.client, h.conversations, o)
        floor = killed(empty.server, empty.client, empty.conversations, o)
        return [line("M14 first_ack_after_kill_s", ours, floor, ours / floor, GOALS["M14"],
                     f" events={h.figures['events']:.0f} rounds={o.rounds} against=empty")]
    finally:
        empty.stop()
        h.stop()


# --- M20 ---

def questions(h):
    """Each kind with how many different ones are asked; {n} differs."""
    page = "limit=50"
    talks = h.conversations.read_text().split()
    cursor = lambda path: h.client.get(path).expect(200).json()["next_cursor"]
    quoted = urllib.parse.quote
    deep = f"/conversations?{page}"
    for _ in range(20):
        if more := cursor(deep):
            deep = f"/conversations?{page}&cursor={quoted(more)}"
    customers = [item["customer_id"] for item in h.client.get("/conversations?limit=100").expect(200).json()["items"]]
    return {
        "conversations": [f"/conversations?{page}"],
        "conversations_by_status": [f"/conversations?{page}&status={s}" for s in ("open", "resolved", "closed")],
        "conversations_assigned": [f"/conversations?{page}&assigned_to=me&status=open"],
        "conversations_page_21": [deep],
        "customers": [f"/customers?{page}"],
        "customers_search": [f"/customers?{page}&q={quoted(q)}" for q in ("müller", "zoe", "customer4711", "محمد", "鈴木", "Ola")],
        "messages": [f"/messages?{page}"],
        "messages_search_common": [f"/messages?{page}&q={quoted(q)}" for q in ("order", "Rechnung", "пожалуйста", "包裹", "colis", "espresso jacket")],
        "messages_search_rare": [f"/messages?{page}&q={n}" for n in range(123_400, 123_420)],
        "tickets": [f"/tickets?{page}", f"/tickets?{page}&status=open"],
        "tickets_search": [f"/tickets?{page}&q={quoted(q)}" for q in ("invoice", "Lieferung", "荷物")],
        "effects": [f"/effects?{page}"],
        "thread_longest": [f"/conversations/{talks[0]}/messages?{page}"],
        "thread": [f"/conversations/{talk}/messages?{page}" for talk in talks[1:200]],
        "conversations_of_customer": [f"/customers/{one}/conversations?{page}" for one in dict.fromkeys(customers)],
    }


def asked(h, paths, least):
    took = []
    for n in range(max(least, len(paths))):
        began = time.monotonic()
        reply = h.client.get(paths[n % len(paths)])
        took.append(1e3 * (time.monotonic() - began))
        if reply.status != 200:
            raise RuntimeError(f"GET {paths[n % len(paths)]}: {reply.status} {reply.body[:300]!r}")
    return took


def of_postgres(h, least):
    """What the commonest list costs by itself: the newest fifty of the business, off its index, by one connection."""
    statement = f"select * from app.conversations where scope_id = '{h.known['business']}' order by last_activity_at desc, key desc limit 50"
    script = "\\timing on\n\\o /dev/null\n" + (statement + ";\n") * least
    out = subprocess.run(["psql", "-Xq", h.server.dsn + " user=bootstrap"], input=script, check=True, capture_output=True, text=True).stdout
    return [float(row.split()[1]) for row in out.splitlines() if row.startswith("Time:")]


def m20(o, directory):
    h = corpora.history(o, directory)
    try:
        h.start(lists=True)
        h.passed()
        h.log_in()
        h.sql("analyze")
        kinds, results, all_of_them = questions(h), [], []
        theirs = percentile(of_postgres(h, o.asked), 0.99)
        for kind, paths in kinds.items():
            asked(h, paths, 5)                           # plans and caches are warm, as they are on a day of work
            took = asked(h, paths, o.asked)
            all_of_them.append((percentile(took, 0.99), kind))
            results.append(line(f"M20 {kind}_p99_ms", percentile(took, 0.99), theirs, percentile(took, 0.99) / theirs, GOALS["M20"],
                                f" p50_ms={percentile(took, 0.5):.2f} asked={len(took)} against=conversations_in_sql"))
        worst, which = max(all_of_them)
        size = " ".join(f"{name}={h.figures[name]:.0f}" for name in ("messages", "conversations"))
        results.append(line("M20 worst_p99_ms", worst, theirs, worst / theirs, GOALS["M20"], f" of={which} {size} against=conversations_in_sql"))
        return results
    finally:
        h.stop()
