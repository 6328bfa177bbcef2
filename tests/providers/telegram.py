"""Telegram's Bot API (core.telegram.org/bots/api), as far as bots need it that people write to: setWebhook, deleteWebhook, getWebhookInfo, getMe, sendMessage. Any token is
known until it is revoked."""
import collections, json, re, secrets, threading, time, urllib.parse

TOKEN = re.compile(r"^[0-9]{1,20}:[A-Za-z0-9_-]{10,}$")


class Bot:
    def __init__(self, token):
        self.id, self.token, self.url, self.secret = int(token.split(":")[0]), token, None, None
        self.revoked, self.blocked_by, self.sent = False, set(), []        # as customers see it: (chat, message id, text)
        self.lines = collections.defaultdict(list)                         # by chat: who said what


class Telegram:
    name = "telegram"

    def __init__(self, post):
        self.post, self.bots, self.lock = post, {}, threading.Lock()
        self.next_update, self.next_message, self.calls = 1000, collections.Counter(), []

    def bot(self, token):
        with self.lock:
            return self.bots.setdefault(token, Bot(token))

    def offered(self):
        """An account of which nobody has heard yet, or the first one."""
        if not self.bots:
            self.bot(self.new_token())
        token = next(iter(self.bots))
        return {"account": token, "credentials": {"bot_token": token}}

    def account_of(self, token):
        return self.bots[token]

    def new_token(self):
        return f"{secrets.randbelow(10**9) + 10**8}:{secrets.token_urlsafe(26)}"

    # --- what bots ask ---

    def asked(self, _method, path, _query, headers, body):
        found = re.match(r"^/bot([^/]+)/(\w+)$", path)
        if not found or not TOKEN.match(found[1]):
            return self.wrong(404, "Not Found")
        bot = self.bot(found[1])
        if bot.revoked:
            return self.wrong(401, "Unauthorized")
        kind = headers.get("Content-Type", "")
        given = json.loads(body or b"{}") if kind.startswith("application/json") else {k: v[0] for k, v in urllib.parse.parse_qs(body.decode()).items()}
        with self.lock:
            self.calls.append((found[2], given))
        handler = getattr(self, "do_" + found[2].lower(), None)
        return handler(bot, given) if handler else self.wrong(404, "Not Found: method not found")

    @staticmethod
    def right(result):
        return 200, json.dumps({"ok": True, "result": result}).encode()

    @staticmethod
    def wrong(code, description, **parameters):
        return code, json.dumps({"ok": False, "error_code": code, "description": description, **({"parameters": parameters} if parameters else {})}).encode()

    def too_many(self, retry_after_s):
        status, body = self.wrong(429, f"Too Many Requests: retry after {retry_after_s}", retry_after=retry_after_s)
        return status, body, "application/json", [("Retry-After", str(retry_after_s))]

    def do_getme(self, bot, _given):
        return self.right({"id": bot.id, "is_bot": True, "first_name": "A bot", "username": f"bot{bot.id}_bot", "can_join_groups": True})

    def do_setwebhook(self, bot, given):
        secret = given.get("secret_token", "")
        if not re.match(r"^[A-Za-z0-9_-]{0,256}$", secret):
            return self.wrong(400, "Bad Request: secret token contains unallowed characters")
        if not urllib.parse.urlsplit(given.get("url", "")).scheme.startswith("http"):
            return self.wrong(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        bot.url, bot.secret = given["url"], secret
        return 200, json.dumps({"ok": True, "result": True, "description": "Webhook was set"}).encode()

    def do_deletewebhook(self, bot, _given):
        bot.url = None
        return self.right(True)

    def do_getwebhookinfo(self, bot, _given):
        return self.right({"url": bot.url or "", "has_custom_certificate": False, "pending_update_count": 0})

    def do_sendmessage(self, bot, given):
        chat, text = str(given.get("chat_id", "")), given.get("text", "")
        if not chat.lstrip("-").isdigit():
            return self.wrong(400, "Bad Request: chat not found")
        if int(chat) in bot.blocked_by:
            return self.wrong(403, "Forbidden: bot was blocked by the user")
        if not text:
            return self.wrong(400, "Bad Request: message text is empty")
        if len(text) > 4096:
            return self.wrong(400, "Bad Request: message is too long")
        message = {"message_id": self.number(int(chat)), "from": {"id": bot.id, "is_bot": True, "first_name": "A bot"}, "chat": self.chat(int(chat)), "date": int(time.time()), "text": text}
        with self.lock:
            bot.sent.append((int(chat), message["message_id"], text))
            bot.lines[int(chat)].append(("bot", text))
        return self.right(message)

    # --- what people do ---

    def number(self, chat):
        with self.lock:
            self.next_message[chat] += 1
            return self.next_message[chat]

    @staticmethod
    def chat(who, first_name="Zoe", last_name="Customer", username=None):
        return {"id": who, "first_name": first_name, "last_name": last_name, "type": "private", **({"username": username} if username else {})}

    def update(self, token, who, content, **named):
        """An Update of that person's, to whoever listens for the bot; answers the message's number."""
        bot, number = self.bot(token), self.number(who)
        chat = self.chat(who, **named)
        sender = {"id": who, "is_bot": False, "language_code": "en", **{k: chat[k] for k in ("first_name", "last_name", "username") if k in chat}}
        with self.lock:
            self.next_update += 1
            update = {"update_id": self.next_update, "message": {"message_id": number, "from": sender, "chat": chat, "date": int(time.time()), **content}}
            bot.lines[who].append((chat["first_name"], content.get("text") or content.get("caption") or str(sorted(content))))
        if bot.url:
            self.post.put(bot.url, json.dumps(update).encode(), {"X-Telegram-Bot-Api-Secret-Token": bot.secret} if bot.secret else {})
        return number

    def say(self, token, who, text, **named):
        return self.update(token, int(who), {"text": text}, **named)

    def threads(self):
        return [(bot.token, who, lines) for bot in self.bots.values() if bot.url for who, lines in (bot.lines or {1111: []}).items()]
