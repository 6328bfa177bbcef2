"""How much of the time the server is there while it is killed (kill -9) at random times: a client sends a command at a fixed rate.

Usage: availability.py [--minutes M] [--nodes 1|2] [--kills-an-hour K] [--rate R] [--seed S]

One node has the embedded journal and is started again at once, as a supervisor does it. Two share a Kafka (infra/kafka/broker, one
broker), which is not killed; the client speaks to the node that answered last, and goes to the other one for the next try. Every
command has a key of its own, comes at its due time whether or not the one before has been answered, and is tried again with that key
until it is acknowledged or two seconds have passed.

The line before the last says, in percent: `requests`, those acknowledged at the first try within a second; `retried`, those acknowledged within
two seconds of their due time, which is what a client sees that tries again; `seconds`, those in which every command that was due was acknowledged
at the first try; and `longest_ms`, the longest time between two acknowledgements. Nothing that was acknowledged may be missing, or be there twice.
"""
import argparse, concurrent.futures, contextlib, os, pathlib, random, shutil, subprocess, tempfile, threading, time, uuid

from harness import TOP, Client, Server
from kafka_broker import Broker
from kill9 import thread_of

first_try_s, given_up_s, pause_s = 1.0, 2.0, 0.02
at_once = 64                               # commands under way


class Nodes:
    """One server, or two on one Kafka; killed, and started again by a thread of their own."""

    def __init__(self, count, stack):
        top = pathlib.Path(tempfile.mkdtemp(prefix="availability."))
        os.chmod(top, 0o711)
        arguments = ["--anonymous-per-minute", "0", "--access-token-s", "86400"]
        if count == 2:
            subprocess.run([str(TOP / "infra/setup"), "--kafka"], check=True)
            kafka = stack.enter_context(Broker(directory=top / "kafka"))
            arguments += ["--journal", "kafka", "--dev", "--kafka.bootstrap-servers", kafka.address]
        self.servers = []
        for n in range(count):
            directory = top / f"node{n}"
            if n:                                        # the nodes of one house have one master key
                (directory / "keys").mkdir(parents=True, mode=0o700)
                os.chmod(directory, 0o700)
                shutil.copy(top / "node0/keys/master", directory / "keys/master")
            self.servers.append(Server(directory, arguments=arguments).start())
            stack.callback(self.servers[-1].stop)
        self.answered = self.servers[-1].port            # the node that answered last; both write it, and any value is right

    def another(self, port):
        ports = [server.port for server in self.servers]
        return ports[(ports.index(port) + 1) % len(ports)]

    def crash(self, rng):
        server = rng.choice(self.servers)
        server.kill()
        began = time.monotonic()
        server.start()
        return time.monotonic() - began


class Sender:
    """Sends commands at their due times, each on a thread that is free, and keeps what became of them."""

    def __init__(self, nodes, business, token, rng):
        self.nodes, self.token, self.path = nodes, token, f"/widget/{business['widget_key']}/messages"
        self.rng, self.lock, self.of_thread = rng, threading.Lock(), threading.local()
        self.sent = []                                   # (due, s until acknowledged or None, at the first try, text, id)

    def client(self, port):
        clients = self.of_thread.__dict__.setdefault("clients", {})
        return clients.setdefault(port, Client(port, self.token, timeout=first_try_s))

    def one(self, due, text, key):
        port, tries, wrong = self.nodes.answered, 0, None
        while time.monotonic() < due + given_up_s:
            tries += 1
            reply = None
            with contextlib.suppress(Exception):         # it is away, or was killed in the middle
                reply = self.client(port).call("POST", self.path, {"text": text}, key)
            took = time.monotonic() - due
            if reply is not None and reply.status == 201:
                self.nodes.answered = port
                return self.keep(due, took, tries == 1 and took < first_try_s, text, reply.json()["id"])
            if reply is not None and reply.status not in (429, 503):
                wrong = f"{reply.status} {reply.body[:200]!r}"
                break
            port = self.nodes.another(port)
            time.sleep(pause_s)
        self.keep(due, None, False, text, wrong)

    def keep(self, *result):
        with self.lock:
            self.sent.append(result)

    def run(self, seconds, rate):
        began, n = time.monotonic(), 0
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            while (due := began + n / rate) < began + seconds:
                time.sleep(max(0.0, due - time.monotonic()))
                key = str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
                pool.submit(self.one, due, f"command {n}", key)
                n += 1
        return began


