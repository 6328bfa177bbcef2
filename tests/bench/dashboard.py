"""M21: the dashboard in a Chromium that has a quarter of the processor: first load (the list is painted), interactive (a key is answered), and the
longest frame while somebody writes under a thread of 1,000 messages. Nothing of it is in the browser's cache; the server is on this machine.
`cpu` is what the page's main thread has computed until then: compare that where others use the machine, too."""
import json, os, statistics, subprocess

import contenders
import harness

NEEDS = ["millrace"]
MEASURES = {"first_load_ms": ("rows_ms", 1_000), "interactive_ms": ("interactive_ms", 1_500), "longest_frame_ms": ("longest_frame_ms", 50)}


def rounds_of(o, directory):
    subprocess.run([str(contenders.TOP / "infra/setup"), "--browser"], check=True)
    subprocess.run([str(contenders.TOP / "infra/dashboard")], check=True)
    node = contenders.TOP / "build/node/bin"
    environment = os.environ | {"PATH": f"{node}:{os.environ['PATH']}", "MILLRACE": harness.BINARY, "TMPDIR": str(directory)}
    done = subprocess.run([str(contenders.TOP / "tests/browser/speed.ts"), str(o.rounds)], capture_output=True, text=True, env=environment)
    rounds = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or len(rounds) != o.rounds:
        raise RuntimeError(f"dashboard: {done.stdout}{done.stderr}")
    return rounds


def dashboard(o, directory):
    rounds = rounds_of(o, directory)
    median = lambda what: statistics.median(r[what] for r in rounds)
    results = []
    for measure, (what, goal) in MEASURES.items():
        ours = median(what)
        more = f" first_paint={median('first_paint_ms'):.0f} cpu={median('cpu_ms'):.0f}" if measure == "first_load_ms" else ""
        print(f"M21 {measure} ours={ours:.0f} goal={goal} ratio={ours / goal:.2f} rounds={len(rounds)}{more}", flush=True)
        results.append({"measure": f"M21 {measure}", "ours": ours, "goal": goal, "ratio": ours / goal})
    return {"results": results, "rounds": rounds}
