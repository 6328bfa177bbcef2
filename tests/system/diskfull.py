"""Another program fills the disk under load, again and again, for a moment or for long, to the last byte or to about where the server stops taking anything; now and then the
server is killed while it is full. What was acknowledged is there once, and whenever there is room again it goes on by itself.

Usage: diskfull.py [--cycles N] [--seed S], as root; the last line says cycles=… acked=… lost=… duplicated=… diverged=…, refused=… and kills=…
"""
import argparse, random, shutil, subprocess, time

import small_disk
from harness import BINARY, Server
from kill9 import Writer, everything, history, whole
from small_disk import MIB, SmallDisk

LONG = ["--access-token-s", "86400"]                      # a run outlives an ordinary token
MARK = 1024 * MIB                                          # free: below it nothing is taken


def goes_on(server, threads, wait_s=60):
    """Every writer is acknowledged something more."""
    before, until = [len(t.acked) for t in threads], time.monotonic() + wait_s
    while any(len(t.acked) == n for t, n in zip(threads, before)):
        if server.process.poll() is not None or time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def leaving(rng):
    """How much room: none, a little, or about as much as the server wants."""
    return rng.choice([0, 0, rng.randrange(1, 80 * MIB), rng.randrange(80 * MIB, MARK), MARK + rng.randrange(-8 * MIB, 8 * MIB)])


def prove(disk, cycles, seed, writers=4):
    rng, server = random.Random(seed), Server(disk.path / "data", arguments=LONG)
    stopped = kills = refused = 0
    try:
        server.start()
        client, business = server.owner()
        threads = [Writer(server, business, n, random.Random(rng.random())) for n in range(writers)]
        for t in threads:
            t.start()
        for n in range(cycles):
            time.sleep(rng.uniform(0, 0.3))
            with disk.taken(leaving(rng)):
                time.sleep(rng.choice([rng.uniform(0, 0.2), rng.uniform(0.2, 1), rng.uniform(2, 5)]))     # it is flushed every two seconds
                if server.process.poll() is not None:
                    stopped += 1
                    print(f"cycle {n}: it has ended with {server.process.returncode}: {server.output()}")
                else:
                    refused += server.figure("millrace_read_only") == 1
                if killed := rng.random() < 0.15:
                    server.kill()
            if killed or server.process.poll() is not None:
                kills += killed
                if rng.random() < 0.3:
                    shutil.rmtree(server.directory / "rocksdb")
                server.start()
            if not goes_on(server, threads):
                stopped += 1
                print(f"cycle {n}: it does not go on although there is room: {server.output()}")
                break
        for t in threads:
            t.stopping = True
        for t in threads:
            t.join(30)
        client.reset()
        found = history(client, threads)
        live = everything(server, client, threads)
        server.kill()
        shutil.rmtree(server.directory / "rocksdb")
        server.start()
        for c in [client] + [t.client for t in threads]:
            c.reset()
        found["diverged"] += (everything(server, client, threads) != live) + stopped
        for text, why in [w for t in threads for w in t.wrong][:5]:
            print(f"{text}: {why}")
        verified = subprocess.run([BINARY, "journal", "verify", "--data", str(server.directory)], capture_output=True, text=True)
        if verified.returncode != 0:
            found["diverged"] += 1
            print(verified.stdout[-500:] + verified.stderr[-500:])
        return {**found, "refused": refused, "kills": kills}
    finally:
        server.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cycles", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if why := small_disk.why_not():
        raise SystemExit(f"diskfull: {why}")
    found = prove(SmallDisk(), given.cycles, given.seed)
    print(f"diskfull: cycles={given.cycles} " + " ".join(f"{k}={v}" for k, v in found.items()) + f" seed={given.seed}")
    raise SystemExit(0 if whole(found) and found["refused"] else 1)


if __name__ == "__main__":
    main()
