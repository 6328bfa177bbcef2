#!/usr/bin/env python3
"""Extreme values through every field of every route of a running server: extremes.py [--cycles N] [--seed S]
What the OpenAPI document says that a route takes is the source: each field gets what is at its edge, beyond it and far beyond it.
Nothing may answer 5xx or be taken that the document refuses; what is taken must be readable at once from both stores, the events and
the live channel, nothing may stop or be parked, and in the end what is kept must be what a rebuild makes."""
import argparse, http.client, itertools, json, pathlib, random, shutil, subprocess, sys, time, urllib.parse, uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from contract import whole
from extreme_values import BROKEN, TEXTS, Members, dump, extremes, spoilt
from harness import BINARY, Client, Server
from live_socket import LiveSocket

# Under another name in the document, too: both at once is one too many.
SYNONYMS = {"content", "title", "is_internal", "is_internal_note", "platform", "assigned_to"}
HEADERS = {"If-Match": ["*", '"v0"', '"v1"', 'W/"v1"', '"v-1"', '"v9223372036854775807"', '"v99999999999999999999"', '"v1", *', '"', ","],
           "If-None-Match": ["*", '"v1"', 'W/"x", "y"', 'W/', '"', ",", '"a" "b"', "w/\"x\""],
           "Prefer": ["wait=", "wait=-1", "wait=99999999999999999999", "wait=0, wait=1", ",,,", "wait"],
           "Idempotency-Key": ["x" * 255, "x" * 256, '"quoted"', '"', "\x7f"], "Business-Id": ["00000000-0000-0000-0000-000000000000"]}
READ_BACK = 20                                           # cycles


ADDRESSES, exchange = itertools.count(1), Client.exchange


