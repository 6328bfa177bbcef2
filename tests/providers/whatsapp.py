"""WhatsApp's Cloud API (developers.facebook.com/docs/whatsapp/cloud-api), as far as businesses need it that are written to: webhook_configuration with Meta's question
whether the address listens, messages, statuses. A number is known once somebody has said its token and app secret; Meta writes non-ASCII as \\uXXXX and signs that."""
import collections, contextlib, hashlib, hmac, http.client, json, re, secrets, threading, time, urllib.parse


class Number:
    def __init__(self, id, token, app_secret):
        self.id, self.token, self.app_secret = id, token, app_secret
        self.url, self.revoked, self.closed, self.sent = None, False, set(), []        # as customers see it: (to, message id, text)
        self.lines = collections.defaultdict(list)


class WhatsApp:
    name = "whatsapp"

    def __init__(self, post):
        self.post, self.numbers, self.lock = post, {}, threading.Lock()
        self.early = False          # statuses overtake the answer to what was sent

    def number(self):
        """A new number of a business; what it is connected with is told by `credentials`."""
        made = Number(str(10**14 + secrets.randbelow(10**14)), "EAAG" + secrets.token_hex(20), secrets.token_hex(16))
        with self.lock:
            self.numbers[made.id] = made
        return made

    def offered(self):
        """The first number, made when there is none."""
        number = next(iter(self.numbers.values()), None) or self.number()
        return {"account": number.id, "credentials": self.credentials(number)}

    def account_of(self, id):
        return self.numbers[id]

    @staticmethod
    def credentials(number):
        return {"phone_number_id": number.id, "access_token": number.token, "app_secret": number.app_secret}

    # --- what businesses ask ---

    @staticmethod
    def wrong(status, code, message):
        return status, json.dumps({"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A"}}).encode()

    def too_many(self, retry_after_s):
        status, body = self.wrong(429, 130429, "(#130429) Rate limit hit")
        return status, body, "application/json", [("Retry-After", str(retry_after_s))]

    def asked(self, method, path, _query, headers, body):
        found = re.match(r"^/v\d+\.\d+/(\d+)(/messages)?$", path)
        number = self.numbers.get(found[1]) if found else None
        if not number:
            return self.wrong(400, 100, "Unsupported request. Object does not exist")
        if number.revoked or headers.get("Authorization") != "Bearer " + number.token:
            return self.wrong(401, 190, "Error validating access token")
        given = json.loads(body or b"{}")
        if found[2]:
            return self.send(number, given)
        if method == "GET":
            return 200, json.dumps({"display_phone_number": "+1 555 078 3881", "id": number.id}).encode()
        return self.configure(number, given.get("webhook_configuration", {}))

    def configure(self, number, wanted):
        url, token = wanted.get("override_callback_uri", ""), wanted.get("verify_token", "")
        challenge = str(secrets.randbelow(10**10))
        at = urllib.parse.urlsplit(url)
        query = urllib.parse.urlencode({"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge})
        try:
            with contextlib.closing(http.client.HTTPConnection(at.hostname, at.port, timeout=10)) as line:
                line.request("GET", f"{at.path}?{query}")
                answer = line.getresponse()
                good = answer.status == 200 and answer.read().decode() == challenge
        except OSError:
            good = False
        if not good:
            return self.wrong(400, 2200, "Callback verification failed")
        number.url = url
        return 200, b'{"success":true}'

    def send(self, number, given):
        to, text = str(given.get("to", "")), given.get("text", {}).get("body", "")
        if given.get("messaging_product") != "whatsapp" or given.get("type") != "text" or not text:
            return self.wrong(400, 100, "Invalid parameter")
        if to in number.closed:
            return self.wrong(400, 131047, "Re-engagement message")
        id = "wamid." + secrets.token_urlsafe(24)
        with self.lock:
            number.sent.append((to, id, text))
            number.lines[to].append(("business", text))
        if self.early:
            for status in ("sent", "delivered"):
                self.status(number, id, to, status)
            time.sleep(0.3)
        return 200, json.dumps({"messaging_product": "whatsapp", "contacts": [{"input": to, "wa_id": to}], "messages": [{"id": id}]}).encode()

    # --- what people do ---

    def deliver(self, number, value):
        change = {"value": {"messaging_product": "whatsapp", "metadata": {"display_phone_number": "15550783881", "phone_number_id": number.id}, **value}, "field": "messages"}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [change]}]}, ensure_ascii=True).encode()
        mac = hmac.new(number.app_secret.encode(), body, hashlib.sha256).hexdigest()
        if number.url:
            self.post.put(number.url, body, {"X-Hub-Signature-256": "sha256=" + mac})

    def message(self, number, who, content, name="Sheena"):
        id = "wamid." + secrets.token_urlsafe(24)
        with self.lock:
            number.lines[who].append((name, str(content.get("text", {}).get("body", content["type"]))))
        self.deliver(number, {"contacts": [{"profile": {"name": name}, "wa_id": who}], "messages": [{"from": who, "id": id, "timestamp": str(int(time.time())), **content}]})
        return id

    def status(self, number, id, to, status, **more):
        self.deliver(number, {"statuses": [{"id": id, "status": status, "timestamp": str(int(time.time())), "recipient_id": to, **more}]})

    def say(self, number, who, text, **named):
        number = self.numbers[number] if isinstance(number, str) else number
        return self.message(number, str(who), {"type": "text", "text": {"body": text}}, **named)

    def threads(self):
        return [(number.id, who, lines) for number in self.numbers.values() if number.url for who, lines in (number.lines or {"16505551234": []}).items()]
