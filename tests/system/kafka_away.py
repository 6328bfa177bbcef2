#!/usr/bin/env python3
"""A broker whose disk fills up under load, and one that is silent for a minute: clients wait and repeat, nothing acknowledged is lost, and
everything is there once. A topic that is set back to an older copy: the server ends, and says why. For tests/proof kafka-away."""
import os, pathlib, random, shutil, signal, subprocess, sys, tempfile, time, uuid

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from harness import TOP, Checks, Server
from kafka_broker import Broker
from kill9 import Writer, everything, history, told, whole

subprocess.run([str(TOP / "infra/setup"), "--kafka"], check=True)
checks = Checks()
seed = int(os.environ.get("MILLRACE_SEED", "1"))
top = pathlib.Path(tempfile.mkdtemp(prefix="away."))
os.chmod(top, 0o711)


class Load:
    """Visitors that write while a story is told; what they heard is held against the history at the end."""

    def __init__(self, kafka, name):
        self.server = Server(top / name, arguments=["--journal", "kafka", "--dev", "--kafka.bootstrap-servers", kafka.address,
                                                    "--kafka.statistics.interval.ms=500"])

    def __enter__(self):
        self.server.start()
        self.owner, self.business = self.server.owner()
        self.probe, _ = self.server.visitor(self.business)
        rng = random.Random(seed)
        self.writers = [Writer(self.server, self.business, n, random.Random(rng.random())) for n in range(4)]
        for w in self.writers:
            w.start()
        self.goes_on(30)
        return self

    def __exit__(self, *_):
        for w in self.writers:
            w.stopping = True
        self.server.stop()

    def acknowledged(self):
        return sum(len(w.acked) for w in self.writers)

    def goes_on(self, more, wait_s=60):
        before = self.acknowledged()
        assert until(lambda: self.acknowledged() >= before + more, wait_s), f"{self.acknowledged() - before} of {more} in {wait_s} s"

    def write(self, key):
        return self.probe.post(f"/widget/{self.business['widget_key']}/messages", {"text": "with key " + key}, key)

    def is_told_to_wait(self):
        """A key whose command was not done, and is done later."""
        key, began = str(uuid.uuid4()), time.monotonic()
        reply = self.write(key)
        while reply.status == 201 and time.monotonic() - began < 20:      # it had room for one more
            key = str(uuid.uuid4())
            reply = self.write(key)
        assert reply.status == 503 and reply.headers.get("retry-after"), (reply.status, reply.headers, reply.body[:200])
        self.owner.get(f"/businesses/{self.business['id']}/me").expect(200)
        return key

    def is_whole(self):
        for w in self.writers:
            w.stopping = True
        for w in self.writers:
            w.join(60)
            assert not w.is_alive() and not w.wrong, w.wrong[:3]
        found = history(self.owner, self.writers)
        live = everything(self.server, self.owner, self.writers)
        self.server.kill()
        shutil.rmtree(self.server.directory / "rocksdb")
        self.server.start()
        for c in [self.owner, self.probe] + [w.client for w in self.writers]:
            c.reset()
        found["diverged"] += everything(self.server, self.owner, self.writers) != live
        told(found)
        assert whole(found), found

    def log(self):
        return (self.server.directory / "logs/millrace.log").read_text()


def until(what, wait_s):
    end = time.monotonic() + wait_s
    while not what() and time.monotonic() < end:
        time.sleep(0.05)
    return what()


def a_full_disk():
    disk = top / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m,mode=711", "tmpfs", str(disk)], check=True)
    try:
        with Broker(directory=disk / "kafka") as kafka, Load(kafka, "full") as load:
            filler = disk / "filler"
            subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=64k"], capture_output=True)
            key = load.is_told_to_wait()
            assert until(lambda: load.server.figure("millrace_kafka_brokers_up") == 0, 15), "the metrics show a broker that is up"
            said = load.log()
            assert kafka.address in said, said[-500:]
            filler.unlink()
            kafka.start()
            load.goes_on(30)
            assert until(lambda: load.write(key).status == 201, 30), "what was told to wait is not done later"
            load.is_whole()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def a_minute_of_silence():
    with Broker(directory=top / "silent") as kafka, Load(kafka, "minute") as load:
        os.kill(kafka.pid(), signal.SIGSTOP)
        try:
            began = time.monotonic()
            key = load.is_told_to_wait()
            before = load.acknowledged()
            time.sleep(max(0.0, 60 - (time.monotonic() - began)))
            assert load.acknowledged() == before, "acknowledged by nobody"
        finally:
            os.kill(kafka.pid(), signal.SIGCONT)
        began = time.monotonic()
        load.goes_on(100)
        print(f"# {time.monotonic() - began:.1f} s until 100 more were acknowledged")
        assert until(lambda: load.write(key).status == 201, 30), "what was told to wait is not done later"
        load.is_whole()


def a_topic_that_is_set_back():
    """Nobody can give back what was acknowledged and is lost; what must not be is that it goes on as if nothing were."""
    directory, older = top / "back", top / "older"
    with Broker(directory=directory) as kafka, Load(kafka, "set-back") as load:
        kafka.stop()
        shutil.copytree(directory, older)
        kafka.start()
        load.goes_on(100)
        kafka.stop()
        shutil.rmtree(directory)
        older.rename(directory)
        kafka.start()
        assert until(lambda: load.server.process.poll() is not None, 90), "the server goes on above a topic that has lost its tail"
        for w in load.writers:
            w.stopping = True
        assert "has lost its tail" in load.log(), load.log()[-500:]
        try:
            load.server.start()
        except AssertionError as refused:
            assert "lost its tail" in str(refused) or "another record" in str(refused), refused
        else:
            raise AssertionError("it starts again above a topic that has lost its tail")


full, silent = "the broker's disk fills up under load", "the broker is silent for a minute under load"
if os.geteuid():
    print(f"ok - {full} # SKIP only root makes a small disk")
else:
    checks.run(full, a_full_disk)
checks.run(silent, a_minute_of_silence)
checks.run("the topic is set back to an older copy under load", a_topic_that_is_set_back)
checks.exit()