def from_elsewhere(self, method, path, data, head):
    """Each request from an address of its own, as a proxy tells it: what one address may ask for is not looked at here."""
    n = next(ADDRESSES)
    return exchange(self, method, path, data, {**head, "X-Forwarded-For": f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"})


Client.exchange = from_elsewhere


class Counts:
    acked = refused = limited = 0


class World:
    """People, and one good body for each route."""

    def __init__(self, server):
        self.server = server
        self.owner, self.business = server.owner()
        self.visitor, made = server.visitor(self.business, name="Zoe")
        self.widget_key = self.business["widget_key"]
        answer = self.visitor.post(f"/widget/{self.widget_key}/messages", {"text": "hello"}).expect(201)
        first, self.position = answer.json(), answer.position
        self.conversation, self.customer, self.message = first["conversation_id"], made["customer_id"], first["id"]
        self.member = self.invited()["id"]
        self.ticket = self.owner.post("/tickets", {"subject": "It burns"}).expect(201).json()["id"]
        self.event = self.owner.get(f"/events?limit=1&min_position={self.position}").expect(200).json()[0]["id"]
        self.una = server.client()
        self.signed_up()

    def invited(self):
        return self.owner.post(f"/businesses/{self.business['id']}/team", {"email": f"{uuid.uuid4().hex}@example.org", "role": "agent"}).expect(201).json()

    def signed_up(self):
        """Somebody whose session may end."""
        who = {"email": f"{uuid.uuid4().hex}@example.org", "password": "correct horse", "name": "Una"}
        made = patient(lambda: self.server.client().post("/auth/signup", who)).expect(201).json()
        self.una.token, self.refresh_token, self.una_email = made["access_token"], made["refresh_token"], who["email"]

    def client(self, pattern):
        if pattern.startswith("/auth") or pattern.startswith("/invitations") or pattern == "/businesses":
            return self.una
        if pattern.startswith("/widget"):
            return self.visitor
        if pattern == "/telemetry":                      # of which a person may tell less than all strangers together
            return self.server.client()
        return self.owner

    def path(self, pattern):
        ids = {"business_id": self.business["id"], "passkey_id": str(uuid.uuid4()), "widget_key": self.widget_key, "invitation": "nobody", "event": self.event, "platform": "telegram",
               "account": "nobody"}
        ids["id"] = (self.conversation if pattern.startswith("/conversations") else self.customer if pattern.startswith("/customers")
                     else self.ticket if pattern.startswith("/tickets") else self.message if "/messages" in pattern else self.member if "/team" in pattern else str(uuid.uuid4()))
        for name, value in ids.items():
            pattern = pattern.replace("{" + name + "}", value)
        return pattern

    def good(self, schema, name=""):
        known = {"conversation_id": self.conversation, "customer_id": self.customer, "member_id": self.member, "password": "correct horse",
                 "old_password": "correct horse", "current_password": "correct horse", "new_password": "correct horse", "refresh_token": self.refresh_token, "name": "Zoe", "phone": "+49 30 1234", "status": "open", "priority": "high",
                 "occurred_at": "2020-01-01T00:00:00Z", "from": "client", "channel": "email", "kind": "reply", "ids": [self.conversation],
                 "widget_origins": ["https://shop.example"], "scopes": ["customers_view"], "expires_at": "2100-01-01T00:00:00Z", "require_mfa": False,
                 "url": "http://127.0.0.1:9/hook", "bot_token": f"{random.randrange(10**9, 10**10)}:{'x' * 35}"}
        if name in known and known[name] in schema.get("enum", [known[name]]) and schema.get("type") != "object":
            return known[name]
        if name == "events" and schema["items"].get("type") == "string":
            return ["*"]
        if name in ("email", "new_email"):
            return f"{uuid.uuid4().hex}@example.org"
        if "enum" in schema:
            return next(word for word in reversed(schema["enum"]) if word is not None)
        kind = next(k for k in ([schema["type"]] if isinstance(schema["type"], str) else schema["type"]) if k != "null")
        if schema.get("maxProperties") == 1:
            name, only = list(schema["properties"].items())[-1]
            return {name: self.good(only, name)}
        if kind == "object":
            return {n: self.good(s, n) for n, s in schema["properties"].items() if n not in SYNONYMS and n != "account_id"}
        if kind == "array":
            return [self.good(schema["items"])]
        return {"string": uuid.uuid4().hex, "integer": schema.get("minimum", 0) if schema.get("minimum", 0) > 0 else 1, "boolean": True}[kind]


def patient(call):
    """Its answer; who is told to come back later does."""
    for _ in range(20):
        answer = call()
        if answer.status != 429:
            return answer
        Counts.limited += 1
        time.sleep(min(2.0, float(answer.headers.get("retry-after", 1))))
    return answer


def answered(client, method, path, raw=None, **headers):
    """The answer; None when the server has hung up on something too long."""
    key = headers.pop("key", str(uuid.uuid4()) if method == "POST" else None)
    try:
        return patient(lambda: client.call(method, path, raw=raw, key=key, **headers))
    except (ConnectionError, http.client.HTTPException, ValueError):
        client.reset()
        return None


class Run:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.server = Server(postgres=True, arguments=["--trusted-proxies", "127.0.0.1"]).start()
        self.world = World(self.server)
        self.document = whole(self.world.owner.get("/openapi.json").expect(200).json())
        self.errors, self.taken, self.lost, self.duplicated, self.diverged = {}, {}, set(), set(), []
        self.created, self.kept, self.positions, self.events = [], [], {}, {}
        self.moved(self.world.position)
        self.next_events = "/events?limit=200"
        snapshot = self.world.owner.get(f"/conversations?min_position={self.world.position}", Prefer="wait=30").expect(200)
        self.live = LiveSocket(self.server.port, self.world.owner.token)
        self.live.subscribe(snapshot.json()["live"])

    def moved(self, position):
        """The newest in each partition: what is asked for, joined, is all that was written."""
        for one in filter(None, (position or "").split(",")):
            self.positions[one.split(".")[1]] = one

    def position(self):
        return ",".join(self.positions.values())

    def cases(self):
        """Each of them in turn: what can be wrong with a field in an order of chance, a few of every field and then on."""
        groups = {}
        for pattern, methods in self.document["paths"].items():
            for method, route in methods.items():
                for case in self.of(pattern, method.upper(), route):
                    groups.setdefault((method, pattern, case[0]), []).append((method.upper(), pattern, *case))
        for group in groups.values():
            self.random.shuffle(group)
        groups = [group[at:at + 40] for group in groups.values() for at in range(0, len(group), 40)]
        while True:
            self.random.shuffle(groups)
            for group in groups:
                yield group[0]
                group.append(group.pop(0))

    def of(self, pattern, method, route):
        body = route.get("requestBody")
        if body:
            schema = body["content"].get("application/json", {}).get("schema")       # what another protocol's bodies hold is spoilt as a whole alone
            for field, value, refused in spoilt(schema, self.world.good(schema)) if schema else ():
                yield "body " + field, "body", field, value, refused
            for value in ("", "null", "[]", "3", '"x"', "{", "{}", "\ufeff{}", "[" * 5000, '{"a":' * 70 + "1" + "}" * 70, "nul"):
                yield "body", "raw", "", value, False
        for parameter in route["parameters"]:
            where, name = parameter["in"], parameter["name"]
            asked = parameter["schema"].get("anyOf", [parameter["schema"]])[0]
            values = extremes(asked.get("items", asked), "x") if where == "query" else [(t, False) for t in TEXTS + HEADERS.get(name, [])]
            number = parameter["schema"].get("type") == "integer"
            for value, refused in values:
                if isinstance(value, str) or (number and isinstance(value, int) and not isinstance(value, bool)):
                    yield f"{where} {name}", where, name, value, refused and where == "query" and name not in ("cursor", "after", "min_position")
            if where in ("query", "path"):
                for broken in ("%00", "%ED%A0%80", "%FF", "%"):
                    yield f"{where} {name}", where, name, broken, True
        yield "query nobody", "query", "nobody_knows_this", "1", "requestBody" not in route and method == "GET" and self.is_list(route)

    @staticmethod
    def is_list(route):
        return any(p["name"] == "cursor" for p in route["parameters"])

    def one(self, method, pattern, _, where, field, value, refused):
        world = self.world
        path, raw, headers = world.path(pattern), None, {}
        schema = self.document["paths"][pattern][method.lower()].get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if where == "body":
            raw = dump(self.fresh(schema, field, value))
        elif where == "raw":
            raw = value
        elif schema:
            raw = dump(world.good(schema))
        text = str(value) if str(value).startswith("%") and len(str(value)) < 12 else urllib.parse.quote(str(value), safe="")
        if where == "query":
            path += ("&" if "?" in path else "?") + f"{field}={text}"
        elif where == "path":
            path = world.path(pattern.replace("{" + field + "}", text or "%20"))
        elif where == "header":
            if not str(value).isprintable() or not str(value).isascii():
                return
            headers["key" if field == "Idempotency-Key" else field] = str(value)
        answer = answered(world.client(pattern), method, path, raw.encode() if raw is not None else None, **headers)
        self.judge(method, pattern, f"{where} {field} = {(raw if where == 'body' else str(value))[:200]!r}", refused, answer, raw)
        if pattern in ("/auth/logout", "/auth/refresh", "/auth/password", "/auth/login", "/auth/update-password", "/auth/change-email", "/auth/deactivate",
                       "/auth/delete") or (pattern == "/auth/sessions/{id}" and method == "DELETE"):
            if answer is None or answer.status in (200, 401):
                world.signed_up()
        if pattern in ("/businesses/{business_id}/deactivate", "/businesses/{business_id}") and method in ("POST", "DELETE") and answer is not None and answer.status == 200:
            world.owner.post(f"/businesses/{world.business['id']}/reactivate").expect(200)
        if method == "DELETE" and "/team" in pattern and answer is not None and answer.status == 200:
            world.member = world.invited()["id"]
        if method == "DELETE" and pattern == "/messages/{id}" and answer is not None and answer.status == 200:
            world.message = world.visitor.post(f"/widget/{world.widget_key}/messages", {"text": "and again"}).expect(201).json()["id"]

    def fresh(self, schema, field, value):
        """The spoilt body with keys and addresses of its own, but for what was spoilt."""
        good = self.world.good(schema)
        if isinstance(value, Members):
            return value
        if field in value:
            good[field] = value[field]
            return good
        return value

    def judge(self, method, pattern, what, refused, answer, raw):
        if answer is None:
            Counts.refused += 1
            return
        if answer.status >= 500:
            self.errors[f"{answer.status} {method} {pattern} {what}"] = answer.body[:200]
        elif answer.status >= 300:
            Counts.refused += 1
        else:
            if refused:
                self.taken[f"{method} {pattern} {what}"] = answer.status
            if method != "GET":
                Counts.acked += 1
                self.moved(answer.position)
                self.remember(pattern, answer, raw)

    def remember(self, pattern, answer, raw):
        if answer.status != 201 or not answer.body.startswith(b"{"):
            return
        made, asked = answer.json(), json.loads(raw) if raw else {}
        if pattern == "/messages":
            self.created.append((f"/messages/{made['id']}", "/messages", made["id"], {"text": asked.get("text")}))
        elif pattern == "/conversations":
            self.created.append((f"/conversations/{made['id']}", "/conversations", made["id"], {"subject": asked.get("subject")}))
        elif pattern == "/customers":
            self.created.append((f"/customers/{made['id']}", "/customers", made["id"], {}))

    def read_back(self):
        """What was acknowledged, from both stores, the events and the live channel."""
        owner, created = self.world.owner, self.created
        self.created = []
        since = f"min_position={self.position()}"
        for path, _, _, members in created:
            answer = answered(owner, "GET", f"{path}?{since}", Prefer="wait=10")
            if answer is None or answer.status != 200:
                self.lost.add(f"{path}: {answer and answer.status}")
                continue
            self.kept.append(path)
            for name, value in members.items():
                if value is not None and answer.json().get(name) != value:
                    self.diverged.append(f"{path} {name}: {answer.json().get(name)!r:.80} is not {value!r:.80}")
        for name in ("/conversations", "/customers", "/messages"):
            answer = answered(owner, "GET", f"{name}?limit=200&{since}", Prefer="wait=30")
            if answer is None or answer.status != 200:
                self.errors[f"GET {name}"] = answer and answer.body[:200]
                continue
            ids = [row["id"] for row in answer.json()["items"]]
            self.duplicated |= {i for i in ids if ids.count(i) > 1}
            self.lost |= {f"{name}: {i} is not listed" for _, where, i, _ in created if where == name and i not in ids}
        self.follow_events()
        self.live.hear(0)

    def follow_events(self):
        while True:
            answer = answered(self.world.owner, "GET", self.next_events)
            if answer is None or answer.status != 200:
                self.errors["GET /events"] = answer and answer.body[:200]
                return
            for event in answer.json():
                if event["id"] in self.events:
                    self.duplicated.add(event["id"])
                self.events[event["id"]] = json.dumps(event, sort_keys=True)
            link = answer.headers.get("link")
            if not link:
                self.next_events = f"/events?limit=200&after={answer.headers['journal-position']}"
                return
            self.next_events = link[1:link.index(">")]

    def as_it_is(self):
        """What people see, without where a stream or a page goes on."""
        world, seen = self.world, {}
        paths = self.kept[-300:] + [f"/conversations/{world.conversation}/messages?limit=200", f"/customers/{world.customer}",
                                    f"/businesses/{world.business['id']}/team?limit=200", "/customers?limit=200", "/messages?limit=200", "/conversations?limit=200"]
        for path in paths:
            body = world.owner.get(path + ("&" if "?" in path else "?") + f"min_position={self.position()}", Prefer="wait=30").expect(200).json()
            body.pop("live", None)
            body.pop("next_cursor", None)
            seen[path] = body
        return seen

    def conclude(self):
        self.read_back()
        server, problems = self.server, []
        ready = Client(server.port + 1).get("/readyz").json()
        if ready["status"] != "pass":
            problems.append(f"/readyz: {ready}")
        for name in ("millrace_sql_parked", "millrace_partitions_stopped"):
            if server.figure(name) != 0:
                problems.append(f"{name} is {server.figure(name)}")
        if not self.live.publications:
            problems.append("nothing was heard on the live channel")
        for projection in ("conversations", "customers", "messages"):
            done = subprocess.run([BINARY, "rebuild", projection, "--data", str(server.directory)], capture_output=True, text=True, timeout=600)
            if done.returncode or "equal" not in done.stdout:
                self.diverged.append(f"rebuild {projection}: {done.stdout} {done.stderr}")
        before = self.as_it_is()
        server.process.terminate()
        server.process.wait(60)
        shutil.rmtree(server.directory / "rocksdb")
        server.start(120)
        self.world.owner.reset()
        after = self.as_it_is()
        self.diverged += [f"{path} is not what it was before the local store was made anew" for path in before if before[path] != after[path]]
        log = (server.directory / "logs/millrace.log").read_text(errors="replace")
        problems += [line for line in log.splitlines() if "parked" in line or '"error"' in line][:10]
        server.stop()
        return problems


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--cycles", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    run = Run(asked.seed)
    cases = run.cases()
    for n in range(1, asked.cycles + 1):
        run.one(*next(cases))
        if n % READ_BACK == 0:
            run.read_back()
        if n % 1000 == 0:
            print(f"{n} values, {Counts.acked} acknowledged, {Counts.refused} refused, {len(run.errors)} errors", flush=True)
    problems = run.conclude()
    for name, found in (("5xx or unreadable", run.errors), ("taken though the document refuses it", run.taken), ("lost", run.lost),
                        ("twice", run.duplicated), ("diverged", run.diverged), ("stopped", problems)):
        for line in list(found)[:20]:
            print(f"{name}: {line} {found[line] if isinstance(found, dict) else ''}")
    print(f"extremes: cycles={asked.cycles} acked={Counts.acked} refused={Counts.refused} lost={len(run.lost)} duplicated={len(run.duplicated)} "
          f"diverged={len(run.diverged)} errors={len(run.errors)} beyond={len(run.taken)} stopped={len(problems)} seed={asked.seed}", flush=True)
    return 1 if run.errors or run.taken or run.lost or run.duplicated or run.diverged or problems else 0


if __name__ == "__main__":
    sys.exit(main())
