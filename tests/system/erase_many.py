#!/usr/bin/env python3
"""Many customers are erased while the server is killed again and again: each erasure that was answered comes to its end, none of the erased is left in
any file, and whoever was not erased is as before."""
import argparse, json, os, pathlib, random, subprocess, sys, tempfile, threading, time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from harness import BINARY, Server

parser = argparse.ArgumentParser()
parser.add_argument("--cycles", type=int, default=10, help="kills")
parser.add_argument("--erased", type=int, default=8, help="customers a cycle, and as many that stay")
parser.add_argument("--seed", type=int, default=1)
asked = parser.parse_args()
chance = random.Random(asked.seed)
server = Server(pathlib.Path(tempfile.mkdtemp(prefix="erase-many.")) / "data").start()
owner, business = server.owner(email="ann@example.org")
erased, kept, answered, wrong = {}, {}, {}, []           # words by customer; erasures by customer


def planted():
    words = ["zq%014x" % chance.getrandbits(56) for _ in range(4)]
    id = owner.post("/customers", {"name": words[0], "email": words[1] + "@example.org"}).expect(201).json()["id"]
    owner.post(f"/customers/{id}/notes", {"text": "she is " + words[2]}).expect(201)
    talk = owner.post("/conversations", {"customer_id": id, "channel": "email", "subject": "about " + words[3]}).expect(201).json()["id"]
    owner.post("/messages", {"conversation_id": talk, "text": "and " + words[0], "kind": "reply"}).expect(201)
    return id, words


def again(what, wait_s=60):
    """Until the server is back. A kill has taken the answer, not the deed: asked again, it is known."""
    until = time.monotonic() + wait_s
    while True:
        try:
            return what()
        except (OSError, Exception) as error:  # noqa: BLE001 - http.client has its own
            if time.monotonic() > until or isinstance(error, AssertionError):
                raise
            owner.reset()
            time.sleep(0.02)


def erase(ids):
    """Each until it is answered: 202, or 410 when an answer was lost."""
    for id in ids:
        status = again(lambda: owner.call("DELETE", f"/customers/{id}", key=id)).status
        while status == 503:
            time.sleep(0.05)
            status = again(lambda: owner.call("DELETE", f"/customers/{id}", key=id)).status
        if status not in (202, 410):
            wrong.append((id, status))
        answered[id] = status


def listed():
    items, path = [], "/erasures?limit=200"
    while path:
        page = again(lambda: owner.get(path).expect(200).json())
        items += page["items"]
        path = page.get("next_cursor") and f"/erasures?limit=200&cursor={page['next_cursor']}"
    return items


for cycle in range(asked.cycles):
    for n in range(2 * asked.erased):
        id, words = planted()
        (erased if n % 2 else kept)[id] = words
    signed_in = {"email": "ann@example.org", "password": "correct horse"}       # lately, or nothing dangerous is taken
    owner.token = again(lambda: server.client().post("/auth/login", signed_in).expect(200).json()["access_token"])
    work = threading.Thread(target=erase, args=([id for id in erased if id not in answered],))
    work.start()
    time.sleep(chance.random() * 0.4)
    server.kill()
    server.start()
    work.join()

until = time.monotonic() + 120
while (running := [e for e in listed() if e["status"] != "done"]) and time.monotonic() < until:
    time.sleep(0.1)
done = [e["customer_id"] for e in listed()]
lost = sorted(set(answered) - set(done))
duplicated = len(done) - len(set(done))
foreign = sorted(set(done) - set(erased))
changed = []
for id, words in kept.items():
    row = owner.get(f"/customers/{id}").expect(200).json()
    notes = owner.get(f"/customers/{id}/notes").expect(200).body.decode()
    if row["name"] != words[0] or row["email"] != words[1] + "@example.org" or words[2] not in notes:
        changed.append(id)
shown = [id for id, words in erased.items() for body in [owner.get(f"/customers/{id}").body.decode() + owner.get(f"/customers/{id}/notes").body.decode()]
         if any(w in body for w in words)]
server.stop()
gone = [w.encode() for words in erased.values() for w in words]
hits = sum(data.count(w) for p in server.directory.rglob("*") if p.is_file() for data in [p.read_bytes()] for w in gone if w in data)
verified = subprocess.run([BINARY, "journal", "verify", "--data", str(server.directory)], capture_output=True, text=True)
intact = verified.returncode == 0 and verified.stdout.splitlines()[-1].endswith(" ok")
good = not (lost or duplicated or foreign or changed or shown or hits or wrong or running) and intact
if not good:
    print(f"lost {lost[:3]} running {running[:2]} foreign {foreign[:3]} changed {changed[:3]} shown {shown[:3]} wrong {wrong[:3]} chain {verified.stdout[-200:]}{verified.stderr}")
print(f"erase: cycles={asked.cycles} acked={len(answered)} lost={len(lost) + len(running)} duplicated={duplicated} "
      f"diverged={len(foreign) + len(changed) + len(shown)} subjects={len(erased)} words={len(gone)} hits={hits}")
raise SystemExit(0 if good else 1)
