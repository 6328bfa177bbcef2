"""Messenger and Instagram (developers.facebook.com/docs/messenger-platform, …/instagram-platform), as far as businesses need them that are written to: subscribed_apps, messages,
deliveries and reads. Where an app's deliveries go is told by hand, in the app's pages: `tell` does what a person does there."""
import collections, contextlib, hashlib, hmac, http.client, json, re, secrets, threading, time, urllib.parse


class Page:
    def __init__(self, id, token, app_secret):
        self.id, self.token, self.app_secret = id, token, app_secret
        self.url, self.subscribed, self.revoked, self.closed, self.blocked_by, self.sent = None, False, False, set(), set(), []
        self.lines = collections.defaultdict(list)


class Messenger:
    def __init__(self, post, name, object, id_field):
        self.post, self.name, self.object, self.id_field = post, name, object, id_field
        self.pages, self.lock = {}, threading.Lock()

    def page(self):
        made = Page(str(10**14 + secrets.randbelow(10**14)), "EAAP" + secrets.token_hex(20), secrets.token_hex(16))
        with self.lock:
            self.pages[made.id] = made
        return made

    def credentials(self, page):
        return {self.id_field: page.id, "access_token": page.token, "app_secret": page.app_secret}

    def offered(self):
        page = next(iter(self.pages.values()), None) or self.page()
        return {"account": page.id, "credentials": self.credentials(page)}

    def account_of(self, id):
        return self.pages[id]

    @staticmethod
    def wrong(status, code, message):
        return status, json.dumps({"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A"}}).encode()

    def too_many(self, retry_after_s):
        status, body = self.wrong(429, 613, "Calls to this api have exceeded the rate limit.")
        return status, body, "application/json", [("Retry-After", str(retry_after_s))]

    def asked(self, method, path, query, headers, body):
        found = re.match(r"^/v\d+\.\d+/(\d+)(/messages|/subscribed_apps)?$", path)
        page = self.pages.get(found[1]) if found else None
        if not page:
            return self.wrong(400, 100, "Unsupported request. Object does not exist")
        if page.revoked or headers.get("Authorization") != "Bearer " + page.token:
            return self.wrong(401, 190, "Error validating access token")
        if found[2] == "/subscribed_apps":
            if "messages" not in query.get("subscribed_fields", [""])[0].split(","):
                return self.wrong(400, 100, "Param subscribed_fields must be one of {messages, …}")
            page.subscribed = True
            return 200, b'{"success":true}'
        return self.send(page, json.loads(body or b"{}")) if found[2] else (200, json.dumps({"name": "A page", "id": page.id}).encode())

    def send(self, page, given):
        to, text = str(given.get("recipient", {}).get("id", "")), given.get("message", {}).get("text", "")
        if not to or not text:
            return self.wrong(400, 100, "Invalid parameter")
        if to in page.closed:
            return self.wrong(400, 10, "This message is sent outside of allowed window.")
        if to in page.blocked_by:
            return self.wrong(400, 551, "This person isn't available right now.")
        mid = "m_" + secrets.token_urlsafe(24)
        with self.lock:
            page.sent.append((to, mid, text))
            page.lines[to].append(("page", text))
        return 200, json.dumps({"recipient_id": to, "message_id": mid}).encode()

    # --- by hand, in the app's pages ---

    def tell(self, page, url, token):
        """Where to deliver; whether that address has answered as it should."""
        challenge, at = str(secrets.randbelow(10**10)), urllib.parse.urlsplit(url)
        query = urllib.parse.urlencode({"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge})
        with contextlib.closing(http.client.HTTPConnection(at.hostname, at.port, timeout=10)) as line:
            line.request("GET", f"{at.path}?{query}")
            answer = line.getresponse()
            good = answer.status == 200 and answer.read().decode() == challenge
        page.url = url if good else None
        return good

    # --- what people do ---

    def deliver(self, page, *events):
        body = json.dumps({"object": self.object, "entry": [{"id": page.id, "time": int(time.time() * 1000), "messaging": list(events)}]}, ensure_ascii=True).encode()
        mac = hmac.new(page.app_secret.encode(), body, hashlib.sha256).hexdigest()
        if page.url and page.subscribed:
            self.post.put(page.url, body, {"X-Hub-Signature-256": "sha256=" + mac})

    def event(self, page, who, **content):
        return {"sender": {"id": who}, "recipient": {"id": page.id}, "timestamp": int(time.time() * 1000), **content}

    def message(self, page, who, **content):
        mid = "m_" + secrets.token_urlsafe(24)
        with self.lock:
            page.lines[who].append((who, str(content.get("text", sorted(content)))))
        self.deliver(page, self.event(page, who, message={"mid": mid, **content}))
        return mid

    def say(self, page, who, text):
        return self.message(self.pages[page] if isinstance(page, str) else page, str(who), text=text)

    def threads(self):
        return [(page.id, who, lines) for page in self.pages.values() if page.url for who, lines in (page.lines or {"7000000000000001": []}).items()]
