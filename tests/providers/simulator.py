#!/usr/bin/env python3
"""The services that customers write over, all of them, on one port: each speaks its vendor's protocol as its documents have it, delivers to whoever has
subscribed, and misbehaves as the knobs say. As a program it has a page on which a person plays the customers.

Usage: simulator.py [--port N]; prints its address. A test makes a Simulator and plays with its vendors itself."""
import argparse, collections, contextlib, html, http.client, http.server, json, queue, random, threading, time, urllib.parse

from messenger import Messenger
from telegram import Telegram
from twilio import Twilio, WhatsAppByTwilio
from whatsapp import WhatsApp
from x import X


class Knobs:
    """How likely each mishap is, from 0 to 1. Of what is delivered: duplicate, reorder (held until another has gone out), late (by a moment). Of
    what is asked: lose_reply (it is done, and the line is cut), cut (it is not done), too_many (429), broken (500)."""

    def __init__(self, seed=1):
        self.chance = random.Random(seed)
        self.duplicate = self.reorder = self.late = self.lose_reply = self.cut = self.too_many = self.broken = 0.0
        self.retry_after_s = 1

    def hits(self, name):
        return self.chance.random() < getattr(self, name)


class Post:
    """Delivers to webhooks, in order but for the knobs, and again until the other side says 2xx, as all vendors do."""

    def __init__(self, knobs):
        self.knobs, self.waiting, self.held, self.idle = knobs, queue.Queue(), [], threading.Event()
        self.delivered, self.refused, self.stopping = 0, collections.Counter(), False
        self.idle.set()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def put(self, url, body, headers):
        self.idle.clear()
        self.waiting.put((url, body, headers))

    def run(self):
        while not self.stopping:
            try:
                one = self.waiting.get(timeout=0.05)
            except queue.Empty:
                if self.held:
                    self.until_taken(*self.held.pop(0))
                elif self.waiting.empty():
                    self.idle.set()
                continue
            if self.knobs.hits("reorder"):
                self.held.append(one)
                continue
            for _ in range(2 if self.knobs.hits("duplicate") else 1):
                self.until_taken(*one)
            while self.held:
                self.until_taken(*self.held.pop(0))

    def until_taken(self, url, body, headers):
        if self.knobs.hits("late"):
            time.sleep(self.knobs.chance.random() / 10)
        while not self.stopping:
            status = self.once(url, body, headers)
            if status and 200 <= status < 300:
                self.delivered += 1
                return
            self.refused[status] += 1
            if status in (401, 404, 410):
                return
            time.sleep(0.05)

    @staticmethod
    def once(url, body, headers):
        at = urllib.parse.urlsplit(url)
        line = http.client.HTTPConnection(at.hostname, at.port, timeout=30)
        try:
            with contextlib.closing(line):
                line.request("POST", at.path + ("?" + at.query if at.query else ""), body, {"Content-Type": "application/json", **headers})
                return line.getresponse().status
        except OSError:
            return None


