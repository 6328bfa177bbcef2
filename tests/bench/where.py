"""`tests/bench/run W1 --profile`: where our CPU of a message goes. By thread, as the kernel counts it; by function and library, as perf samples
it. What is inlined counts for whom it is inlined into."""
import collections, pathlib, re, shutil, subprocess, time

import contenders

NEEDS = ["millrace", "bench_load"]
SAMPLES_PER_S = 1_499
SHOWN = {"threads": ("thread", 16), "libraries": ("library", 10), "functions": ("function", 40)}
# Most threads have no name of their own: whose one is tells the outermost function of ours on its stack, asked of gdb once.
FRAME = re.compile(r"^#\d+ .*?\b((?:millrace|rocksdb)::\w+(?:::~?\w+)*)")


def short(function):
    """Without arguments, whatever they are the arguments of."""
    function = function.replace("(anonymous namespace)::", "").replace("operator<", "operator lt").replace("operator->", "operator arrow")
    function = function.split("(")[0]
    while (less := re.sub(r"<[^<>]*>", "", function)) != function:
        function = less
    return function.split("<")[0]


def threads_of(pid):
    """CPU seconds of each, by its id."""
    cpu = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        cpu[int(task.name)] = (int(fields[11]) + int(fields[12])) / contenders.TICKS_PER_S
    return cpu


def names_of(pid):
    """What each thread is for, as far as that can be told."""
    names = {int(task.name): (task / "comm").read_text().strip() for task in pathlib.Path(f"/proc/{pid}/task").iterdir()}
    program = pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    if not shutil.which("gdb"):
        return names
    out = subprocess.run(["gdb", "-p", str(pid), "-nx", "-batch", "-ex", "set print frame-arguments none", "-ex", "thread apply all bt -40"],
                         capture_output=True, text=True).stdout
    outermost, thread = {}, None
    for row in out.splitlines():
        if found := re.match(r"Thread \d+ \(.*LWP (\d+)", row):
            thread = int(found[1])
        elif frame := FRAME.match(row):
            outermost[thread] = frame[1]                 # frames come from the inside out: the last one stays
    return names | {tid: frame for tid, frame in outermost.items() if names.get(tid) == program}


def sampled(pid, file, load):
    """What perf has seen while the load ran, as {(thread, function, library): share}."""
    perf = subprocess.Popen(["perf", "record", "-q", "-F", str(SAMPLES_PER_S), "-o", str(file), "-p", str(pid)],
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    time.sleep(0.5)
    if perf.poll() is not None:
        raise RuntimeError("perf cannot look into the server: " + perf.stderr.read())
    try:
        figures = load()
    finally:
        perf.send_signal(2)
        perf.wait(30)
    out = subprocess.run(["perf", "script", "-i", str(file), "-F", "tid,ip,sym,dso", "-G"], capture_output=True, text=True, errors="replace").stdout
    seen = collections.Counter()
    for row in out.splitlines():
        if found := re.match(r"\s*(\d+)\s+[0-9a-f]+\s+(.*) \((.*)\)$", row):
            seen[int(found[1]), found[2], pathlib.Path(found[3]).name] += 1
    return seen, figures


def profile(o, directory):
    if not shutil.which("perf"):
        raise RuntimeError("--profile needs perf (apt install linux-perf)")
    ours = contenders.Ours(directory, max(o.connections, 1))
    try:
        load = lambda: ours.load(connections=o.connections, subscribers=o.subscribers, seconds=o.seconds)
        load()                                           # caches are warm
        pid = ours.server.process.pid
        names = names_of(pid)
        postgres = contenders.cpu_of_cluster(ours.server.directory / "postgres/data")
        before = threads_of(pid)
        seen, figures = sampled(pid, directory / "perf.data", load)
        ours.settle()
        after = threads_of(pid)
        postgres = contenders.cpu_of_cluster(ours.server.directory / "postgres/data") - postgres
    finally:
        ours.stop()
    return told(figures, {tid: cpu - before.get(tid, 0) for tid, cpu in after.items()}, postgres, names, seen)


def told(figures, threads, postgres, names, seen):
    a_message = 1e6 / figures["acknowledged"]
    server, samples = sum(threads.values()) * a_message, sum(seen.values())
    print(f"profile server_us={server:.1f} postgres_us={postgres * a_message:.1f} messages={figures['acknowledged']} "
          f"per_s={figures['commands_per_s']:.0f} samples={samples}", flush=True)
    results = {"server_us": server, "postgres_us": postgres * a_message, "figures": figures, "threads": [], "libraries": [], "functions": []}

    def top(what, counted, unit):
        for name, count in counted.most_common(SHOWN[what][1]):
            print(f"profile {SHOWN[what][0]} us={count * unit:.2f} share={count * unit / server:.3f} {name}", flush=True)
            results[what].append({"name": name, "us": count * unit})

    by_thread = collections.Counter()
    for tid, cpu in threads.items():
        by_thread[names.get(tid, f"thread {tid}")] += cpu
    top("threads", by_thread, a_message)
    by_library, by_function = collections.Counter(), collections.Counter()
    for (_, function, library), count in seen.items():
        by_library[library] += count
        by_function[f"{short(function)} [{library}]"] += count
    unit = server / samples if samples else 0
    top("libraries", by_library, unit)
    top("functions", by_function, unit)
    return results
