"""W6, M9: one channel heard by N WebSockets, publications of 300 bytes and 1 KiB of text, one publisher and sixteen (fanout.bench.cpp says how).

ours        POST /messages: signed in, checked, journaled (fdatasync), folded, kept in the feed for seven days; no PostgreSQL.
            Who comes again hears what it has missed, out of the feed on the disk. Who is 256 frames or a MiB behind is closed.
ws          POST /publish to Node's http, then one encoded frame to each socket.
            Who comes again has missed it. Who is a MiB behind is let go.
uws         POST /publish to uWebSockets (in socketify), then its own publish.
            Who comes again has missed it. Who is a MiB behind misses what does not fit.
centrifugo  POST /api/publish; a history of 1,000 in memory, force_recovery.
            Who comes again hears what it has missed, out of that memory. Who is a MiB behind is closed.

The figure is CPU of the server's process per delivery to those who read. Ours has the whole command in it; `net` is the same without what as many
publications have cost each contender with nobody listening. All are given the same text; `bytes` are those of a delivery on the wire.
The ratio is ours/peer: below 1 is better.
"""
import base64, contextlib, hashlib, hmac, json, math, os, resource, statistics, subprocess

import appends
import contenders
import harness
import peers

GOALS = {(1, "ws"): 0.6, (16, "ws"): 0.25, (1, "centrifugo"): 0.8, (16, "centrifugo"): 0.8, (1, "uws"): 1.1}    # N = 1,000, 300 bytes
SIZES = (300, 1024)
sockets_of_person = 60                     # the server allows 64
missed_in_storm, storms = 20, 3


def request(path, body, **headers):
    head = {"Host": "localhost", "Content-Type": "application/json", **headers, "Content-Length": str(len(body))}
    return f"POST {path} HTTP/1.1\r\n" + "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in head.items()) + "\r\n" + body


class Broadcaster:
    """Where to listen, and the request that publishes so many bytes of text."""
    live, channel, tokens = "/live", "", ()

    def publish(self, size):
        return request("/publish", "x" * size)

    def cpu_s(self):
        return contenders.cpu_of(self.process.pid)

    def stop(self):
        self.process.terminate()
        peers.ended(self.process)


class Ours(Broadcaster):
    name, live, later_s = "ours", "/connection/websocket", peers.flushed_within_s

    def __init__(self, directory, listeners):
        self.server = harness.Server(directory / "ours", arguments=["--access-token-s", "86400", "--anonymous-per-minute", "0",
                                                                    "--connections-per-address", "16000"])
        self.port = self.server.port
        try:
            self.process = self.server.start().process
            self.gather(listeners)
        except BaseException:                            # nobody else knows yet that it runs
            self.server.stop()
            raise

    def gather(self, listeners):
        self.owner, self.business = self.server.owner()
        visitor, _ = self.server.visitor(self.business)
        said = visitor.post(f"/widget/{self.business['widget_key']}/messages", {"text": "Good morning"}).expect(201).json()
        self.conversation = said["conversation_id"]
        self.channel = f"conversation:{self.business['id']}:{self.conversation}"
        self.tokens = [self.owner.token] + [self.colleague(n) for n in range(math.ceil(1.01 * listeners / sockets_of_person) - 1)]

    def colleague(self, n):
        email = f"colleague{n}@example.org"
        person = {"email": email, "password": "correct horse", "name": f"Colleague {n}"}
        token = self.server.client().post("/auth/signup", person).expect(201).json()["access_token"]
        invited = self.owner.post(f"/businesses/{self.business['id']}/team", {"email": email, "role": "admin"}).expect(201).json()
        self.server.client(token).done(f"/invitations/{invited['invitation_token']}/accept")
        return token

    def publish(self, size):
        body = json.dumps({"conversation_id": self.conversation, "kind": "reply", "text": "x" * size})
        return request("/messages", body, Authorization="Bearer " + self.owner.token, Business_Id=self.business["id"], Idempotency_Key="@" * 36)

    def stop(self):
        self.server.stop()