def figures(sent, began, seconds):
    acked = sorted((due + took, due, first) for due, took, first, _, _ in sent if took is not None)
    bad = {int(due - began) for due, _, first, _, _ in sent if not first}
    gaps = [b[0] - a[0] for a, b in zip(acked, acked[1:])]
    share = lambda good, of: 100 * good / max(1, of)
    return {"requests": share(sum(first for _, _, first in acked), len(sent)),
            "retried": share(sum(at - due < given_up_s for at, due, _ in acked), len(sent)),
            "seconds": share(int(seconds) - len(bad), int(seconds)), "longest_ms": 1000 * max(gaps, default=0.0)}


def history(client, conversation, position, sent):
    """What was acknowledged, held against what is there as of a position behind all of it."""
    here = thread_of(client, conversation, position)
    by_id = {message["id"]: message["text"] for message in here}
    acked = [(text, what) for _, took, _, text, what in sent if took is not None]
    lost = sum(by_id.get(id) != text for text, id in acked)
    duplicated = 2 * len(here) - len({message["text"] for message in here}) - len(by_id)
    refused = sum(took is None and what is not None for _, took, _, _, what in sent)
    return {"acked": len(acked), "lost": lost, "duplicated": duplicated, "diverged": refused}


def measure(o):
    rng = random.Random(o.seed)
    seconds = 60 * o.minutes
    kills = max(1, round(o.kills_an_hour * o.minutes / 60))
    with contextlib.ExitStack() as stack:
        nodes = Nodes(o.nodes, stack)
        first = nodes.servers[0]
        client, business = first.owner()
        visitor, _ = first.visitor(business)
        conversation = visitor.post(f"/widget/{business['widget_key']}/messages", {"text": "the first"}).expect(201).json()["conversation_id"]
        # The last one is early enough for its end to be seen.
        times = sorted(rng.uniform(0, max(0.0, seconds - 2 * given_up_s)) for _ in range(kills))
        sender = Sender(nodes, business, visitor.token, random.Random(rng.random()))
        starts = []

        def crash_again_and_again():
            began = time.monotonic()
            for at in times:
                time.sleep(max(0.0, began + at - time.monotonic()))
                starts.append(nodes.crash(rng))

        crasher = threading.Thread(target=crash_again_and_again)
        crasher.start()
        began = sender.run(seconds, o.rate)
        crasher.join()
        client.reset()
        visitor.reset()
        found = figures(sender.sent, began, seconds)
        last = visitor.done(f"/widget/{business['widget_key']}/messages", {"text": "the last"})
        said = history(client, conversation, last.position, sender.sent)
        for text, why in [(text, what) for _, took, _, text, what in sender.sent if took is None and what][:5]:
            print(f"{text}: {why}")
    slowest = max(starts, default=0.0)
    print(f"availability: nodes={o.nodes} minutes={o.minutes:g} rate={o.rate:g} kills={len(starts)} sent={len(sender.sent)} "
          f"requests={found['requests']:.4f} retried={found['retried']:.4f} seconds={found['seconds']:.4f} longest_ms={found['longest_ms']:.0f} "
          f"slowest_start_ms={1000 * slowest:.0f}")
    print("# " + " ".join(f"{name}={n}" for name, n in {"cycles": len(starts), **said}.items()), flush=True)
    return said["acked"] > 0 and len(starts) == kills and not (said["lost"] or said["duplicated"] or said["diverged"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--nodes", type=int, choices=(1, 2), default=1)
    parser.add_argument("--kills-an-hour", type=float, default=60)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    raise SystemExit(0 if measure(parser.parse_args()) else 1)


if __name__ == "__main__":
    main()
