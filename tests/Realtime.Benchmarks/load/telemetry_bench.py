#!/usr/bin/env python3
"""What telemetry and the event log cost a call: the whole gateway at one rate with the exporter off, with it on, with it on but without the events of calls, and
with the exporter off and no event log, in turns, so that a drift of the machine meets all alike. The collector is a sink on the load's core that reads and
answers. What the runtime's compiler still uses while the process is young is left out: a gateway that has run for an hour has none of it, and it would make every
ratio smaller than it is. Everything stays on 127.0.0.1.

    telemetry_bench.py [--out DIR] [--rate 40] [--seconds 20] [--warm-seconds 15] [--rounds 5] [--short] [--no-build]

--short leaves out what no limit is set on (the exporter without events)."""
import argparse, datetime, http.server, json, pathlib, statistics, subprocess, sys, tempfile, threading
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import core_bench as core

SINK = 16318
ON = {'OTEL_EXPORTER_OTLP_ENDPOINT': f'http://127.0.0.1:{SINK}', 'OTEL_EXPORTER_OTLP_PROTOCOL': 'http/protobuf', 'OTEL_METRIC_EXPORT_INTERVAL': '10000'}
OFF, ALL, PART, NONE = 'exporter off, event log in SQLite', 'traces, metrics, logs and call events', 'traces, metrics and logs', 'exporter off, no event log'
VARIANTS = {OFF: {}, ALL: ON, PART: {**ON, 'Telemetry__CallEvents': 'false'}, NONE: {}}
LIMIT = 0.15


class Sink(http.server.BaseHTTPRequestHandler):
    """Takes what it is sent; the counts tell that something was."""
    protocol_version = 'HTTP/1.1'
    received = {}

    def do_POST(self):
        size = int(self.headers.get('Content-Length') or 0)
        self.rfile.read(size)
        count, total = Sink.received.get(self.path, (0, 0))
        Sink.received[self.path] = (count + 1, total + size)
        self.send_response(200)
        self.send_header('Content-Type', 'application/x-protobuf')
        self.send_header('Content-Length', '0')
        self.end_headers()

    def log_message(self, *_):
        pass


def run(arguments, name, build):
    """One run of the gateway; CPU per call in ms, as the benchmark of the whole gateway measures it, without the compiler's."""
    command = [sys.executable, str(core.HERE / 'gateway_bench.py'), '--rates', str(arguments.rate), '--seconds', str(arguments.seconds), '--warm-seconds', str(arguments.warm_seconds),
               '--event-log', 'none' if name == NONE else 'sqlite', '--out',
               tempfile.mkdtemp(prefix='telemetry-bench-'), *([] if build else ['--no-build'])]
    for key, value in VARIANTS[name].items():
        command += ['--set', f'{key}={value}']
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # The first line is the warm-up.
    result = [json.loads(line) for line in output.splitlines() if line.startswith('{')][-1]
    result['gateway'] -= result['compiler']
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--out', type=pathlib.Path, default=core.HERE.parent / 'results')
    parser.add_argument('--rate', type=float, default=40)
    parser.add_argument('--seconds', type=float, default=20)
    parser.add_argument('--warm-seconds', type=float, default=15)
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--short', action='store_true')
    parser.add_argument('--no-build', action='store_true')
    arguments = parser.parse_args()
    server = http.server.ThreadingHTTPServer(('127.0.0.1', SINK), Sink)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    results = {name: [] for name in VARIANTS if not (arguments.short and name == PART)}
    fresh = set() if not arguments.no_build else {'sqlite', 'none'}
    for round_number in range(arguments.rounds):
        for name in results:
            host = 'none' if name == NONE else 'sqlite'
            result = run(arguments, name, host not in fresh)
            fresh.add(host)
            results[name].append(result)
            print(json.dumps({'round': round_number, 'variant': name, 'gateway': result['gateway'], 'compiler': result['compiler'], 'lost': result['lost'], 'setup_p50': result['setup_ms']['p50']}), flush=True)
    server.shutdown()
    cpu = {name: statistics.median(result['gateway'] for result in runs) for name, runs in results.items()}
    now = datetime.datetime.now(datetime.timezone.utc)
    commit = subprocess.run(['git', '-C', core.REPO, 'rev-parse', '--short', 'HEAD'], capture_output=True, text=True).stdout.strip()
    lines = ['# What telemetry and the event log cost a call', '', f'{now:%Y-%m-%d %H:%M} UTC, commit {commit}; {arguments.rate:g} calls/s, {arguments.seconds:g} s, {arguments.rounds} rounds in turns, medians.', '',
             '    tests/Realtime.Benchmarks/load/telemetry_bench.py' + (' --short' if arguments.short else ''), '', '| what is on | gateway CPU ms a call, its compiler left out | lost | INVITE to 200: p50 ms |', '|---|---|---|---|']
    for name, runs in results.items():
        lines.append(f"| {name} | {cpu[name]:.2f} ({min(r['gateway'] for r in runs):.2f}–{max(r['gateway'] for r in runs):.2f}) | {sum(r['lost'] for r in runs)} of {sum(r['calls'] for r in runs)} | "
                     f"{statistics.median(r['setup_ms']['p50'] for r in runs):.1f} |")
    ratios = {'telemetry: all that leaves, against the exporter off': cpu[ALL] / cpu[OFF] - 1, 'event log: SQLite, against none': cpu[OFF] / cpu[NONE] - 1}
    lines += ['', f'| more CPU a call (limit {LIMIT:.0%}) | | |', '|---|---|---|'] + [f"| {what} | {more:+.1%} | {'held' if more <= LIMIT else 'not held'} |" for what, more in ratios.items()]
    lines += ['', 'Received by the sink: ' + ', '.join(f'{path} {count} requests, {total / 1024:.0f} KiB' for path, (count, total) in sorted(Sink.received.items())) + '.']
    arguments.out.mkdir(parents=True, exist_ok=True)
    path = arguments.out / f'telemetry-{now:%Y-%m-%d}.md'
    path.write_text('\n'.join(lines) + '\n')
    print('\n'.join(lines))
    print('written', path)
    return 0 if all(more <= LIMIT for more in ratios.values()) else 1


if __name__ == '__main__':
    sys.exit(main())
