"""A provider that people sign in by, of a test's own: OpenID Connect (discovery, authorize, token, keys, userinfo; Microsoft's discovery by tenant), GitHub's /user and
/user/emails, Facebook's /me. It consents at once, for whoever `person` is, keeps to the rules of RFC 6749 and RFC 7636 (`complaints` has what a client did against them),
and misbehaves on demand: `misbehave` holds one of MISBEHAVIOURS, or nothing."""
import base64, hashlib, hmac, http.server, json, secrets, threading, time, urllib.parse

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

MISBEHAVIOURS = {
    "issuer": "the ID token is of another issuer",
    "audience": "… for another client", "audiences": "… for several, and does not say by whom it is meant", "azp": "… meant for another client",
    "nonce": "… of another log-in", "no_nonce": "… of none",
    "expired": "… has expired", "future": "… was made in the future", "no_exp": "… never ends", "not_yet": "… is not good yet",
    "alg_none": "… is not signed", "hs256_public_key": "… is signed with the public key as a secret", "rs512": "… by an algorithm that is not taken",
    "unknown_kid": "… by a key that is not published", "other_key": "… by another key under the right name", "embedded_key": "… by a key that it brings itself",
    "no_sub": "… does not say whose it is", "at_hash": "… belongs to another access token", "crit": "… wants something that nobody knows", "at_jwt": "… is an access token",
    "padded": "… is spelt in another way", "twice": "… says its audience twice", "no_id_token": "there is none",
    "iss_parameter": "the browser brings back another issuer", "no_iss_parameter": "… none, though it is promised (RFC 9207)",
    "state_replay": "… the state of the log-in before", "no_code": "… no code", "declines": "… that there is no consent", "other_code": "… a code of somebody else's",
    "token_error": "the code is not taken back", "token_500": "… 500", "token_redirect": "… elsewhere, please", "token_huge": "… a megabyte", "token_text": "… no JSON", "token_slow": "… never",
    "keys_500": "the keys answer 500", "keys_secret": "the keys are secret ones",
    "userinfo_other": "userinfo is about somebody else",
}
#: Where what is wrong is that the provider does not answer; all others are not to be believed, or lead nowhere.
AWAY = {"token_500", "token_redirect", "token_huge", "token_text", "token_slow", "keys_500", "keys_secret"}


def encoded(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else json.dumps(data).encode()).rstrip(b"=").decode()


class Key:
    def __init__(self, kid, kind="RS256"):
        self.kid, self.kind = kid, kind
        self.private = rsa.generate_private_key(65537, 2048) if kind.startswith("RS") else ec.generate_private_key(ec.SECP256R1())

    def public_pem(self):
        return self.private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def jwk(self, secret=False):
        algorithm = jwt.algorithms.RSAAlgorithm if self.kind.startswith("RS") else None
        if algorithm:
            key = json.loads(algorithm.to_jwk(self.private if secret else self.private.public_key()))
            key.pop("key_ops", None)
        else:
            n = self.private.public_key().public_numbers()
            key = {"kty": "EC", "crv": "P-256", "x": encoded(n.x.to_bytes(32, "big")), "y": encoded(n.y.to_bytes(32, "big"))}
        return {**key, "kid": self.kid, "use": "sig", "alg": self.kind}


