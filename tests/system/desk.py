"""What is under way while kill9.py kills: tickets. Who is given one is sent a mail, through a mail server that outlives the killed process, notes all
that it takes and often says so late. Each has a timer, an hour for its first answer, which comes due, or is taken back, while the server's clock is put
ahead.

Held against the history: no mail goes out twice but after an attempt that is recorded as unknown, none is forgotten, and every timer fires once."""
import collections, datetime, json, mmap, pathlib, re, struct, subprocess, threading, time, uuid

from harness import BINARY
from smtp_server import SmtpServer


class Clock:
    """The server's clock of the wall, ahead of the real one by as much as the test says (clock_ahead.cpp)."""

    def __init__(self, file):
        library = pathlib.Path(BINARY).resolve().with_name("libclock_ahead.so")
        if not library.exists():
            raise AssertionError(f"{library} is not there; make it: ninja -C {library.parent} clock_ahead")
        file.write_bytes(bytes(8))
        with open(file, "r+b") as opened:
            self.page = mmap.mmap(opened.fileno(), 8)
        self.ahead_s = 0
        self.wrapper = ["env", f"LD_PRELOAD={library}", f"CLOCK_AHEAD={file}"]

    def forward(self, hours):
        self.ahead_s += int(hours * 3600)
        self.page[:] = struct.pack("=q", self.ahead_s)

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.ahead_s)


