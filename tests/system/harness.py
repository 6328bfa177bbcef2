"""Starts, kills and calls a real server on a private data directory; for the programs beside this file."""
import http.client, json, os, pathlib, random, signal, socket, subprocess, tempfile, time, uuid

TOP = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("MILLRACE", str(TOP / "build/release/millrace"))


def free_port():
    """A port whose successor is free too: the admin port. Below those that the system gives to callers, else one who knocks before the
    server listens may be given the very port that it calls, and reaches itself."""
    while True:
        with socket.socket() as a, socket.socket() as b:
            port = random.randrange(10000, 32000)
            try:
                a.bind(("127.0.0.1", port))
                b.bind(("127.0.0.1", port + 1))
                return port
            except OSError:
                continue


def on_kafka():
    """MILLRACE_JOURNAL=kafka KAFKA_BROKERS=host:port,… puts every server of a test on that Kafka, each with topics of its own."""
    return os.environ.get("MILLRACE_JOURNAL") == "kafka"


def journal_arguments():
    if not on_kafka():
        return []
    return ["--journal", "kafka", "--dev", "--kafka.bootstrap-servers", os.environ["KAFKA_BROKERS"], "--kafka.topic-prefix", "t" + uuid.uuid4().hex]


def unhurried(arguments):
    """Programs ask faster than people: without a limit on requests, unless a test is about that."""
    limits = ("--requests-per-minute", "--business-requests-per-minute", "--address-requests-per-minute")
    return [word for limit in limits if limit not in arguments for word in (limit, "0")] + list(arguments)


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    @property
    def position(self):
        return self.headers.get("journal-position")

    def expect(self, *statuses):
        if self.status not in statuses:
            raise AssertionError(f"expected {statuses}, got {self.status}: {self.body[:400]!r}")
        return self


