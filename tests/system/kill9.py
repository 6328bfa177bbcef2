"""kill -9 of the whole server under load, again and again: what was acknowledged is there once, and all read models are a rebuild. Where there are
lists, effects and timers are under way, too (desk.py): no mail goes out twice without an unknown attempt in its history, no timer is lost.

Usage: kill9.py [--cycles N] [--seed S]; the last line is the proof's: cycles=… acked=… lost=… duplicated=… diverged=…, and of the desk mails=…, how
many of them went out again=…, attempts that are unknown=…, and timers=… that have fired
"""
import argparse, json, pathlib, random, shutil, subprocess, threading, time, uuid

from desk import Desk
from harness import BINARY, Server, on_kafka


class Writer(threading.Thread):
    """A visitor that writes one message after the other, each until it is acknowledged, with one key for all tries."""

    def __init__(self, server, business, number, rng):
        super().__init__(daemon=True)
        self.server, self.business, self.number, self.rng = server, business, number, rng
        self.acked, self.wrong, self.stopping = [], [], False
        self.position = None    # of the last thing acknowledged: whoever reads as of it sees all of them
        self.client, self.made = server.visitor(business)

    def run(self):
        n = 0
        while not self.stopping:
            n += 1
            key, text = str(uuid.UUID(int=self.rng.getrandbits(128), version=4)), f"message {self.number}/{n}"
            self.until_acknowledged(key, text)

    def until_acknowledged(self, key, text):
        seen = None
        while not self.stopping or seen is None:
            try:
                reply = self.client.post(f"/widget/{self.business['widget_key']}/messages", {"text": text}, key)
            except Exception:  # noqa: BLE001 - the server has just been killed
                if self.stopping:
                    return
                time.sleep(0.01)
                continue
            if reply.status == 201:
                if seen not in (None, reply.body):
                    self.wrong.append((text, "a repeat was answered with other bytes"))
                if seen is None and self.rng.random() < 0.1:
                    seen = reply.body      # ask again: the same bytes, no second message
                    continue
                self.acked.append((reply.json()["id"], text))
                self.position = reply.position
                return
            if reply.status not in (503, 429):
                self.wrong.append((text, f"{reply.status} {reply.body[:200]!r}"))
                return
            time.sleep(0.01)


def thread_of(client, conversation, position=None):
    """Every message of a conversation, over all pages; as of a position, which may be waited for."""
    items, path = [], f"/conversations/{conversation}/messages?limit=200" + (f"&min_position={position}" if position else "")
    while path:
        page = client.get(path).expect(200).json()
        items += page["items"]
        path = f"/conversations/{conversation}/messages?limit=200&cursor={page['next_cursor']}" if page["next_cursor"] else None
    return items


def everything(server, client, writers, desk=None):
    """What people see, as one comparable value."""
    seen = desk.seen(client) if desk else {}
    for w in writers:
        own = w.client.get(f"/widget/{w.business['widget_key']}/messages?limit=200").expect(200).json()
        seen[f"visitor {w.number}"] = own["items"]
        if own["items"]:
            conversation = own["items"][0]["conversation_id"]
            seen[f"thread {w.number}"] = thread_of(client, conversation)
            row = client.get(f"/conversations/{conversation}").expect(200).json()
            row.pop("live", None)
            seen[f"conversation {w.number}"] = row
    if server.dsn:
        page = client.get("/conversations?limit=200").expect(200).json()
        seen["list"] = page["items"]
    return seen


def history(client, writers):
    """What the writers were told, held against what is there."""
    found = {"acked": sum(len(w.acked) for w in writers), "lost": 0, "duplicated": 0, "diverged": sum(len(w.wrong) for w in writers)}
    for w in writers:
        as_of = f"&min_position={w.position}" if w.position else ""
        own = w.client.get(f"/widget/{w.business['widget_key']}/messages?limit=1{as_of}").expect(200).json()["items"]
        here = thread_of(client, own[0]["conversation_id"], w.position) if own else []
        by_id = {m["id"]: m["text"] for m in here}
        found["lost"] += sum(by_id.get(i) != text for i, text in w.acked)
        found["duplicated"] += 2 * len(here) - len({m["text"] for m in here}) - len(by_id)
    return found


def whole(found):
    went_on = found["acked"] > 0 and found.get("mails", 1) > 0 and found.get("timers", 1) > 0
    return went_on and not (found["lost"] or found["duplicated"] or found["diverged"])


def told(found):
    """The line that tests/proof sums up."""
    print("# " + " ".join(f"{name}={n}" for name, n in found.items()))


def caught_up(client):
    """Waits until PostgreSQL has passed everything that is answered."""
    position = client.listed("/conversations?limit=1").position
    me = client.get(f"/businesses/{client.business}/me").expect(200)
    return client.get(f"/conversations?limit=1&min_position={me.position}", Prefer="wait=20").expect(200) and position


def prove(cycles, seed, writers=6, postgres=True):
    rng = random.Random(seed)
    server = Server(postgres=postgres)
    desk = Desk(server, cycles, random.Random(rng.random())) if postgres and not on_kafka() else None
    try:
        server.start()
        client, business = server.owner()
        threads = [Writer(server, business, n, random.Random(rng.random())) for n in range(writers)]
        if desk:
            desk.staff(client)
        everybody = threads + ([desk] if desk else [])
        for t in everybody:
            t.start()
        for _ in range(cycles):
            time.sleep(rng.uniform(0.05, 0.4))
            if desk:
                desk.later()
            server.kill()
            if rng.random() < 0.2:
                shutil.rmtree(server.directory / "rocksdb")
            look = desk is not None and rng.random() < 0.25
            server.start(lists=look)
            if look:
                desk.try_again(client)
        for t in everybody:
            t.stopping = True
        for t in everybody:
            t.join(30)
        client.reset()
        if postgres:
            caught_up(client)
        if desk:
            desk.settle(client)
        found = history(client, threads)
        live = everything(server, client, threads, desk)
        server.kill()
        shutil.rmtree(server.directory / "rocksdb")
        server.start()
        for c in [client] + [t.client for t in threads]:
            c.reset()
        found["diverged"] += everything(server, client, threads, desk) != live
        if desk:
            desk.judge(live, found)
        for text, why in [w for t in threads for w in t.wrong][:5]:
            print(f"{text}: {why}")
        if not on_kafka():
            verified = subprocess.run([BINARY, "journal", "verify", "--data", str(server.directory)], capture_output=True, text=True)
            if verified.returncode != 0:
                found["diverged"] += 1
                print(verified.stdout[-500:] + verified.stderr[-500:])
        return found
    finally:
        server.stop()
        if desk:
            desk.mail.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cycles", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = prove(given.cycles, given.seed)
    print(f"kill9: cycles={given.cycles} " + " ".join(f"{k}={v}" for k, v in found.items()) + f" seed={given.seed}")
    raise SystemExit(0 if whole(found) else 1)


if __name__ == "__main__":
    main()
