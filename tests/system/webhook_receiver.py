"""A receiver of webhooks of a test's own: verifies each signature (Standard Webhooks) and answers what the test says."""
import base64, hashlib, hmac, http.server, json, threading, time


def verified(secret, headers, body):
    """Whether that secret is among those that have signed."""
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), text, hashlib.sha256).digest()
    wanted = "v1," + base64.b64encode(mac).decode()
    return any(hmac.compare_digest(one, wanted) for one in headers["webhook-signature"].split(" "))


class Receiver:
    """`answer(path, event)`: a status, or (status, headers, body). What came lies in `came`, as (path, headers, event, body, status)."""

    def __init__(self):
        self.came, self.answer, self.arrived = [], lambda path, event: 204, threading.Condition()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                event = json.loads(body)
                status = outer.answer(self.path, event)
                status, headers, said = status if isinstance(status, tuple) else (status, {}, b"")
                with outer.arrived:                      # before the next may come
                    outer.came.append((self.path, {name.lower(): value for name, value in self.headers.items()}, event, body, status))
                    outer.arrived.notify_all()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("content-length", str(len(said)))
                self.end_headers()
                if status != 204:
                    self.wfile.write(said)

            do_GET = do_POST

            def log_message(self, *_):
                pass

        class Threads(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):                  # who has called has died
                pass

        self.server = Threads(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def at(self, path):
        with self.arrived:
            return [one for one in self.came if one[0] == path]

    def wait(self, path, n, wait_s=30):
        """The first n that have come there."""
        until = time.monotonic() + wait_s
        with self.arrived:
            while len(found := [one for one in self.came if one[0] == path]) < n:
                assert time.monotonic() < until, f"{len(found)} of {n} came to {path}"
                self.arrived.wait(0.2)
            return found
