"""An S3 server of a test's own: objects in memory, path-style or virtual-host, every request's signature worked out anew; fails on demand."""
import hashlib, hmac, http.server, re, threading, urllib.parse
from xml.sax.saxutils import escape

KEY_ID, SECRET, REGION = "AKIATEST", "a secret of the test", "eu-test-1"


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def encoded(text, safe=""):
    return urllib.parse.quote(text, safe=safe + "-_.~")


class S3Server:
    """`fail(method, key)` answers a status to be sent instead, "drop" to drop the line in the middle of the answer, or None. `page` is how
    many keys a list has at most. `asked` has (method, key) of all that came."""

    def __init__(self, bucket="backups", page=1000):
        self.bucket, self.page, self.objects, self.asked, self.wrong, self.fail = bucket, page, {}, [], [], lambda method, key: None
        self.lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self, status, body=b"", code=""):
                if status >= 300:
                    body = f"<?xml version='1.0'?><Error><Code>{code or status}</Code><Message>said the test</Message></Error>".encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def do(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                path, _, query = self.path.partition("?")
                host = self.headers["Host"].split(":")[0]
                path = urllib.parse.unquote(path).lstrip("/")
                if not host.startswith(outer.bucket + "."):
                    bucket, _, path = path.partition("/")
                    if bucket != outer.bucket:
                        return self.answer(404, code="NoSuchBucket")
                with outer.lock:
                    outer.asked.append((self.command, path))
                rude = outer.fail(self.command, path)
                if rude == "drop":
                    self.send_response(200)
                    self.send_header("Content-Length", "1000000")
                    self.end_headers()
                    self.wfile.write(b"x" * 10)
                    self.close_connection = True
                    return None
                if rude:
                    return self.answer(rude, code="SlowDown")
                if why := outer.refusal(self, query, body):
                    outer.wrong.append((self.command, path, why))
                    return self.answer(403, code=why)
                return self.take(path, dict(urllib.parse.parse_qsl(query, keep_blank_values=True)), body)

            do_GET = do_PUT = do_HEAD = do_DELETE = do

            def take(self, key, query, body):
                with outer.lock:
                    if self.command == "PUT":
                        outer.objects[key] = body
                        return self.answer(200)
                    if self.command == "DELETE":
                        outer.objects.pop(key, None)
                        return self.answer(204)
                    if query.get("list-type") == "2":
                        return self.answer(200, outer.listed(query))
                    if key not in outer.objects:
                        return self.answer(404, code="NoSuchKey")
                    return self.answer(200, outer.objects[key])

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):                  # who asked has gone
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def listed(self, query):
        keys = sorted(k for k in self.objects if k.startswith(query.get("prefix", "")) and k > query.get("continuation-token", ""))
        page, more = keys[:self.page], len(keys) > self.page
        rows = "".join(f"<Contents><Key>{escape(urllib.parse.quote_plus(k))}</Key><Size>{len(self.objects[k])}</Size></Contents>" for k in page)
        token = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if more else ""
        return f'<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>{str(more).lower()}</IsTruncated>{token}{rows}</ListBucketResult>'.encode()

    def refusal(self, request, query, body):
        """What is wrong with the signature; None: nothing."""
        match = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})",
                             request.headers.get("Authorization", ""))
        if not match:
            return "AccessDenied"
        key_id, day, region, names, signature = match.groups()
        if key_id != KEY_ID:
            return "InvalidAccessKeyId"
        if region != REGION:
            return "AuthorizationHeaderMalformed"
        if request.headers["x-amz-content-sha256"] != hashlib.sha256(body).hexdigest():
            return "XAmzContentSHA256Mismatch"
        if not {"host", "x-amz-content-sha256", "x-amz-date"} <= set(names.split(";")):
            return "SignatureDoesNotMatch"
        headers = "".join(f"{n}:{' '.join(request.headers[n].split())}\n" for n in names.split(";"))
        pairs = sorted((encoded(k), encoded(v)) for k, v in urllib.parse.parse_qsl(query, keep_blank_values=True))
        path = encoded(urllib.parse.unquote(request.path.partition("?")[0]), "/")
        canonical = "\n".join([request.command, path, "&".join(f"{k}={v}" for k, v in pairs), headers, names, request.headers["x-amz-content-sha256"]])
        to_sign = "\n".join(["AWS4-HMAC-SHA256", request.headers["x-amz-date"], f"{day}/{region}/s3/aws4_request", hashlib.sha256(canonical.encode()).hexdigest()])
        key = mac(mac(mac(mac(b"AWS4" + SECRET.encode(), day), region), "s3"), "aws4_request")
        return None if hmac.compare_digest(mac(key, to_sign).hex(), signature) else "SignatureDoesNotMatch"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
