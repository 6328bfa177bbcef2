"""Bits that turn over on a disk. One at a time in the journal (two segments, one of them sealed): `journal verify` finds each, and a server that is
started on it refuses. `acknowledged` beside them is left alone: it has two slots, and one that is damaged tells nothing but the other one does. One at a time in RocksDB, which can be made anew: a server that is started on it refuses, or
answers everything as before. What would be answered wrongly or be missing without a word is silent, and there must be none of it.

Usage: bitflip.py [--cycles N] [--seed S]; the last line says cycles=… acked=… lost=… duplicated=… diverged=… found=… harmless=… silent=…
"""
import argparse, collections, http.client, os, pathlib, random, shutil, struct, subprocess

from harness import BINARY, Server
from kill9 import thread_of

HEADER, MAGIC, RECORD = 32, b"\xf5MR\xf6", 1             # infra/segments/frame.hpp
SEGMENT_BYTES = 64 << 20


def flipped(file, at, bit):
    with open(file, "r+b") as f:
        f.seek(at)
        byte = f.read(1)[0]
        f.seek(at)
        f.write(bytes([byte ^ 1 << bit]))


def end_of_records(segment):
    """Behind the last frame that is a record, or ends the segment: what follows is room that nobody reads, and the mark that is written over."""
    whole, at, end = segment.read_bytes(), 0, 0
    while whole[at + 8:at + 12] == MAGIC:
        length, kind = HEADER + struct.unpack_from("<I", whole, at)[0], struct.unpack_from("<H", whole, at + 12)[0]
        at += length
        end = end if kind == 2 else at
    return end


class House:
    """A journal of one sealed segment and one that is written to; what its people see; and the same directory again after each cycle."""

    def __init__(self):
        self.server = Server().start()
        self.client, business = self.server.owner()
        self.visitor, _ = self.server.visitor(business)
        first = self.visitor.post(f"/widget/{business['widget_key']}/messages", {"text": "first"}).expect(201).json()
        self.thread, self.acked = first["conversation_id"], [first["id"]]
        long = {"conversation_id": self.thread, "text": "x" * 19_000, "kind": "reply"}
        journal = self.server.directory / "journal"
        while len(list(journal.glob("*.segment"))) < 3:      # one is always ready before it is needed
            self.acked.append(self.client.post("/messages", long).expect(201).json()["id"])
        for n in range(200):
            self.acked.append(self.client.post("/messages", {**long, "text": f"after {n}"}).expect(201).json()["id"])
        self.seen = self.look()
        self.who = {"email": self.seen["me"], "password": "correct horse"}
        self.server.stop_server()
        self.directory, self.kept = self.server.directory, pathlib.Path(str(self.server.directory) + ".kept")
        shutil.copytree(self.directory, self.kept, symlinks=True)
        self.segments = {file: end for file in sorted(journal.glob("*.segment")) if (end := end_of_records(file))}

    def look(self):
        """Threads, whose rows and feed lie in RocksDB, and the business's events, whose records are read from the journal."""
        return {"thread": thread_of(self.client, self.thread), "me": self.client.get("/auth/me").expect(200).json()["email"],
                "team": [(m["id"], m["role"], m["email"]) for m in self.client.get(f"/businesses/{self.client.business}/team").expect(200).json()["items"]],
                "events": self.client.get("/events?limit=200").expect(200).json()}

    def sign_in(self):
        """Again: a long run outlives an access token."""
        self.client.reset()
        self.client.token = self.server.client().post("/auth/login", self.who).expect(200).json()["access_token"]

    def restore(self):
        for kept in self.kept.iterdir():
            if kept.name != "journal":                   # heads too: those of a journal that has gone on since would speak of records that it has lost
                here = self.directory / kept.name
                shutil.rmtree(here, ignore_errors=True)
                shutil.copytree(kept, here, symlinks=True) if kept.is_dir() else shutil.copy2(kept, here)
        for file in (self.kept / "journal").iterdir():
            if file.suffix != ".segment":
                shutil.copy2(file, self.directory / "journal" / file.name)
        for file, end in self.segments.items():          # a server may have gone on in the one that is written to
            if file == max(self.segments):
                shutil.copy2(self.kept / "journal" / file.name, file)
        for file in set((self.directory / "journal").glob("*.segment")) - set(self.segments):
            shutil.copy2(self.kept / "journal" / file.name, file)

    def verified(self):
        return subprocess.run([BINARY, "journal", "verify", "--data", str(self.directory)], capture_output=True, text=True)

    def served(self):
        """What a server says: None when it refuses, else whether it answers as before."""
        try:
            self.server.start()
        except AssertionError:
            return None
        try:
            self.sign_in()
            now = self.look()
            for name in [name for name in self.seen if now[name] != self.seen[name]]:
                print(f"{name}: {str(now[name])[:300]} in place of {str(self.seen[name])[:300]}")
            return now == self.seen
        except AssertionError:                           # it says that it cannot answer that
            return None
        except (OSError, http.client.HTTPException):     # … or ends, because it has come upon it meanwhile
            if self.server.process.wait(30) == 0:
                raise
            return None
        finally:
            self.server.kill()


def in_the_journal(house, rng, serve):
    file = rng.choice(list(house.segments))
    at, bit = rng.randrange(house.segments[file]), rng.randrange(8)
    flipped(file, at, bit)
    verdict = "found" if house.verified().returncode == 1 else f"silent: bit {bit} of byte {at} of {file.name}"
    if serve and house.served() is False:
        verdict = f"silent when served: bit {bit} of byte {at} of {file.name}"
    if not serve or file != max(house.segments):
        flipped(file, at, bit)
    if serve:
        house.restore()
    return verdict


def in_rocksdb(house, rng):
    files = [file for file in (house.directory / "rocksdb").rglob("*") if file.is_file() and file.stat().st_size and file.name != "LOCK" and not file.name.startswith("LOG")]
    file = rng.choices(files, [file.stat().st_size ** 0.5 for file in files])[0]
    at, bit = rng.randrange(file.stat().st_size), rng.randrange(8)
    flipped(file, at, bit)
    answered = house.served()
    house.restore()
    return "found" if answered is None else "harmless" if answered else f"silent: bit {bit} of byte {at} of rocksdb/{file.name}"


def prove(cycles, seed):
    rng, house, verdicts = random.Random(seed), House(), collections.Counter()
    try:
        for n in range(cycles):
            verdict = in_rocksdb(house, rng) if n % 10 == 9 else in_the_journal(house, rng, serve=n % 10 == 4)
            if verdict.startswith("silent"):
                print(verdict, flush=True)
            verdicts[verdict.split(":")[0].split(" ")[0]] += 1
        sound = house.verified()
        if sound.returncode != 0:
            verdicts["silent"] += 1
            print("the journal is not what it was in the beginning: " + sound.stderr)
        here = {message["id"] for message in house.look()["thread"]} if house.server.start() and not house.sign_in() else set()
        return {"acked": len(house.acked), "lost": len(set(house.acked) - here), "duplicated": 0, "diverged": verdicts["silent"],
                "found": verdicts["found"], "harmless": verdicts["harmless"], "silent": verdicts["silent"]}
    finally:
        house.server.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cycles", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = prove(given.cycles, given.seed)
    print(f"bitflip: cycles={given.cycles} " + " ".join(f"{k}={v}" for k, v in found.items()) + f" seed={given.seed}")
    raise SystemExit(1 if found["lost"] or found["silent"] or not found["found"] else 0)


if __name__ == "__main__":
    main()