class Desk(threading.Thread):
    """Opens one ticket after the other, gives it to a colleague, and lets her answer some. Takes the server as it is before its first start."""

    lasts_h = 20    # over all cycles: an access token lasts a day

    def __init__(self, server, cycles, rng):
        super().__init__(daemon=True)
        self.server, self.step_h, self.rng = server, self.lasts_h / cycles, rng
        self.tries, self.stopping = 0, False
        self.opened, self.assigned, self.answered, self.refused = [], set(), set(), []    # as it was told
        self.tickets, self.effects = [], []                                               # as lists have them in the end
        self.mail, self.clock = SmtpServer(), Clock(pathlib.Path(str(server.directory) + ".clock"))
        self.mail.late = lambda: rng.uniform(0.05, 0.4) if rng.random() < 0.3 else 0
        server.wrapper = self.clock.wrapper
        server.arguments += ["--mail-server", f"smtp://127.0.0.1:{self.mail.port}", "--mail-from", "house@example.org", "--access-token-s", "86400"]

    def staff(self, owner):
        """A colleague joins; from here on there can be work."""
        email = f"{uuid.uuid4().hex[:12]}@example.org"
        invited = owner.done(f"/businesses/{owner.business}/team", {"email": email, "role": "agent"}).json()
        self.invited = invited["id"]
        self.mail.wait_for(email)   # who joins before the mail has gone out is sent none
        signed = self.server.client().done("/auth/signup", {"email": email, "password": "correct horse", "name": "Bea Agent"}).json()
        self.bea = self.server.client(signed["access_token"])
        self.colleague = self.bea.done(f"/invitations/{invited['invitation_token']}/accept").json()["id"]
        self.bea.business = owner.business
        self.owner = self.server.client(owner.token, owner.business)
        until = time.monotonic() + 10
        while not (row := self.owner.get(f"/businesses/{owner.business}/team/{self.colleague}").json()).get("email"):
            assert time.monotonic() < until, f"the colleague's address, to which mails go, is not known: {row}"
            time.sleep(0.02)

    def run(self):
        while not self.stopping:
            self.handle_one()
            time.sleep(0.02)

    def handle_one(self):
        self.tries += 1
        ticket = self.taken(self.owner, "/tickets", {"subject": f"Desk {self.tries}", "priority": "critical"})
        if not ticket:
            return
        self.opened.append(ticket["id"])
        if self.taken(self.owner, f"/tickets/{ticket['id']}/assign", {"member_id": self.colleague}):
            self.assigned.add(ticket["id"])
        if self.rng.random() < 0.3 and self.taken(self.bea, f"/tickets/{ticket['id']}/comments", {"text": "I am on it."}):
            self.answered.add(ticket["id"])

    def taken(self, client, path, body):
        """The answer in the end, with one key for all tries; none when it is refused, or nobody waits for it any more."""
        key = str(uuid.uuid4())
        while True:
            try:
                reply = client.post(path, body, key)
            except Exception:  # noqa: BLE001 - the server has just been killed
                reply = None
            if reply and reply.status in (200, 201):
                return reply.json()
            if reply and reply.status not in (503, 429):
                self.refused.append(f"POST {path}: {reply.status} {reply.body[:200]!r}")
                return None
            if self.stopping:
                return None
            time.sleep(0.01)

    def later(self):
        """What comes due by this fires now, and may be killed while it does."""
        self.clock.forward(self.step_h)
        time.sleep(self.rng.uniform(0, 0.05))

    def try_again(self, client):
        """As a person does who sees that nobody knows what became of these: by this one may go out twice."""
        for effect in client.listed("/effects?state=unknown&limit=200").json()["items"]:
            client.post(f"/effects/{effect['id']}/retry").expect(200, 409, 503)

    def settle(self, client, wait_s=120):
        """Until no clock runs and no mail waits, or too late: what is not over by then is found lost. What is unknown stays so."""
        self.mail.late = None
        self.clock.forward(2)
        until = time.monotonic() + wait_s
        while True:
            self.tickets, self.effects = listed(client, "/tickets"), listed(client, "/effects")
            running = [t for t in self.tickets if t["first_response"] == "running"]
            open_effects = [e for e in self.effects if e["state"] in ("waiting", "under_way")]
            if not (running or open_effects) or time.monotonic() > until:
                return
            time.sleep(0.2)

    def seen(self, client):
        """Each ticket and each effect, as the local store has it."""
        rows = {}
        for path in [f"/tickets/{t['id']}" for t in self.tickets] + [f"/effects/{e['id']}" for e in self.effects]:
            rows[path] = client.listed(path).json()
            rows[path].pop("live", None)
        return rows

    def judge(self, seen, found):
        """Adds to what was found; says the first of each kind."""
        complaints = [("diverged", why) for why in self.refused]
        tickets = [row for path, row in seen.items() if path.startswith("/tickets/")]
        effects = [row for path, row in seen.items() if path.startswith("/effects/")]
        found |= {"mails": 0, "again": 0, "unknown": 0, "timers": 0}
        self.judge_tickets(tickets, complaints)
        self.judge_mails(tickets, effects, found, complaints)
        self.judge_timers(tickets, found, complaints)
        for what, _ in complaints:
            found[what] += 1
        for what in ("lost", "duplicated", "diverged"):
            for why in [why for kind, why in complaints if kind == what][:5]:
                print(f"{what}, {why}")

    def judge_tickets(self, tickets, complaints):
        there = collections.Counter(t["subject"] for t in tickets)
        complaints += [("duplicated", f"ticket: {subject} was opened {n} times") for subject, n in there.items() if n > 1]
        known = {t["id"]: t for t in tickets}
        complaints += [("lost", f"ticket: {one} was acknowledged and is not in the list") for one in self.opened if one not in known]
        complaints += [("diverged", f"ticket: to have been given to {self.colleague}: {known[one]}") for one in self.assigned
                       if one in known and known[one]["assigned_to"] != self.colleague]

    def judge_mails(self, tickets, effects, found, complaints):
        sent = self.message_ids({t["number"]: t["id"] for t in tickets})
        asked = collections.Counter(e["about"]["id"] for e in effects)
        complaints += [("lost", f"mail: ticket {one} was given away, and no effect is about it") for one in self.assigned if not asked[one]]
        complaints += [("duplicated", f"mail: {one} was given away once and has {n} effects") for one, n in asked.items() if n > 1]
        for effect in effects:
            mails, results = sent.pop(effect["about"]["id"], []), collections.Counter(a["result"] for a in effect["attempts"])
            about = f"mail: the mail server has taken {len(mails)} {sorted(set(mails))} of the effect {effect}"
            found["mails"] += len(mails)
            found["again"] += max(0, len(mails) - 1)
            found["unknown"] += results["unknown"]
            if len(mails) > results["succeeded"] + results["unknown"]:
                complaints.append(("duplicated", f"more than its attempts that have succeeded or are recorded as unknown; {about}"))
            if len(set(mails)) > 1 or (effect["reference"] and mails and mails[0] != f"<{effect['reference']}>"):
                complaints.append(("diverged", f"under another Message-ID; {about}"))
            if effect["state"] not in ("succeeded", "unknown"):
                complaints.append(("lost", f"it has not come to an end; {about}"))
            if effect["state"] == "succeeded" and not mails:
                complaints.append(("lost", f"it says that it has succeeded; {about}"))
        complaints += [("diverged", f"mail: {mails} were taken about {one}, about which there is no effect") for one, mails in sent.items()]

    def message_ids(self, tickets):
        """Of every mail that was taken, as they came, by what it is about: a ticket, or the colleague's invitation."""
        sent = collections.defaultdict(list)
        with self.mail.taken:
            taken = list(self.mail.mails)
        for _, message in taken:
            if message["Subject"] == "Is this your address?":      # who has signed up
                continue
            number = re.match(r"Ticket (\d+): ", message["Subject"])
            about = tickets.get(int(number[1]), f"ticket {number[1]}") if number else self.invited
            sent[about].append(message["Message-ID"])
        return sent

    def judge_timers(self, tickets, found, complaints):
        fired = self.timers_of_the_journal(found, complaints)
        for t in tickets:
            about = f"timer: of ticket {t['id']}, due at {t['first_response_due_at']}, now {self.clock.now()}, is {t['first_response']}"
            if t["first_response"] not in ("breached", "met"):
                complaints.append(("lost", f"its clock never started, or never ended; {about}"))
            if t["first_response"] == "met" and not t["comments"]:
                complaints.append(("diverged", f"nobody has answered; {about}"))
            if fired[t["id"]] != (t["first_response"] == "breached"):
                what = "duplicated" if fired[t["id"]] > 1 else "diverged"
                complaints.append((what, f"the journal says {fired[t['id']]} times that it ran out; {about}"))
            if t["id"] in self.answered and not t["comments"]:
                complaints.append(("lost", f"comment: it was acknowledged; ticket {t['id']} has none"))

    def timers_of_the_journal(self, found, complaints):
        """How often the clock of each ticket ran out. Each timer that was set has fired or was cancelled, once, unless it is due later."""
        waiting, fired, due_by = {}, collections.Counter(), self.clock.now() - datetime.timedelta(seconds=10)
        command = [BINARY, "journal", "cat", "--data", str(self.server.directory), "--tenant", self.owner.business]
        cat = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in cat.stdout:
            if "timer." not in line and "clock_breached" not in line:
                continue
            record = json.loads(line)
            for fact in [] if record.get("rejected") else record.get("facts", []):
                kind, body = fact["type"], fact["body"]
                if kind == "timer.set.v1":
                    waiting[body["id"]] = body["due"]
                elif kind == "timer.cancelled.v1":
                    waiting.pop(body["id"], None)
                elif kind == "timer.fired.v1":
                    found["timers"] += 1
                    if not waiting.pop(body["id"], None):
                        complaints.append(("duplicated", f"timer: {body['id']} fired and did not wait any more"))
                elif kind == "ticket.clock_breached.v1":
                    fired[body["id"]] += 1
        if cat.wait() != 0:
            complaints.append(("diverged", f"timer: journal cat ended with {cat.returncode}"))
        complaints += [("lost", f"timer: {timer} was due at {due} and has not fired") for timer, due in waiting.items()
                       if datetime.datetime.fromisoformat(due) < due_by]
        return fired


def listed(client, path):
    """All pages of a list."""
    items, cursor = [], ""
    while cursor is not None:
        page = client.listed(f"{path}?limit=200" + (f"&cursor={cursor}" if cursor else "")).json()
        items += page["items"]
        cursor = page["next_cursor"]
    return items