class Ws(Broadcaster):
    name = "ws"

    def __init__(self):
        self.process = subprocess.Popen([str(contenders.TOP / "build/node/bin/node"), str(peers.HERE / "fanout_ws.mjs")],
                                        env={**os.environ, "NODE_ENV": "production"}, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())


class Uws(Broadcaster):
    name = "uws"

    def __init__(self):
        program, self.port = peers.socketify(), harness.free_port()
        self.process = subprocess.Popen([str(program), str(peers.HERE / "fanout_uws.py"), str(self.port)], stdout=subprocess.DEVNULL)
        appends.answering(self.process, self.port)


class Centrifugo(Broadcaster):
    name, live, channel = "centrifugo", "/connection/websocket", "all"
    secret, key = "a secret of the bench and of nobody else", "a key of the bench"

    def __init__(self, directory):
        program, self.port = peers.centrifugo(), harness.free_port()
        settings = directory / "centrifugo.json"
        settings.write_text(json.dumps({
            "http_server": {"address": "127.0.0.1", "port": self.port},
            "http_api": {"key": self.key},
            "client": {"token": {"hmac_secret_key": self.secret}, "allowed_origins": ["*"]},
            "channel": {"without_namespace": {"history_size": 1000, "history_ttl": "600s", "force_recovery": True,
                                              "allow_subscribe_for_client": True}},
            "usage_stats": {"disabled": True},
            "log": {"level": "error"}}))
        self.tokens = [self.token()]
        self.process = subprocess.Popen([str(program), "--config", str(settings)], stdout=subprocess.DEVNULL)
        appends.answering(self.process, self.port)

    def token(self):
        part = lambda value: base64.urlsafe_b64encode(value).rstrip(b"=")
        said = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(b'{"sub":"somebody"}')
        return (said + b"." + part(hmac.new(self.secret.encode(), said, hashlib.sha256).digest())).decode()

    def publish(self, size):
        return request("/api/publish", json.dumps({"channel": self.channel, "data": {"text": "x" * size}}), X_API_Key=self.key)