class Client:
    """One keep-alive connection with a caller's credentials. It reads what it has written: what it asks for next includes that, unless a test says
    another `min_position`, or the server has been restarted since."""

    def __init__(self, port, token=None, business=None, timeout=30):
        self.port, self.token, self.business, self.timeout = port, token, business, timeout
        self.connection, self.written = None, {}

    def call(self, method, path, body=None, key=None, raw=None, **headers):
        if method == "GET" and self.written and "min_position=" not in path:
            path += ("&" if "?" in path else "?") + "min_position=" + ",".join(self.written.values())
        reply = self.once(method, path, body, key, raw, **headers)
        if method != "GET" and reply.status < 300:
            self.written |= {at.rsplit(".", 1)[0]: at for at in (reply.position or "").split(",") if at}
        return reply

    def once(self, method, path, body=None, key=None, raw=None, **headers):
        head = {name.replace("_", "-"): value for name, value in headers.items()}
        data = raw if raw is not None else json.dumps(body).encode() if body is not None else None
        if data is not None:
            head.setdefault("Content-Type", "application/json")
        if self.token:
            head.setdefault("Authorization", "Bearer " + self.token)
        if self.business:
            head.setdefault("Business-Id", self.business)
        if key:
            head["Idempotency-Key"] = key
        kept = self.connection is not None
        try:
            return self.exchange(method, path, data, head)
        except ConnectionError:                          # it was kept open for longer than the server does
            if not kept or (method != "GET" and not key):
                raise
            return self.exchange(method, path, data, head)

    def exchange(self, method, path, data, head):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            self.connection.request(method, path, data, head)
            answer = self.connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        except Exception:
            self.hang_up()
            raise

    def reset(self):
        """The server has been restarted: the next call takes a new connection."""
        self.written = {}
        self.hang_up()

    def hang_up(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def get(self, path, **headers):
        return self.call("GET", path, **headers)

    def listed(self, path, wait_s=20):
        """A list, as soon as PostgreSQL is back."""
        until = time.monotonic() + wait_s
        while (reply := self.get(path)).status == 503 and time.monotonic() < until:
            time.sleep(0.1)
        return reply.expect(200)

    def post(self, path, body=None, key=None, **headers):
        return self.call("POST", path, body if body is not None else {}, key or str(uuid.uuid4()), **headers)

    def done(self, path, body=None, key=None, wait_s=60):
        """What is taken in the end: a journal whose brokers are slow answers 503, and the same request with the same key is right again and again."""
        key, until = key or str(uuid.uuid4()), time.monotonic() + wait_s
        while (reply := self.post(path, body, key)).status == 503 and time.monotonic() < until:
            assert reply.headers.get("retry-after"), reply.headers
            time.sleep(0.05)
        return reply.expect(200, 201)

    def patch(self, path, body, **headers):
        return self.call("PATCH", path, body, **headers)


class Server:
    def __init__(self, directory=None, postgres=False, arguments=(), wrapper=()):
        self.directory = pathlib.Path(directory or tempfile.mkdtemp(prefix="data."))
        if not self.directory.parent.stat().st_mode & 0o001:    # a private PostgreSQL runs as another user when we are root
            os.chmod(self.directory.parent, 0o711)
        self.port = free_port()
        self.postgres, self.arguments, self.wrapper = postgres, journal_arguments() + unhurried(arguments), list(wrapper)
        self.slow_s = 60 if "kafka" in self.arguments else 0     # how long brokers may keep a request that is right from being taken
        self.process = None
        self.dsn = ""

    def start(self, wait_s=60, lists=True):
        if self.postgres and not self.dsn:
            self.start_postgres()
        command = self.wrapper + [BINARY, "serve", "--data", str(self.directory), "--port", str(self.port)] + self.arguments
        if self.dsn:
            command += ["--postgres", self.dsn]
        self.log = open(str(self.directory) + ".out", "ab")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        until = time.monotonic() + wait_s
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode}: {self.output()}")
            if self.ready() and (self.keeps_lists() or not lists):
                return self
            time.sleep(0.02)
        raise AssertionError("the server was not ready in time: " + self.output())

    def ready(self):
        try:
            return self.operators("/readyz").status == 200
        except (OSError, http.client.HTTPException):     # nobody listens: a call to a free port may even meet itself
            return False

    def keeps_lists(self):
        """Or has no PostgreSQL. Right after a start its tables may still be being made, and until then lists answer 503."""
        return not self.dsn or self.operators("/readyz").json()["checks"]["postgres"] == "pass"

    def operators(self, path):
        """Of the admin port, which has few connections: whoever asks again and again leaves none behind."""
        client = Client(self.port + 1, timeout=5)
        try:
            return client.get(path)
        finally:
            client.reset()

    def figure(self, name):
        """One of /metrics."""
        text = self.operators("/metrics").expect(200).body.decode()
        return next(float(line.split()[-1]) for line in text.splitlines() if line.startswith(name + " "))

    def output(self):
        return pathlib.Path(str(self.directory) + ".out").read_text(errors="replace")[-2000:]

    def start_postgres(self):
        out = subprocess.run([str(TOP / "infra/postgres_cluster"), "start", "--data", str(self.directory)],
                             check=True, capture_output=True, text=True)
        self.dsn = out.stdout.strip().splitlines()[-1]

    def stop_postgres(self):
        subprocess.run([str(TOP / "infra/postgres_cluster"), "stop", "--data", str(self.directory)], check=True, capture_output=True)

    def kill(self):
        """As a crash does it."""
        self.process.kill()
        self.process.wait()

    def stop_server(self):
        """Not PostgreSQL: another start goes on with it."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def stop(self):
        self.stop_server()
        if self.dsn:
            self.stop_postgres()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def client(self, token=None, business=None, **more):
        return Client(self.port, token, business, **more)

    def owner(self, name="Ann Owner", email=None):
        """A signed-up person with a business: (client with both, business as created)."""
        email = email or f"{uuid.uuid4().hex[:12]}@example.org"
        signed = self.client().done("/auth/signup", {"email": email, "password": "correct horse", "name": name}, wait_s=self.slow_s).json()
        client = self.client(signed["access_token"])
        business = client.done("/businesses", {"name": "Harbour Coffee"}, wait_s=self.slow_s).json()
        client.business = business["id"]
        return client, business

    def visitor(self, business, **given):
        made = self.client().done(f"/widget/{business['widget_key']}/visitors", given, wait_s=self.slow_s).json()
        return self.client(made["visitor_token"]), made


class Checks:
    """Prints `ok - …` lines; the exit code says whether all were."""

    def __init__(self):
        self.failed = 0

    def check(self, name, good, why=""):
        print(("ok - " if good else "not ok - ") + name + ("" if good or not why else f": {why}"), flush=True)
        self.failed += not good
        return good

    def run(self, name, what):
        try:
            what()
            self.check(name, True)
        except Exception as error:  # noqa: BLE001 - a test that breaks has failed, whatever broke
            self.check(name, False, f"{type(error).__name__}: {error}")

    def exit(self):
        raise SystemExit(1 if self.failed else 0)