class Simulator:
    def __init__(self, port=0, seed=1):
        self.knobs = Knobs(seed)
        self.post = Post(self.knobs)
        self.telegram, self.whatsapp = Telegram(self.post), WhatsApp(self.post)
        self.facebook, self.instagram = Messenger(self.post, "facebook", "page", "page_id"), Messenger(self.post, "instagram", "instagram", "account_id")
        self.sms, self.x, self.whatsapp_twilio = Twilio(self.post), X(self.post), WhatsAppByTwilio(self.post)
        self.vendors = {vendor.name: vendor for vendor in (self.telegram, self.whatsapp, self.facebook, self.instagram, self.sms, self.x, self.whatsapp_twilio)}
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                at = urllib.parse.urlsplit(self.path)
                vendor, _, path = at.path.lstrip("/").partition("/")
                if vendor in outer.vendors:
                    return self.by_vendor(outer.vendors[vendor], "/" + path, at.query, body)
                self.answer(*outer.page(self.command, at.path, body))

            def by_vendor(self, vendor, path, query, body):
                if outer.knobs.hits("cut"):
                    return self.cut()
                if outer.knobs.hits("too_many"):
                    return self.answer(*vendor.too_many(outer.knobs.retry_after_s))
                if outer.knobs.hits("broken"):
                    return self.answer(500, b"", "text/plain")
                answer = vendor.asked(self.command, path, urllib.parse.parse_qs(query), self.headers, body)
                if outer.knobs.hits("lose_reply"):
                    return self.cut()
                self.answer(*answer)

            def cut(self):
                self.close_connection = True
                self.connection.close()

            def answer(self, status, body, kind="application/json", headers=()):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                for name, value in headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = handle_any

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def endpoint(self, vendor):
        return f"http://127.0.0.1:{self.port}/{vendor}"

    def arguments(self):
        """What the server is started with, to find all of it here."""
        endpoints = ",".join(f"{name}={self.endpoint(name)}" for name in self.vendors)
        return ["--provider-endpoint", endpoints, "--egress-allow", f"127.0.0.1:{self.port}"]

    def page(self, method, path, body):
        """GET /: what every customer sees, a line to write on, and what a business connects with; POST /say says it. The same for programs:
        GET /threads, GET /accounts; POST /knobs turns those that it names, POST /revoke ends the credentials of an account, POST /tell says where to
        deliver, where its vendor is told by hand."""
        given = {name: values[0] for name, values in urllib.parse.parse_qs(body.decode(errors="replace")).items()}
        match method, path:
            case "POST", "/say":
                self.vendors[given["vendor"]].say(given["account"], given["who"], given["text"])
                return 303, b"", "text/plain", [("Location", "/")]
            case "POST", "/revoke":
                self.vendors[given["vendor"]].account_of(given["account"]).revoked = given.get("revoked", "yes") == "yes"
            case "POST", "/tell":
                vendor = self.vendors[given["vendor"]]
                good = vendor.tell(vendor.account_of(given["account"]), given["url"], given.get("token", ""))
                return (303, b"", "text/plain", [("Location", "/")]) if good else (400, b"That address has not answered as it should.", "text/plain")
            case "POST", "/knobs":
                for name, value in given.items():
                    setattr(self.knobs, name, float(value))
            case "GET", "/threads":
                return 200, json.dumps([{"vendor": name, "account": account, "who": who, "lines": lines} for name, account, who, lines in self.threads()]).encode()
            case "GET", "/accounts":
                return 200, json.dumps({name: vendor.offered() for name, vendor in self.vendors.items()}).encode()
            case "GET", "/":
                return 200, self.shown().encode(), "text/html; charset=utf-8"
            case _:
                return 404, b"", "text/plain"
        return 200, b"{}"

    def threads(self):
        return [(name, account, who, lines) for name, vendor in self.vendors.items() for account, who, lines in vendor.threads()]

    def shown(self):
        rows = []
        for name, account, who, lines in self.threads():
            shown = "".join(f"<p><b>{html.escape(by)}</b> {html.escape(text)}</p>" for by, text in lines)
            hidden = "".join(f"<input type=hidden name={k} value='{html.escape(str(v), True)}'>" for k, v in (("vendor", name), ("account", account), ("who", who)))
            rows.append(f"<h2>{name}: {html.escape(str(who))}</h2>{shown}<form method=post action=/say>{hidden}<input name=text aria-label='{name}'><button>Say</button></form>")
        for name, vendor in self.vendors.items():
            fields = "".join(f"<li>{html.escape(field)}: <code>{html.escape(value)}</code>" for field, value in vendor.offered()["credentials"].items())
            told = f"<form method=post action=/tell><input type=hidden name=vendor value={name}><input type=hidden name=account value='{vendor.offered()['account']}'>" \
                   "<input name=url placeholder=webhook_url aria-label=webhook_url><input name=token placeholder=verify_token aria-label=verify_token><button>Deliver there</button></form>"
            rows.append(f"<h2>Connect {name} with</h2><ul>{fields}</ul>" + (told if hasattr(vendor, "tell") else ""))
        return "<!doctype html><html lang=en><title>The customers</title><p>Whoever is connected here is written to by you. <a href=/>Look again</a></p>" + "".join(rows)

    def settle(self, wait_s=60):
        if not self.post.idle.wait(wait_s):
            raise AssertionError("what was to be delivered is not taken")

    def stop(self):
        self.post.stopping = True
        self.server.shutdown()
        self.server.server_close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8090)
    simulator = Simulator(parser.parse_args().port)
    print(f"http://127.0.0.1:{simulator.port}", *simulator.arguments(), flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
