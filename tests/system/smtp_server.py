"""An SMTP server of a test's own (RFC 5321, no TLS): takes mail, or does what the test says instead. One mail a connection."""
import email, email.policy, socketserver, threading


class SmtpServer:
    """`rude` says what happens once the message is there, or before: None takes it; "drop" takes it and drops the line without a word;
    "hang" takes it and says nothing; an int is the reply to RCPT. `late`, if any, says how many seconds after each mail
    is taken that is acknowledged."""

    def __init__(self, port=0):
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
                recipients = []
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

    @staticmethod
    def text(message):
        return message.get_body(("plain",)).get_content()
