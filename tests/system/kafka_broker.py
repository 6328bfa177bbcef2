"""A private Kafka for the programs beside this file: infra/kafka/broker, kcat, and topics by librdkafka's admin client."""
import ctypes, os, pathlib, signal, subprocess, tempfile, time

TOP = pathlib.Path(__file__).resolve().parents[2]


def client_version():
    """Of the librdkafka that is installed."""
    number = ctypes.CDLL("librdkafka.so.1").rd_kafka_version()
    return number >> 24 & 0xFF, number >> 16 & 0xFF, number >> 8 & 0xFF


class Broker:
    """Started with the block, stopped with it. KAFKA_VERSION chooses another one than the newest that is known."""

    def __init__(self, brokers=1, directory=None, version=None, sasl=None):
        self.directory = pathlib.Path(directory or tempfile.mkdtemp(prefix="kafka."))
        version = version or os.environ.get("KAFKA_VERSION")
        self.arguments = ["--brokers", str(brokers)] + (["--version", version] if version else []) + (["--sasl", sasl] if sasl else [])
        self.sasl = sasl
        self.address = ""

    def script(self, command, *arguments, check=True):
        return subprocess.run([str(TOP / "infra/kafka/broker"), command, "--data", str(self.directory), *arguments],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=check)

    def start(self):
        """Starts what does not run, so also what was killed."""
        done = self.script("start", *self.arguments, check=False)
        if done.returncode:
            raise AssertionError("Kafka did not start: " + done.stderr[-2000:])
        self.address = done.stdout.strip()
        return self

    def stop(self):
        self.script("stop")

    def pid(self, broker=1):
        return int((self.directory / str(broker) / "pid").read_text())

    def kill(self, broker=1):
        """As a crash does it."""
        os.kill(self.pid(broker), signal.SIGKILL)

    def kcat(self, *arguments, stdin="", check=True):
        if self.sasl:
            name, password = self.sasl.split(":")
            for setting in ("security.protocol=sasl_ssl", "sasl.mechanisms=PLAIN", f"sasl.username={name}", f"sasl.password={password}",
                            f"ssl.ca.location={self.directory}/ca.pem"):
                arguments += "-X", setting
        done = subprocess.run(["kcat", "-b", self.address, *arguments], input=stdin, capture_output=True, text=True, timeout=90)
        if check and done.returncode:
            raise AssertionError(f"kcat {' '.join(arguments)} ended with {done.returncode}: {done.stderr[-1000:]}")
        return done.stdout

    def create_topic(self, name, partitions=1, replicas=1, **config):
        """With `flush_messages=1` for flush.messages, and so on."""
        rd = ctypes.CDLL("librdkafka.so.1")
        for function in (rd.rd_kafka_new, rd.rd_kafka_conf_new, rd.rd_kafka_NewTopic_new, rd.rd_kafka_queue_new, rd.rd_kafka_queue_poll,
                         rd.rd_kafka_event_CreateTopics_result, rd.rd_kafka_CreateTopics_result_topics):
            function.restype = ctypes.c_void_p
        rd.rd_kafka_topic_result_error_string.restype = ctypes.c_char_p
        why = ctypes.create_string_buffer(512)
        pointer = ctypes.c_void_p
        conf = pointer(rd.rd_kafka_conf_new())
        rd.rd_kafka_conf_set(conf, b"bootstrap.servers", self.address.encode(), why, 512)
        client = pointer(rd.rd_kafka_new(0, conf, why, 512))
        queue = pointer(rd.rd_kafka_queue_new(client))
        topic = pointer(rd.rd_kafka_NewTopic_new(name.encode(), partitions, replicas, why, 512))
        for key, value in config.items():
            rd.rd_kafka_NewTopic_set_config(topic, key.replace("_", ".").encode(), str(value).encode())
        topics = (pointer * 1)(topic)
        rd.rd_kafka_CreateTopics(client, topics, ctypes.c_size_t(1), None, queue)
        event = pointer(rd.rd_kafka_queue_poll(queue, 30000))
        count = ctypes.c_size_t()
        error = b"no answer"
        if event:
            results = rd.rd_kafka_CreateTopics_result_topics(pointer(rd.rd_kafka_event_CreateTopics_result(event)), ctypes.byref(count))
            if count.value:
                result = pointer.from_address(results)
                error = rd.rd_kafka_topic_result_error_string(result) if rd.rd_kafka_topic_result_error(result) else b""
            rd.rd_kafka_event_destroy(event)
        rd.rd_kafka_NewTopic_destroy(topic)
        rd.rd_kafka_queue_destroy(queue)
        rd.rd_kafka_destroy(client)
        if error:
            raise AssertionError(f"topic {name} was not made: {error.decode()}")
        until = time.monotonic() + 30                     # the controller knows it; whoever asks now asks a broker
        while f'topic "{name}" with {partitions} partitions' not in self.kcat("-L", "-t", name, check=False):
            if time.monotonic() > until:
                raise AssertionError(f"no broker has heard of topic {name}")

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
