"""An SMTP server of a test's own (RFC 5321): takes mail, or does what the test says instead. One mail a connection."""
import base64, email, email.policy, socketserver, ssl, subprocess, threading


def certificate(directory, name):
    """A certificate of that host's own word, and its key, in one file."""
    file = directory / f"{name}.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
                    "-keyout", file, "-out", f"{file}.crt"], check=True, capture_output=True)
    file.write_text(file.read_text() + open(f"{file}.crt").read())
    return file


class SmtpServer:
    """`rude` says what happens once the message is there, or before: None takes it; "drop" takes it and drops the line without a word;
    "hang" takes it and says nothing; an int is the reply to RCPT. `late`, if any, says how many seconds after each mail
    is taken that is acknowledged. With a certificate it offers STARTTLS (RFC 3207) and, behind that, AUTH PLAIN (RFC 4954)."""

    def __init__(self, port=0, certificate=None):
        self.tls, self.signed_in = None, []
        if certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(certificate)
        self.mails, self.tries, self.rude, self.late = [], 0, None, None
        self.taken, self.leaving = threading.Condition(), threading.Event()
        self.port, self.server = port, None
        self.start()

    def start(self):
        outer = self

        class Session(socketserver.StreamRequestHandler):
            def say(self, line):
                self.wfile.write(line.encode() + b"\r\n")

            def handle(self):
                try:
                    self.talk()
                except OSError:
                    pass

            def talk(self):
                with outer.taken:
                    outer.tries += 1
                    outer.taken.notify_all()
                self.say("220 test")
                recipients, inside = [], False
                while line := self.rfile.readline().decode(errors="replace").strip():
                    verb = line.split(":")[0].split(" ")[0].upper()
                    if verb == "RCPT" and isinstance(outer.rude, int):
                        self.say(f"{outer.rude} not this one")
                    elif verb == "DATA":
                        self.say("354 go on")
                        lines = []
                        while (one := self.rfile.readline()) not in (b".\r\n", b""):
                            lines.append(one[1:] if one.startswith(b".") else one)
                        if not one:
                            return                       # who sent it has gone in the middle: it is not taken
                        with outer.taken:
                            message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
                            outer.mails.append((recipients, message))
                            outer.taken.notify_all()
                        if outer.late:
                            outer.leaving.wait(outer.late())
                        if outer.rude == "drop":
                            return
                        if outer.rude == "hang":
                            outer.leaving.wait()
                            return
                        self.say("250 taken")
                    elif verb == "EHLO" and outer.tls:
                        self.say("250-test")
                        self.say("250 AUTH PLAIN" if inside else "250 STARTTLS")
                    elif verb == "STARTTLS" and outer.tls:
                        self.say("220 go on")
                        self.connection, inside = outer.tls.wrap_socket(self.connection, server_side=True), True
                        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
                    elif verb == "AUTH":
                        words = line.split()
                        if len(words) == 2:
                            self.say("334 ")
                            words.append(self.rfile.readline().decode().strip())
                        outer.signed_in.append(tuple(base64.b64decode(words[2]).decode().split("\0")[1:]))
                        self.say("235 welcome")
                    elif verb == "QUIT":
                        return self.say("221 bye")
                    else:
                        if verb == "RCPT":
                            recipients.append(line.partition("<")[2].partition(">")[0])
                        self.say("250 ok")

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads = True, True

        self.leaving.clear()
        self.server = Server(("127.0.0.1", self.port), Session)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.leaving.set()
        self.server.shutdown()
        self.server.server_close()

    def wait(self, mails=0, tries=0, wait_s=30):
        with self.taken:
            if not self.taken.wait_for(lambda: len(self.mails) >= mails and self.tries >= tries, wait_s):
                raise AssertionError(f"{len(self.mails)} mails in {self.tries} tries after {wait_s} s")

    def wait_for(self, address, wait_s=30):
        """Until a mail to that address has been taken."""
        with self.taken:
            if not self.taken.wait_for(lambda: any(address in recipients for recipients, _ in self.mails), wait_s):
                raise AssertionError(f"no mail to {address} among {len(self.mails)} after {wait_s} s")

    @staticmethod
    def text(message):
        return message.get_body(("plain",)).get_content()