class Provider:
    def __init__(self, client_id="millrace", client_secret="a secret of the test", port=0, kind="RS256", names_itself=True):
        self.client_id, self.client_secret, self.names_itself = client_id, client_secret, names_itself
        self.person = {"sub": "1001", "email": "ann@example.org", "email_verified": True, "name": "Ann"}
        self.misbehave, self.complaints, self.asked, self.rewrite = "", [], [], lambda claims: claims
        self.keys, self.unpublished = [Key("first", kind)], Key("nobody knows it", kind)
        self.codes, self.tokens, self.states, self.lock = {}, {}, [], threading.Lock()
        self.email_in_token = True
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self, status, body=b"", kind="application/json", **headers):
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(data)
                except OSError:
                    pass

            def do_GET(self):
                outer.handle(self, "GET", {})

            def do_POST(self):
                data = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                outer.handle(self, "POST", dict(urllib.parse.parse_qsl(data)) if "json" not in self.headers.get("Content-Type", "") else json.loads(data))

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def settings(self, kind, secret_file):
        """What --sign-in-providers takes for it."""
        common = {"kind": kind, "client_id": self.client_id, "client_secret_file": str(secret_file)}
        if kind in ("github", "facebook"):
            return {**common, "authorize_url": self.url + "/authorize", "token_url": self.url + "/token", "api_url": self.url}
        return {**common, "issuer": self.url}

    def rotate(self):
        self.keys = [Key(f"key {len(self.asked)} {secrets.token_hex(4)}", self.keys[0].kind)]

    # What it is asked

    def handle(self, h, method, form):
        path, _, query = h.path.partition("?")
        asked = dict(urllib.parse.parse_qsl(query))
        with self.lock:
            self.asked.append((method, path))
        parts = path.strip("/").split("/")
        if path == "/control" and method == "POST":
            return self.control(h, form)
        if path.endswith("/.well-known/openid-configuration"):
            return self.discovery(h, "/{tenantid}/v2.0" if len(parts) == 4 and parts[0] in ("common", "organizations", "consumers") else "/" + "/".join(parts[:-2]) if len(parts) > 2 else "")
        does = {"/authorize": self.authorize, "/token": self.token, "/keys": self.published, "/userinfo": self.userinfo, "/user": self.github, "/user/emails": self.emails,
                "/me": self.facebook}.get(path)
        return does(h, form or asked) if does else h.answer(404, {"error": "not_found"})

    def control(self, h, said):
        """For tests in other languages: {"person": {…}, "misbehave": "…"}."""
        self.person.update(said.get("person", {}))
        self.misbehave = said.get("misbehave", self.misbehave)
        h.answer(200, {"complaints": self.complaints})

    def complain(self, what):
        self.complaints.append(what)

    def discovery(self, h, below):
        h.answer(200, {"issuer": self.url + below, "authorization_endpoint": self.url + "/authorize", "token_endpoint": self.url + "/token", "jwks_uri": self.url + "/keys",
                       "userinfo_endpoint": self.url + "/userinfo", "authorization_response_iss_parameter_supported": self.names_itself, "response_types_supported": ["code"],
                       "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"], "code_challenge_methods_supported": ["S256"]})

    def authorize(self, h, asked):
        wrong = [name for name in ("state", "code_challenge", "redirect_uri") if not asked.get(name)]
        if asked.get("client_id") != self.client_id or asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256" or wrong:
            self.complain(f"authorize: {asked}")
            return h.answer(400, {"error": "invalid_request"})
        code = secrets.token_urlsafe(24)
        with self.lock:
            self.codes[code] = {**asked, "person": dict(self.person)}
            before, self.states = (self.states or ["none"])[-1], self.states + [asked["state"]]
        back = {"code": code, "state": asked["state"], **({"iss": self.issuer_parameter()} if self.names_itself else {})}
        if self.misbehave == "state_replay":
            back["state"] = before
        if self.misbehave == "no_code":
            del back["code"]
        if self.misbehave == "other_code":
            back["code"] = secrets.token_urlsafe(24)
        if self.misbehave == "declines":
            back = {"error": "access_denied", "state": asked["state"]}
        if self.misbehave == "no_iss_parameter":
            back.pop("iss", None)
        return h.answer(302, Location=asked["redirect_uri"] + "?" + urllib.parse.urlencode(back))

    def issuer_parameter(self):
        return "https://evil.example" if self.misbehave == "iss_parameter" else self.url

    def token(self, h, form):
        if self.misbehave == "token_500":
            return h.answer(500, {"error": "server_error"})
        if self.misbehave == "token_redirect":
            return h.answer(307, Location=self.url + "/token2")
        if self.misbehave == "token_huge":
            return h.answer(200, {"access_token": "x" * (1 << 20)})
        if self.misbehave == "token_text":
            return h.answer(200, b"<h1>Welcome</h1>", "text/html")
        if self.misbehave == "token_slow":
            time.sleep(12)
        with self.lock:
            known = self.codes.pop(form.get("code", ""), None)
        secret = form.get("client_secret"), form.get("client_id")
        if h.headers.get("Authorization", "").startswith("Basic "):
            name, _, value = base64.b64decode(h.headers["Authorization"][6:]).decode().partition(":")
            secret = urllib.parse.unquote(value), urllib.parse.unquote(name)
        if secret != (self.client_secret, self.client_id):
            self.complain("token: the client has not shown its secret")
            return h.answer(401, {"error": "invalid_client"})
        if not known or self.misbehave == "token_error":
            return h.answer(400, {"error": "invalid_grant"})
        challenge = encoded(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if challenge != known["code_challenge"] or form.get("redirect_uri") != known["redirect_uri"] or form.get("grant_type") != "authorization_code":
            self.complain("token: the verifier or the redirect_uri is another")
            return h.answer(400, {"error": "invalid_grant"})
        access = secrets.token_urlsafe(24)
        with self.lock:
            self.tokens[access] = known["person"]
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": 3600}
        if "openid" in known.get("scope", "") and self.misbehave != "no_id_token":
            answer["id_token"] = self.id_token(known, access)
        return h.answer(200, answer)

    def claims(self, known, access):
        now, person = int(time.time()), known["person"]
        claims = {"iss": self.url, "aud": self.client_id, "sub": person["sub"], "iat": now, "exp": now + 300, "nonce": known.get("nonce"), "name": person.get("name"),
                  "at_hash": encoded(hashlib.sha256(access.encode()).digest()[:16])}
        if "tid" in person:
            claims.update(tid=person["tid"], iss=f"{self.url}/{person['tid']}/v2.0")
        if self.email_in_token and person.get("email"):
            claims.update({name: person[name] for name in ("email", "email_verified", "xms_edov") if name in person})
        wrong = {"issuer": {"iss": "https://evil.example"}, "audience": {"aud": "somebody else"}, "audiences": {"aud": [self.client_id, "somebody else"]}, "azp": {"azp": "somebody else"},
                 "nonce": {"nonce": "of another log-in"}, "no_nonce": {"nonce": None}, "expired": {"iat": now - 4000, "exp": now - 400}, "future": {"iat": now + 4000, "exp": now + 8000},
                 "no_exp": {"exp": None}, "not_yet": {"nbf": now + 4000}, "no_sub": {"sub": None}, "at_hash": {"at_hash": encoded(b"0" * 16)}}
        claims.update(wrong.get(self.misbehave, {}))
        return self.rewrite({name: value for name, value in claims.items() if value is not None})

    def id_token(self, known, access):
        key = self.keys[0]
        claims, headers, kind = self.claims(known, access), {"kid": key.kid}, key.kind
        if self.misbehave == "alg_none":
            return encoded({"alg": "none", "typ": "JWT"}) + "." + encoded(claims) + "."
        if self.misbehave == "hs256_public_key":
            signed = encoded({"alg": "HS256", "typ": "JWT", "kid": key.kid}) + "." + encoded(claims)
            return signed + "." + encoded(hmac.new(key.public_pem(), signed.encode(), hashlib.sha256).digest())
        if self.misbehave == "rs512":
            kind = kind[:2] + "512"
        if self.misbehave == "unknown_kid":
            key, headers = self.unpublished, {"kid": self.unpublished.kid}
        if self.misbehave == "other_key":
            key = self.unpublished
        if self.misbehave == "embedded_key":
            key, headers = self.unpublished, {"kid": "mine", "jwk": self.unpublished.jwk(), "jku": self.url + "/mine"}
        if self.misbehave == "crit":
            headers.update(crit=["exp"])
        if self.misbehave == "at_jwt":
            headers.update(typ="at+jwt")
        if self.misbehave == "twice":
            return self.signed_twice(key, claims)
        token = jwt.encode(claims, key.private, algorithm=kind, headers=headers)
        return token + "==" if self.misbehave == "padded" else token

    def signed_twice(self, key, claims):
        text = json.dumps(claims)[:-1] + ', "aud": "somebody else", "aud": "' + self.client_id + '"}'
        return jwt.api_jws.encode(text.encode(), key.private, algorithm=key.kind, headers={"kid": key.kid, "typ": "JWT"})

    def published(self, h, _):
        if self.misbehave == "keys_500":
            return h.answer(500, {"error": "server_error"})
        return h.answer(200, {"keys": [key.jwk(secret=self.misbehave == "keys_secret") for key in self.keys]})

    def whose(self, h):
        return self.tokens.get(h.headers.get("Authorization", "").removeprefix("Bearer "))

    def userinfo(self, h, _):
        person = self.whose(h)
        if not person:
            return h.answer(401, {"error": "invalid_token"})
        return h.answer(200, {**person, **({"sub": "somebody else"} if self.misbehave == "userinfo_other" else {})})

    def github(self, h, _):
        person = self.whose(h)
        return h.answer(200, {"id": int(person["sub"]), "login": "ann", "name": person.get("name"), "email": "not.this@example.org"}) if person else h.answer(401, {"message": "Bad credentials"})

    def emails(self, h, _):
        person = self.whose(h)
        if not person:
            return h.answer(401, {"message": "Bad credentials"})
        return h.answer(200, [{"email": "second@example.org", "primary": False, "verified": True},
                              {"email": person["email"], "primary": True, "verified": person["email_verified"]}])

    def facebook(self, h, asked):
        person = self.whose(h)
        token = h.headers.get("Authorization", "").removeprefix("Bearer ")
        proof = hmac.new(self.client_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if not person or asked.get("appsecret_proof") != proof:
            self.complain("me: no token, or no proof of the secret")
            return h.answer(400, {"error": {"type": "OAuthException"}})
        return h.answer(200, {"id": person["sub"], "name": person.get("name"), **({"email": person["email"]} if person.get("email") else {})})


if __name__ == "__main__":
    import sys
    provider = Provider(port=int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(provider.url, flush=True)
    threading.Event().wait()
