"""An app for codes (RFC 6238) and an authenticator (WebAuthn, ES256) in software, as programs beside this file need them."""
import base64, hashlib, hmac, json, pathlib, struct, subprocess, tempfile, time


def text_of(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def code_of(secret, away=0):
    """Of the step that is now, or so many away from it; not of one that is over before it arrives."""
    while time.time() % 30 > 26:
        time.sleep(0.2)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    step = int(time.time() // 30) + away
    mac = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    start = mac[19] & 15
    return f"{(struct.unpack('>I', mac[start:start + 4])[0] & 0x7fffffff) % 10**6:06}"


class Authenticator:
    def __init__(self, site, origin):
        self.site, self.origin, self.count = site, origin, 0
        self.id = hashlib.sha256(str(time.time_ns()).encode()).digest()
        self.key = pathlib.Path(tempfile.mkdtemp(prefix="key.")) / "key.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", self.key], check=True, capture_output=True)
        public = subprocess.run(["openssl", "pkey", "-in", self.key, "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout[-64:]
        self.cose = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + public[:32] + b"\x22\x58\x20" + public[32:]

    def data(self, flags, more=b""):
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count) + more

    def client(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def made(self, challenge, name="Key"):
        data = self.data(0x45, bytes(16) + struct.pack(">H", len(self.id)) + self.id + self.cose)
        return {"name": name, "transports": ["usb"], "client_data": text_of(self.client("webauthn.create", challenge)), "authenticator_data": text_of(data)}

    def signed(self, challenge, user=None):
        self.count += 1
        data, client = self.data(0x05), self.client("webauthn.get", challenge)
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key], input=data + hashlib.sha256(client).digest(), check=True,
                                   capture_output=True).stdout
        answer = {"credential_id": text_of(self.id), "client_data": text_of(client), "authenticator_data": text_of(data), "signature": text_of(signature)}
        return answer | ({"user_handle": text_of(bytes.fromhex(user.replace("-", "")))} if user else {})
