"""A WebSocket (RFC 6455) that speaks the live protocol: connects with a token, subscribes, and hears."""
import base64, json, os, select, socket, struct, time


class LiveSocket:
    def __init__(self, port, token, wrap=lambda plain: plain):
        self.socket = wrap(socket.create_connection(("127.0.0.1", port), timeout=30))
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET /connection/websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.socket.recv(4096)
        assert head.startswith(b"HTTP/1.1 101"), head[:200]
        self.bytes = head.split(b"\r\n\r\n", 1)[1]
        self.n, self.publications, self.replies, self.code = 0, [], {}, None
        assert "connect" in self.ask({"connect": {"token": token}})

    def send(self, text):
        data, mask = text.encode(), os.urandom(4)
        length = bytes([0x80 | len(data)]) if len(data) < 126 else struct.pack(">BH", 0x80 | 126, len(data))
        self.socket.sendall(b"\x81" + length + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))

    def ask(self, command):
        self.n += 1
        self.send(json.dumps(dict(command, id=self.n)))
        until = time.monotonic() + 30
        while self.n not in self.replies and time.monotonic() < until:
            self.hear(1)
        return self.replies.pop(self.n)

    def subscribe(self, live):
        return self.ask({"subscribe": {"channel": live["channel"], "recover": True, "offset": live["offset"], "epoch": live["epoch"]}})["subscribe"]

    def hear(self, wait_s):
        """Takes what has come, waiting for something at most that long."""
        while (frame := self.frame(wait_s)) is not None:
            wait_s = 0
            for line in filter(None, frame.split("\n")):
                message = json.loads(line)
                if not message:
                    self.send("{}")                      # a ping
                elif "push" in message:
                    self.publications.append(message["push"])
                elif "id" in message:
                    self.replies[message["id"]] = message

    def closed_with(self, wait_s=10):
        """The code with which the server closes it; None: it stays open."""
        until = time.monotonic() + wait_s
        try:
            while time.monotonic() < until:
                self.hear(0.2)
        except AssertionError:
            pass
        return self.code

    def frame(self, wait_s):
        while True:
            whole = self.taken()
            if whole is not None:
                return whole
            if not select.select([self.socket], [], [], wait_s)[0]:
                return None
            more = self.socket.recv(1 << 16)
            assert more, "the server has closed the connection"
            self.bytes += more

    def taken(self):
        """The text of a whole frame, if there is one."""
        if len(self.bytes) < 2:
            return None
        kind, length, at = self.bytes[0] & 15, self.bytes[1] & 127, 2
        if length == 126:
            length, at = int.from_bytes(self.bytes[2:4], "big"), 4
        elif length == 127:
            length, at = int.from_bytes(self.bytes[2:10], "big"), 10
        if len(self.bytes) < at + length:
            return None
        data, self.bytes = self.bytes[at:at + length], self.bytes[at + length:]
        if kind == 8:
            self.code = int.from_bytes(data[:2], "big")
        assert kind != 8, f"the server has closed: {data[:200]!r}"
        return data.decode() if kind == 1 else ""
