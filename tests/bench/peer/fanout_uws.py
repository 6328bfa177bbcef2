"""Fan-out by uWebSockets, as the package socketify ships it: a peer of W6. Takes its port.
POST /publish hands the body to uWebSockets' own publish, which sends it to every socket on /live and merges what goes out in one turn; Python
runs once a publication and never once a delivery. Who is a MiB behind misses what does not fit (uWebSockets drops it); there is no history.
"""
import sys

from socketify import App, AppListenOptions, CompressOptions, OpCode


def publish(response, request):
    chunks = []

    def on_data(response, chunk, last):
        if chunk:
            chunks.append(bytes(chunk))
        if last:
            response.write_header("Content-Type", "application/json")
            response.end("{}")
            app.publish("all", b"".join(chunks), OpCode.TEXT)

    response.on_data(on_data)


app = App()
app.ws("/live", {
    "compression": CompressOptions.DISABLED,
    "max_payload_length": 64 * 1024,
    "idle_timeout": 120,
    "max_backpressure": 1 << 20,
    "close_on_backpressure_limit": False,
    "open": lambda socket: socket.subscribe("all"),
})
app.post("/publish", publish)
app.listen(AppListenOptions(port=int(sys.argv[1]), host="127.0.0.1"), lambda config: print(config.port, flush=True))
app.loop.uv_loop.run()                    # not app.run(): that polls from Python, which is no part of what is measured
