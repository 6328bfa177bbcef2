"""W7, M10: HTTP by itself. GET and POST (its body parsed and answered) over connections that are kept alive, with and without an access token that is
verified, by one thread each: our server, fastify, and nginx, which parses nothing and verifies nothing: it answers a text that it was given."""
import json, os, shutil, statistics, subprocess, time

import contenders
import peers

RELEASE = contenders.RELEASE
NEEDS = ["bench_replies"]
GOALS = {"nginx": 2.0, "fastify": 0.25}   # CPU per answer, of theirs
KEPT_ALIVE = (64, 256)


class Replying:
    """A program that serves what bench_replies says, by one thread."""

    def __init__(self, name, command, lines=1, **environment):
        self.name = name
        self.process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True)
        self.said = [self.process.stdout.readline().strip() for _ in range(lines)]

    def cpu_s(self):
        return contenders.cpu_of(self.process.pid)

    def asked(self, method, connections, seconds, token=None):
        before = self.cpu_s()
        command = [str(RELEASE / "bench_replies"), "load", str(self.port), method, str(connections), str(seconds)]
        done = subprocess.run(command + [token] * bool(token), capture_output=True, text=True, timeout=peers.silent_at_most_s)
        if done.returncode != 0:
            raise RuntimeError(f"W7: {self.name}: {done.stdout}{done.stderr}")
        figures = json.loads(done.stdout)
        figures["cpu_us"] = 1e6 * (self.cpu_s() - before) / figures["answers"]
        return figures

    def stop(self):
        self.process.terminate()
        peers.ended(self.process)


def nginx(directory):
    """The one of the machine, or $NGINX_PROGRAM; nothing when there is none."""
    program = os.environ.get("NGINX_PROGRAM") or shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if not program:
        return None
    where, port = directory / "nginx", contenders.harness.free_port()
    where.mkdir()
    item = json.dumps({"id": "0190b5a0-0000-7000-8000-000000000000", "text": "x" * 240, "version": 1}, separators=(",", ":"))
    paths = " ".join(f"{kind}_temp_path {where}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (where / "conf").write_text(f"""daemon off; master_process off; pid {where}/pid; error_log {where}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; keepalive_requests 1000000000; tcp_nodelay on; {paths} default_type application/json;
  server {{ listen 127.0.0.1:{port};
    location /item {{ return 200 '{item}'; }}
    location /messages {{ return 201 '{item}'; }} }} }}
""")
    side = Replying("nginx", [program, "-c", str(where / "conf"), "-e", str(where / "error.log")], lines=0)
    side.port = port
    until = time.monotonic() + 10
    while not (where / "pid").exists():
        if side.process.poll() is not None or time.monotonic() > until:
            side.process.kill()
            raise RuntimeError(f"W7: {program} does not start: {(where / 'error.log').read_text()}")
        time.sleep(0.02)
    return side


def fastify(keys):
    program = [str(contenders.TOP / "build/node/bin/node"), str(contenders.TOP / "tests/bench/peer/replies.mjs"), keys]
    side = Replying("fastify", program, NODE_ENV="production")
    side.port = int(side.said[0])
    return side


def w7(o, directory):
    ours = Replying("ours", [str(RELEASE / "bench_replies"), "serve"], lines=3)
    sides = [ours]
    try:
        ours.port, token, keys = int(ours.said[0]), *ours.said[1:]
        sides.append(fastify(keys))
        if server := nginx(directory):
            sides.append(server)
        else:
            print("W7 without nginx: it is not installed (apt install nginx-light), nor named by $NGINX_PROGRAM", flush=True)
        results = []
        for method in ("GET", "POST"):
            for verified in (None, token):
                for connections in KEPT_ALIVE:
                    results += of_one_kind(sides, o, method, verified, connections)
        return results
    finally:
        for side in sides:
            side.stop()


def of_one_kind(sides, o, method, token, connections):
    there = [side for side in sides if not (token and side.name == "nginx")]
    for side in there:
        side.asked(method, connections, 1, token)          # compilers and caches are warm
    rounds = []
    for n in range(o.rounds):
        order = there[n % len(there):] + there[:n % len(there)]
        rounds.append({side.name: side.asked(method, connections, max(1, o.seconds // 2), token) for side in order})
    kind, results = f"{method}{'_token' if token else ''}_K{connections}", []
    for peer in [side.name for side in there[1:]]:
        least = {name: min(r[name]["cpu_us"] for r in rounds) for name in ("ours", peer)}
        ratio = statistics.median(r["ours"]["cpu_us"] / r[peer]["cpu_us"] for r in rounds)
        per_s = {name: statistics.median(r[name]["per_s"] for r in rounds) for name in ("ours", peer)}
        p99 = {name: statistics.median(r[name]["p99_us"] for r in rounds) for name in ("ours", peer)}
        print(f"W7 {kind}_cpu_us ours={least['ours']:.2f} peer={least[peer]:.2f} ratio={ratio:.2f} goal={GOALS[peer]} "
              f"per_s={per_s['ours']:.0f}/{per_s[peer]:.0f} p99_us={p99['ours']:.0f}/{p99[peer]:.0f} rounds={len(rounds)} against={peer}", flush=True)
        results.append({"measure": f"W7 {kind}", "against": peer, "ours": least["ours"], "peer": least[peer], "ratio": ratio,
                        "goal": GOALS[peer], "per_s": per_s, "p99_us": p99})
    return results
