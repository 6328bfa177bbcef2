"""Direct messages on X (docs.x.com/x-api/direct-messages, …/account-activity, …/webhooks): messages/with, users/me, and what is posted to a webhook once somebody has registered
it, signed. Requests are checked as RFC 5849 says: signature, time, and that no nonce comes twice. `tell` registers an address and subscribes the account, as its owner does."""
import base64, collections, contextlib, hashlib, hmac, http.client, json, re, secrets, threading, time, urllib.parse


def encoded(text):
    return urllib.parse.quote(text, safe="-._~")


class Account:
    def __init__(self, id):
        self.id, self.consumer_key, self.consumer_secret = id, secrets.token_hex(12), secrets.token_hex(25)
        self.token, self.token_secret = f"{id}-{secrets.token_hex(20)}", secrets.token_hex(22)
        self.url, self.revoked, self.forbidden, self.blocked_by, self.sent = None, False, False, set(), []
        self.lines, self.nonces = collections.defaultdict(list), set()


class X:
    name = "x"

    def __init__(self, post):
        self.post, self.accounts, self.lock, self.complaints = post, {}, threading.Lock(), []

    def account(self):
        made = Account(str(10**9 + secrets.randbelow(10**9)))
        with self.lock:
            self.accounts[made.id] = made
        return made

    @staticmethod
    def credentials(account):
        return {"consumer_key": account.consumer_key, "consumer_secret": account.consumer_secret, "access_token": account.token, "access_token_secret": account.token_secret}

    def offered(self):
        account = next(iter(self.accounts.values()), None) or self.account()
        return {"account": account.id, "credentials": self.credentials(account)}

    def account_of(self, id):
        return self.accounts[id]

    @staticmethod
    def wrong(status, title, type="about:blank", detail=None):
        return status, json.dumps({"title": title, "type": type, "status": status, "detail": detail or title}).encode()

    def too_many(self, retry_after_s):
        status, body = self.wrong(429, "Too Many Requests")
        return status, body, "application/json", [("x-rate-limit-limit", "15"), ("x-rate-limit-remaining", "0"), ("x-rate-limit-reset", str(int(time.time()) + retry_after_s + 1))]

    # --- what businesses ask ---

    def known(self, method, path, headers):
        """The account whose token has signed this."""
        scheme, _, rest = headers.get("Authorization", "").partition(" ")
        given = {name: urllib.parse.unquote(value) for name, value in re.findall(r'(\w+)="([^"]*)"', rest)}
        account = next((a for a in self.accounts.values() if a.token == given.get("oauth_token")), None)
        if scheme != "OAuth" or not account or account.revoked:
            return None
        signature = given.pop("oauth_signature", "")
        text = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in sorted(given.items()))
        base = "&".join(encoded(part) for part in (method, f"http://{headers.get('Host')}/{self.name}{path}", text))
        key = f"{encoded(account.consumer_secret)}&{encoded(account.token_secret)}"
        good = base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()
        with self.lock:
            again, _ = given.get("oauth_nonce") in account.nonces, account.nonces.add(given.get("oauth_nonce"))
        if signature != good or again or given.get("oauth_consumer_key") != account.consumer_key:
            self.complaints.append((method, path, given))
            return None
        return account

    def asked(self, method, path, _query, headers, body):
        account = self.known(method, path, headers)
        if not account:
            return self.wrong(401, "Unauthorized")
        if account.forbidden:
            return self.wrong(403, "Client Forbidden", "https://api.twitter.com/2/problems/client-forbidden")
        found = re.match(r"^/2/dm_conversations/with/(\d{1,19})/messages$", path)
        if method == "POST" and found:
            return self.send(account, found[1], json.loads(body or b"{}"))
        if method == "GET" and path == "/2/users/me":
            return 200, json.dumps({"data": {"id": account.id, "name": "A shop", "username": "a_shop"}}).encode()
        return self.wrong(404, "Not Found Error", "https://api.twitter.com/2/problems/resource-not-found")

    def send(self, account, to, given):
        if not given.get("text"):
            return self.wrong(400, "Invalid Request", "https://api.twitter.com/2/problems/invalid-request")
        if to in account.blocked_by:
            return self.wrong(403, "Forbidden", detail="You do not have permission to DM one or more participants.")
        id = str(10**18 + secrets.randbelow(10**17))
        with self.lock:
            account.sent.append((to, id, given["text"]))
            account.lines[to].append(("shop", given["text"]))
        self.deliver(account, direct_message_events=[self.event(id, account.id, to, {"text": given["text"]})])      # its own words are delivered, too
        return 201, json.dumps({"data": {"dm_conversation_id": f"{to}-{account.id}", "dm_event_id": id}}).encode()

    # --- by hand, as the account's owner ---

    def tell(self, account, url, _token=None):
        """Where to deliver; whether that address has answered as it should."""
        token, at = secrets.token_urlsafe(24), urllib.parse.urlsplit(url)
        wanted = "sha256=" + base64.b64encode(hmac.new(account.consumer_secret.encode(), token.encode(), hashlib.sha256).digest()).decode()
        with contextlib.closing(http.client.HTTPConnection(at.hostname, at.port, timeout=3)) as line:
            line.request("GET", f"{at.path}?{urllib.parse.urlencode({'crc_token': token, 'nonce': secrets.token_urlsafe(12)})}")
            answer = line.getresponse()
            body = answer.read()
        good = answer.status == 200 and answer.getheader("Content-Type", "").startswith("application/json") and json.loads(body).get("response_token") == wanted
        account.url = url if good else None
        return good

    # --- what people do ---

    def deliver(self, account, users=(), **events):
        body = json.dumps({"for_user_id": account.id, **events, "users": {who: {"id": who, "name": name, "screen_name": handle} for who, name, handle in users}}).encode()
        mac = base64.b64encode(hmac.new(account.consumer_secret.encode(), body, hashlib.sha256).digest()).decode()
        if account.url:
            self.post.put(account.url, body, {"x-twitter-webhooks-signature": "sha256=" + mac})

    @staticmethod
    def event(id, by, to, data):
        return {"type": "message_create", "id": id, "created_timestamp": str(int(time.time() * 1000)), "message_create": {"target": {"recipient_id": to}, "sender_id": by, "message_data": data}}

    def message(self, account, who, data, name="Jordan Brinks", handle="furiouscamper"):
        id = str(10**18 + secrets.randbelow(10**17))
        with self.lock:
            account.lines[who].append((name, data.get("text", "")))
        self.deliver(account, [(who, name, handle)], direct_message_events=[self.event(id, who, account.id, data)])
        return id

    def read(self, account, who, id):
        self.deliver(account, direct_message_mark_read_events=[{"created_timestamp": str(int(time.time() * 1000)), "sender_id": who, "target": {"recipient_id": account.id}, "last_read_event_id": id}])

    def say(self, account, who, text, **named):
        return self.message(self.accounts[account] if isinstance(account, str) else account, str(who), {"text": text}, **named)

    def threads(self):
        return [(account.id, who, lines) for account in self.accounts.values() if account.url for who, lines in (account.lines or {"3001969357": []}).items()]
