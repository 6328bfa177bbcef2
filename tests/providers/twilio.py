"""SMS and WhatsApp by Twilio (www.twilio.com/docs/messaging, …/whatsapp): IncomingPhoneNumbers or Senders, Messages, and what is posted to the addresses told there and to
StatusCallback, signed."""
import base64, collections, hashlib, hmac, json, re, secrets, threading, urllib.parse


class Phone:
    def __init__(self, number):
        self.number, self.sid = number, "PN" + secrets.token_hex(16)
        self.sender_sid = "XE" + secrets.token_hex(16)
        self.account_sid, self.auth_token = "AC" + secrets.token_hex(16), secrets.token_hex(16)
        self.url, self.revoked, self.stopped, self.closed, self.sent = None, False, set(), set(), []
        self.lines = collections.defaultdict(list)


class Twilio:
    name, scheme = "sms", ""

    def __init__(self, post):
        self.post, self.phones, self.lock = post, {}, threading.Lock()

    def phone(self):
        made = Phone("+1555" + str(10**6 + secrets.randbelow(9 * 10**6)))
        with self.lock:
            self.phones[made.number] = made
        return made

    @staticmethod
    def credentials(phone):
        return {"phone_number": phone.number, "phone_number_sid": phone.sid, "account_sid": phone.account_sid, "auth_token": phone.auth_token}

    def offered(self):
        phone = next(iter(self.phones.values()), None) or self.phone()
        return {"account": phone.number, "credentials": self.credentials(phone)}

    def account_of(self, number):
        return self.phones[number]

    @staticmethod
    def wrong(status, code, message):
        return status, json.dumps({"code": code, "message": message, "more_info": f"https://www.twilio.com/docs/errors/{code}", "status": status}).encode()

    def too_many(self, retry_after_s):
        status, body = self.wrong(429, 20429, "Too Many Requests")
        return status, body, "application/json", [("Retry-After", str(retry_after_s))]

    def asked(self, method, path, _query, headers, body):
        found = re.match(r"^/2010-04-01/Accounts/(AC[0-9a-f]{32})(\.json|/Messages\.json|/IncomingPhoneNumbers/(PN[0-9a-f]{32})\.json)$", path)
        phone = next((p for p in self.phones.values() if found and p.account_sid == found[1]), None)
        known = phone and "Basic " + base64.b64encode(f"{phone.account_sid}:{phone.auth_token}".encode()).decode()
        if not phone or phone.revoked or headers.get("Authorization") != known:
            return self.wrong(401, 20003, "Authenticate")
        given = {name: values[0] for name, values in urllib.parse.parse_qs(body.decode(), keep_blank_values=True).items()}
        if found[3]:
            if found[3] != phone.sid or self.scheme:
                return self.wrong(404, 20404, "The requested resource was not found")
            phone.url = given["SmsUrl"]
            return 200, json.dumps({"sid": phone.sid, "phone_number": phone.number, "sms_url": phone.url}).encode()
        return self.send(phone, given) if found[2] == "/Messages.json" else (200, json.dumps({"sid": phone.account_sid, "status": "active"}).encode())

    def send(self, phone, given):
        address, text = given.get("To", ""), given.get("Body", "")
        to = address.removeprefix(self.scheme)
        if given.get("From") != self.scheme + phone.number or not re.match(rf"^{self.scheme}\+\d{{7,15}}$", address) or not text:
            return self.wrong(400, 21211, "Invalid 'To' Phone Number")
        if len(text) > 1600:
            return self.wrong(400, 21617, "The concatenated message body exceeds the 1600 character limit")
        if to in phone.stopped:
            return self.wrong(400, 21610, "Attempt to send to unsubscribed recipient")
        sid = "SM" + secrets.token_hex(16)
        with self.lock:
            phone.sent.append((to, sid, text, given.get("StatusCallback")))
            phone.lines[to].append(("shop", text))
        return 201, json.dumps({"sid": sid, "status": "queued", "to": to, "from": phone.number}).encode()

    # --- what people do, and what becomes of what was sent ---

    def deliver(self, phone, url, form):
        text = url + "".join(name + form[name] for name in sorted(form))
        mac = base64.b64encode(hmac.new(phone.auth_token.encode(), text.encode(), hashlib.sha1).digest()).decode()
        if url:
            self.post.put(url, urllib.parse.urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": mac})

    @staticmethod
    def about(_who):
        return {"ToCountry": "US"}

    def message(self, phone, who, text, **more):
        sid = "SM" + secrets.token_hex(16)
        with self.lock:
            phone.lines[who].append((who, text))
        self.deliver(phone, phone.url, {**self.about(who), "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "SmsStatus": "received", "NumSegments": "1", "NumMedia": "0", "AccountSid": phone.account_sid,
                                        "From": self.scheme + who, "To": self.scheme + phone.number, "Body": text, "ApiVersion": "2010-04-01", **more})
        return sid

    def status(self, phone, sid, to, status, **more):
        self.deliver(phone, phone.url, {"SmsSid": sid, "SmsStatus": status, "MessageStatus": status, "To": self.scheme + to, "MessageSid": sid, "AccountSid": phone.account_sid, "From": self.scheme + phone.number, "ApiVersion": "2010-04-01", **more})

    def say(self, phone, who, text):
        return self.message(self.phones[phone] if isinstance(phone, str) else phone, str(who), text)

    def threads(self):
        return [(phone.number, who, lines) for phone in self.phones.values() if phone.url for who, lines in (phone.lines or {"+491701234567": []}).items()]


class WhatsAppByTwilio(Twilio):
    name, scheme = "whatsapp_twilio", "whatsapp:"

    @staticmethod
    def credentials(phone):
        return {"phone_number": phone.number, "sender_sid": phone.sender_sid, "account_sid": phone.account_sid, "auth_token": phone.auth_token}

    @staticmethod
    def about(who):
        return {"ProfileName": "Sheena", "WaId": who.removeprefix("+"), "MessageType": "text"}

    def asked(self, method, path, query, headers, body):
        found = re.match(r"^/v2/Channels/Senders/(XE[0-9a-f]{32})$", path)
        if not found:
            return super().asked(method, path, query, headers, body)
        phone = next((p for p in self.phones.values() if p.sender_sid == found[1]), None)
        if not phone or phone.revoked or headers.get("Authorization") != "Basic " + base64.b64encode(f"{phone.account_sid}:{phone.auth_token}".encode()).decode():
            return self.wrong(401, 20003, "Authenticate")
        if method == "POST":
            hooks = json.loads(body)["webhook"]
            if hooks.get("callback_method") != "POST" or not hooks.get("callback_url"):
                return self.wrong(400, 63100, "Invalid request")
            phone.url = hooks["callback_url"]
        return (202 if method == "POST" else 200), json.dumps({"sid": phone.sender_sid, "status": "ONLINE", "sender_id": self.scheme + phone.number, "webhook": {"callback_url": phone.url}}).encode()

    def send(self, phone, given):
        """Free text outside the window is taken, and fails then: error 63016 comes with its status."""
        status, body = super().send(phone, given)
        if status == 201 and (to := given["To"].removeprefix(self.scheme)) in phone.closed:
            phone.lines[to].pop()
            self.status(phone, json.loads(body)["sid"], to, "failed", ErrorCode="63016", ErrorMessage="Failed to send freeform message because you are outside the allowed window.")
        return status, body
