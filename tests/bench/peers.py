"""Programs of others that we are measured against: fetched once from the package registries, in the versions named here, into
build/bench-peers; and what their benches share. Whoever cannot be had is said, and the others are measured.

UmaDB is compiled (crates.io; a cargo that knows edition 2024, and protoc out of PyPI's grpcio-tools), Centrifugo too (Go's module proxy;
a go that its go.mod asks for, or that can fetch one). emmett comes from npm. uWebSockets comes with PyPI's socketify, whose library needs libuv1;
npm's @btc-vision/uwebsockets.js asks for glibc 2.38, which Debian 12 does not have.
"""
import hashlib, json, os, pathlib, select, shutil, statistics, subprocess, sys, time

import contenders

TOP = contenders.TOP
CACHE = TOP / "build/bench-peers"
HERE = TOP / "tests/bench/peer"
CENTRIFUGO = "v6.9.1"
GRPCIO_TOOLS = "1.76.0"
SOCKETIFY = "0.0.31"
given_up_after_s = 30
silent_at_most_s = 300                     # a load that has its own bounds, and has them several times
flushed_within_s = 2.5                     # our store goes to its files every two seconds, on a thread of its own


class NotToBeHad(RuntimeError):
    """That peer is not measured here; says why."""


def carried_out(what, *command, **more):
    log = CACHE / (what + ".log")
    with open(log, "wb") as out:
        done = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **more)
    if done.returncode != 0:
        last = [line for line in log.read_text(errors="replace").splitlines() if line.strip()][-1:]
        raise NotToBeHad(f"{what}: {' '.join(map(str, command[:3]))} … failed, {log} says why ({''.join(last)[:200]})")


def program(name):
    found = shutil.which(name)
    if not found:
        raise NotToBeHad(f"there is no {name} on this machine")
    return found


def cached(name, version, make):
    """The directory that `make` has filled for that version, now or earlier."""
    directory = CACHE / f"{name}-{version}"
    if not (directory / ".whole").exists():
        print(f"tests/bench/run: fetching {name} {version}", file=sys.stderr, flush=True)
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        make(directory)
        (directory / ".whole").touch()
    return directory


def sum_of(directory):
    """Of what its program is made of: the sources and the lock file."""
    digest = hashlib.sha256()
    for path in sorted(p for p in directory.rglob("*") if p.is_file() and "node_modules" not in p.parts and "target" not in p.parts):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def python(name, *packages):
    """A Python that has those packages."""
    def make(directory):
        carried_out(name, sys.executable, "-m", "venv", str(directory))
        carried_out(name, str(directory / "bin/pip"), "install", "--quiet", "--disable-pip-version-check", *packages)
    return cached(name, packages[0].split("==")[1], make) / "bin/python"


def umadb():
    """Its server, started as its own program does it, and its own client as the load: one program, compiled."""
    def make(directory):
        protoc = directory / "protoc"
        protoc.write_text(f'#!/bin/sh\nexec "{python("grpcio-tools", "grpcio-tools==" + GRPCIO_TOOLS)}" -m grpc_tools.protoc "$@"\n')
        protoc.chmod(0o755)
        carried_out("umadb", program("cargo"), "build", "--release", "--locked", "--manifest-path", str(HERE / "umadb/Cargo.toml"),
                    "--target-dir", str(directory), env={**os.environ, "PROTOC": str(protoc)})
    return cached("umadb", sum_of(HERE / "umadb"), make) / "release/millrace-bench-umadb"


def append_js():
    """emmett, and the program that appends with it and without."""
    def make(directory):
        for path in (HERE / "append").iterdir():
            if path.is_file():
                shutil.copy(path, directory)
        path = f"{TOP / 'build/node/bin'}:{os.environ['PATH']}"
        carried_out("append", "npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", cwd=directory, env={**os.environ, "PATH": path})
    return cached("append", sum_of(HERE / "append"), make) / "append.mjs"


def centrifugo():
    def make(directory):
        environment = {**os.environ, "GOBIN": str(directory)}
        carried_out("centrifugo", program("go"), "install", f"github.com/centrifugal/centrifugo/v6@{CENTRIFUGO}", env=environment)
    return cached("centrifugo", CENTRIFUGO, make) / "centrifugo"


def socketify():
    found = python("socketify", "socketify==" + SOCKETIFY)
    carried_out("socketify", str(found), "-c", "import socketify")     # libuv1 may not be there
    return found


def had(started, names, make):
    """Those that could be had, started: {name: contender}; says of each other one why not."""
    sides = {}
    for name in names:
        try:
            sides[name] = started(lambda: make[name]())
        except NotToBeHad as why:
            print(f"# {name} is not measured: {why}", flush=True)
    return sides


def said(process):
    """Its next line; nothing when it has ended, or is silent for too long."""
    ready, _, _ = select.select([process.stdout], [], [], silent_at_most_s)
    return process.stdout.readline() if ready else ""


def ended(process):
    """Returns when it is gone: who does not go when it is told to is killed."""
    try:
        process.wait(given_up_after_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def quiet(cpu_s):
    """Returns when it has stopped working on what it has answered; `cpu_s` says what that has cost so far."""
    until, before = time.monotonic() + given_up_after_s, cpu_s()
    while time.monotonic() < until:
        time.sleep(0.25)
        now = cpu_s()
        if now - before <= 2 / contenders.TICKS_PER_S:
            return
        before = now


class Spent:
    """with Spent(contender) as spent: …; then spent.s are the CPU seconds that this has cost it, until it is quiet again. Who does a part of
    the work a while after the answer says in `later_s` how long that takes to come."""

    def __init__(self, contender):
        self.contender = contender

    def __enter__(self):
        quiet(self.contender.cpu_s)
        self.before = self.contender.cpu_s()
        return self

    def __exit__(self, *failed):
        if failed[0] is None:
            time.sleep(getattr(self.contender, "later_s", 0))
            quiet(self.contender.cpu_s)
            self.s = self.contender.cpu_s() - self.before


def in_turns(sides, how_many, what, verbose):
    """Rounds in which all take their turn, each time in another order: [{name: what(side)}]."""
    names, rounds = list(sides), []
    for n in range(how_many):
        order = names[n % len(names):] + names[:n % len(names)]
        rounds.append({name: what(sides[name]) for name in order})
        if verbose:
            print(f"# {json.dumps(rounds[-1])}", flush=True)
    return rounds


def compared(rounds, name, what, peer, goal="-", note=""):
    """Prints ours, peer, ratio and goal: the median of ours/peer over rounds in which both took their turn."""
    each = lambda side: [r[side][what] for r in rounds]
    ratio = statistics.median(r["ours"][what] / r[peer][what] if r[peer][what] else float("inf") for r in rounds)
    ours, theirs = statistics.median(each("ours")), statistics.median(each(peer))
    print(f"{name} against={peer} ours={ours:.2f} peer={theirs:.2f} ratio={ratio:.2f} goal={goal}{note}", flush=True)
    return {"measure": name, "peer": peer, "ours": ours, "theirs": theirs, "ratio": ratio, "goal": goal}
