"""A disk that says once that it could not keep what was written, and has lost it: whichever fsync of the journal or the keys it is, the process ends at once, has
acknowledged nothing of that, and goes on from what was there when it is started again.

Usage: syncfail.py SHARED_OBJECT [--cycles N] [--seed S], with tests/system/sync_fails.cpp built; the last line says cycles=… acked=… lost=… duplicated=… diverged=…
"""
import argparse, os, pathlib, random, subprocess, time

from harness import BINARY, Server
from kill9 import Writer, everything, history, whole


LONG = ["--access-token-s", "86400"]                      # a run outlives an ordinary token


def start_failing(server, failing, nth):
    """A server that will fail; it may do so before it is ready."""
    server.wrapper = ["env", f"LD_PRELOAD={failing}", f"SYNC_FAILS={nth}"]
    try:
        server.start()
    except AssertionError:
        assert server.process.poll() is not None, "it neither starts nor ends: " + server.output()


def ended(server, wait_s=60):
    until = time.monotonic() + wait_s
    while server.process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    return server.process.poll() is not None


def prove(failing, cycles, seed, writers=4):
    rng, server, went_on = random.Random(seed), Server(arguments=LONG), 0
    try:
        server.start()
        client, business = server.owner()
        threads = [Writer(server, business, n, random.Random(rng.random())) for n in range(writers)]
        for t in threads:
            t.start()
        server.kill()
        for _ in range(cycles):
            nth = rng.randint(1, 12) if rng.random() < 0.3 else rng.randint(13, 300)
            start_failing(server, failing, nth)
            if not ended(server):
                went_on += 1
                print(f"it went on after sync {nth} had failed: {server.output()}")
                server.kill()
            elif server.process.returncode == 0:
                went_on += 1
                print(f"it ended as if nothing were wrong after sync {nth} had failed: {server.output()}")
        server.wrapper = []
        server.start()
        for t in threads:
            t.stopping = True
        for t in threads:
            t.join(30)
        client.reset()
        found = history(client, threads)
        live = everything(server, client, threads)
        server.kill()
        server.start()
        for c in [client] + [t.client for t in threads]:
            c.reset()
        found["diverged"] += (everything(server, client, threads) != live) + went_on
        for text, why in [w for t in threads for w in t.wrong][:5]:
            print(f"{text}: {why}")
        verified = subprocess.run([BINARY, "journal", "verify", "--data", str(server.directory)], capture_output=True, text=True)
        if verified.returncode != 0:
            found["diverged"] += 1
            print(verified.stdout[-500:] + verified.stderr[-500:])
        return found
    finally:
        server.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("failing", type=pathlib.Path)
    parser.add_argument("--cycles", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    os.environ.pop("LD_PRELOAD", None)
    found = prove(given.failing.resolve(), given.cycles, given.seed)
    print(f"syncfail: cycles={given.cycles} " + " ".join(f"{k}={v}" for k, v in found.items()) + f" seed={given.seed}")
    raise SystemExit(0 if whole(found) else 1)


if __name__ == "__main__":
    main()
