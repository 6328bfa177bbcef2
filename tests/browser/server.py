#!/usr/bin/env python3
"""A server with its PostgreSQL for programs that are not Python: it starts, with the arguments of this program, and then does what lines on standard
input say: `kill`, `stop`, `start`. Each is answered by a line of JSON that says where the server is. It ends with its standard input."""
import json, pathlib, sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))
from harness import Server


def told(server, command):
    match command:
        case "kill":
            server.kill()
        case "stop":
            server.stop_server()
        case "start":
            server.start()
        case _:
            raise SystemExit(f"server.py: unknown command '{command}'")


def say(server):
    print(json.dumps({"port": server.port, "directory": str(server.directory)}), flush=True)


def main():
    server = Server(postgres=True, arguments=sys.argv[1:])
    try:
        server.start()
        say(server)
        for line in sys.stdin:
            told(server, line.strip())
            say(server)
    finally:
        server.stop()


main()
