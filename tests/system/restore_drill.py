"""The disk is lost: a server with a history and backups of itself is killed under load, its data directory goes, and a backup takes its place.

Usage: restore_drill.py [--messages N] [--every 60s] [--seed S]; the last lines say how long each part took and are the proof's: of what was acknowledged
before the backup began, acked=…, lost=… and duplicated=…; rpo_s=… is how old the backup was when the disk went, rto_s=… until the house answered again
"""
import argparse, datetime, json, os, pathlib, random, re, shutil, subprocess, tempfile, threading, time

from harness import BINARY, Client, Server
from kill9 import thread_of

IN_A_CONVERSATION = 50


class Speaker(threading.Thread):
    """A visitor who writes, and remembers when each message had been acknowledged."""

    def __init__(self, server, business, number):
        super().__init__(daemon=True)
        self.path, self.number, self.acked, self.over = f"/widget/{business['widget_key']}/messages", number, [], False
        self.client, self.made = server.visitor(business)

    def run(self):
        n = 0
        while not self.over:
            n += 1
            try:
                reply = self.client.post(self.path, {"text": f"said {self.number}/{n}"})
            except Exception:  # noqa: BLE001 - the server has just been killed
                return
            if reply.status == 201:
                self.acked.append((time.time(), reply.json()["id"]))
                self.conversation = reply.json()["conversation_id"]
            time.sleep(0.02)


def history(file, messages, rng):
    words = [rng.randbytes(4).hex() for _ in range(3000)]
    at = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
    with open(file, "w", encoding="utf-8") as out:
        for conversation in range((messages + IN_A_CONVERSATION - 1) // IN_A_CONVERSATION):
            rows = []
            for n in range(min(IN_A_CONVERSATION, messages - conversation * IN_A_CONVERSATION)):
                at += datetime.timedelta(seconds=7)
                rows.append({"id": str(n + 1), "at": at.isoformat().replace("+00:00", "Z"), "from": "client" if n % 2 == 0 else "agent",
                             "author": f"customer {conversation}" if n % 2 == 0 else "Harbour Coffee", "text": " ".join(rng.choices(words, k=rng.randrange(4, 24)))})
            out.write(json.dumps({"conversation": conversation + 1, "organization": "Harbour Coffee", "messages": rows}) + "\n")


def timed(*arguments):
    began = time.monotonic()
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=3600)
    assert done.returncode == 0, f"{arguments[:2]}: {done.stdout}{done.stderr}"
    return time.monotonic() - began, done.stdout


def figure(line, name):
    return int(re.search(rf"\b{name}=(\d+)", line)[1])


def log_in(server):
    return server.client().post("/auth/login", {"email": "ann@example.org", "password": "correct horse"}).expect(200).json()["access_token"]


def drill(messages, every, seed):
    top = pathlib.Path(tempfile.mkdtemp(prefix="drill."))
    os.chmod(top, 0o711)
    key, place, file = top / "key", top / "backups", top / "history.ndjson"
    timed("backup-key", key)
    history(file, messages, random.Random(seed))
    sealed = ["--key", f"{key}.pub"]
    server = Server(top / "data", arguments=["--backup", str(place), "--backup-every", every, "--backup-key", f"{key}.pub"]).start()
    _, business = server.owner(email="ann@example.org")
    import_s, _ = timed("import", "conversations", file, "--data", server.directory)
    first_s, first = timed("backup", place, "--data", server.directory, *sealed)
    speakers = [Speaker(server, business, n) for n in range(4)]
    for speaker in speakers:
        speaker.start()
    time.sleep(2)
    again_s, again = timed("backup", place, "--data", server.directory, *sealed)
    print(f"backup: messages={messages} records={figure(first, 'records')} bytes={figure(first, 'bytes')} import_s={import_s:.1f} first_s={first_s:.2f} "
          f"first_sent_bytes={figure(first, 'sent_bytes')} next_s={again_s:.2f} next_sent_bytes={figure(again, 'sent_bytes')}", flush=True)
    made = server.figure("millrace_backup_last_success_timestamp_seconds")
    seconds = {"s": 1, "m": 60, "h": 3600}[every[-1]] * int(every[:-1])
    until = time.monotonic() + 3 * seconds + 60
    while server.figure("millrace_backup_last_success_timestamp_seconds") <= made and time.monotonic() < until:
        time.sleep(0.2)
    time.sleep(random.Random(seed).uniform(0, seconds))  # anywhere between two of them
    lost_at = time.time()
    server.kill()
    for speaker in speakers:
        speaker.over = True
        speaker.join()
    shutil.rmtree(server.directory)
    began = time.monotonic()
    restore_s, line = timed("restore", place, "--data", top / "restored", "--key", key)
    restored = Server(top / "restored").start(wait_s=600)
    token = log_in(restored)
    rto_s = time.monotonic() - began
    client = Client(restored.port, token, business["id"])
    cut = datetime.datetime.fromisoformat(re.search(r"before (\S+Z) is there", line)[1].replace("Z", "+00:00")).timestamp()
    acked = lost = duplicated = beyond = 0
    for speaker in speakers:
        found = [m["id"] for m in thread_of(client, speaker.conversation)]
        for at, message in speaker.acked:
            acked += at < cut
            lost += at < cut and message not in found
            duplicated += found.count(message) > 1
            beyond += message not in found
    restored.stop()
    verify_s, told = timed("journal", "verify", "--data", top / "restored")
    diverged = 0 if told.splitlines()[-1].endswith(" ok") and figure(told, "rejected") == 0 else 1
    print(f"restore: restore_s={restore_s:.2f} journal_verify_s={verify_s:.2f} acknowledged_after_the_backup={beyond}")
    print(f"restore drill: messages={messages} acked={acked} lost={lost} duplicated={duplicated} diverged={diverged} every={every} rpo_s={lost_at - cut:.1f} rto_s={rto_s:.2f}", flush=True)
    shutil.rmtree(top)
    return lost + duplicated + diverged == 0 and acked > 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--every", default="60s")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    raise SystemExit(0 if drill(asked.messages, asked.every, asked.seed) else 1)