class Listeners:
    """bench_fanout on one contender: so many sockets, which stay."""

    def __init__(self, side, directory, count, size):
        self.side, self.name = side, side.name
        files = {"publish": side.publish(size), "tokens": "".join(token + "\n" for token in side.tokens)}
        for what, text in files.items():
            (directory / f"{side.name}.{what}").write_text(text)
        command = [str(contenders.RELEASE / "bench_fanout"), "--port", str(side.port), "--live", side.live, "--listeners", str(count),
                   "--publish", str(directory / f"{side.name}.publish")]
        if side.channel:
            command += ["--channel", side.channel, "--tokens", str(directory / f"{side.name}.tokens")]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if peers.said(self.process) != "ready\n":
            self.process.kill()
            raise RuntimeError(f"{side.name}: {count} sockets could not listen")

    def do(self, *words):
        print(*words, file=self.process.stdin, flush=True)
        answer = peers.said(self.process)
        if not answer:
            raise RuntimeError(f"{self.name}: the load has ended, or hangs; its last words are above")
        figures = json.loads(answer)
        if figures.get("missing"):
            raise RuntimeError(f"{self.name}: not everything was delivered: {figures}")
        return figures

    def measured(self, *words):
        with peers.Spent(self.side) as spent:
            figures = self.do(*words)
        return {**figures, "cpu_s": spent.s}

    def stop(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        peers.ended(self.process)


def publications_cost(sides, directory, size, seconds):
    """CPU of a publication that nobody hears: {contender: {publishers: seconds of CPU}}."""
    costs = {}
    for name, side in sides.items():
        nobody = Listeners(side, directory, 0, size)
        nobody.do("publish", 0.5, 1)
        costs[name] = {}
        for publishers in (1, 16):
            figures = nobody.measured("publish", seconds, publishers)
            costs[name][publishers] = figures["cpu_s"] / figures["published"]
        nobody.stop()
    return costs


def fan_out(o, listeners, count, size, seconds, publishers, slow, costs):
    def publish(to):
        if slow:
            to.do("slow", slow)
        figures = to.measured("publish", seconds, publishers)
        net = max(0.0, figures["cpu_s"] - figures["published"] * costs[to.name][publishers])
        return {**figures, "cpu_us": 1e6 * figures["cpu_s"] / figures["deliveries"], "net_us": 1e6 * net / figures["deliveries"],
                "deliveries_per_s": figures["deliveries"] / figures["seconds"]}
    rounds = peers.in_turns(listeners, o.rounds, publish, o.verbose)
    middle = lambda side, what: statistics.median(r[side][what] for r in rounds)
    results = []
    for peer in list(listeners)[1:]:
        goal = GOALS.get((publishers, peer), "-") if (count, size, slow) == (1000, 300, 0) else "-"
        net = statistics.median(r["ours"]["net_us"] / r[peer]["net_us"] if r[peer]["net_us"] else float("inf") for r in rounds)
        results.append(peers.compared(
            rounds, f"M9 cpu_us_per_delivery N={count} bytes={size} publishers={publishers} slow={slow}", "cpu_us", peer, goal,
            f" net={middle('ours', 'net_us'):.2f}/{middle(peer, 'net_us'):.2f} net_ratio={net:.2f} per_s={middle('ours', 'deliveries_per_s'):.0f}/"
            f"{middle(peer, 'deliveries_per_s'):.0f} heard_by_all_p50_us={middle('ours', 'by_all_p50_us'):.0f}/{middle(peer, 'by_all_p50_us'):.0f} "
            f"bytes={middle('ours', 'bytes'):.0f}/{middle(peer, 'bytes'):.0f}"))
    return results, rounds


def storm(o, listeners, count, size):
    """All sockets go at once and come again; CPU from the first that goes to the last that has heard everything, for each of them."""
    def come_again(to):
        figures = to.measured("storm", missed_in_storm)
        return {**figures, "cpu_us": 1e6 * figures["cpu_s"] / figures["resumed"]}
    rounds = peers.in_turns(listeners, min(o.rounds, storms), come_again, o.verbose)
    middle = lambda side, what: statistics.median(r[side][what] for r in rounds)
    return [peers.compared(rounds, f"W6 storm_cpu_us_per_socket N={count} bytes={size} missed={missed_in_storm}", "cpu_us", peer, "-",
                           f" back_s={middle('ours', 'seconds'):.2f}/{middle(peer, 'seconds'):.2f}" +
                           ("" if listeners[peer].side.channel else " (it recovers nothing)")) for peer in list(listeners)[1:]], rounds


def w6(o, directory):
    directory = directory / "W6"
    directory.mkdir()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))      # for all that are started here
    counts = [count for count in o.listeners if 1.01 * count + 200 < most]
    if counts != list(o.listeners):
        print(f"# {most} open files are allowed: no more than {max(counts, default=0)} sockets are measured", flush=True)
    seconds, results, everything = min(o.seconds, appends.seconds_at_most), [], []
    with contextlib.ExitStack() as stack:
        def started(make):
            contender = make()
            stack.callback(contender.stop)
            return contender
        sides = peers.had(started, ["ours", "ws", "uws", "centrifugo"], {
            "ours": lambda: Ours(directory, max(counts)), "ws": Ws, "uws": Uws, "centrifugo": lambda: Centrifugo(directory)})
        for size in SIZES:
            costs = publications_cost(sides, directory, size, seconds)
            for count in counts:
                with contextlib.ExitStack() as these:
                    listeners = {}
                    for name, side in sides.items():
                        listeners[name] = Listeners(side, directory, count, size)
                        these.callback(listeners[name].stop)
                        listeners[name].do("publish", 1, 16)      # caches and compilers are warm
                    for publishers, slow in ((1, 0), (16, 0), (16, max(1, count // 100))):
                        found, rounds = fan_out(o, listeners, count, size, seconds, publishers, slow, costs)
                        results += found
                        everything.append({"size": size, "count": count, "publishers": publishers, "slow": slow, "rounds": rounds})
                    found, rounds = storm(o, listeners, count, size)
                    results += found
                    everything.append({"size": size, "count": count, "storm": missed_in_storm, "rounds": rounds})
    return {"results": results, "rounds": everything}
