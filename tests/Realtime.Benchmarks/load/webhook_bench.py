#!/usr/bin/env python3
"""The webhook endpoint beside the least that could take its place. Server on one core, load on another; everything stays on 127.0.0.1.

    webhook_bench.py [--out DIR] [--rounds 5] [--seconds 6] [--connections 64] [--only KIND ...] [--quick]

bare    ASP.NET endpoint with one HMAC          node   Node server that does webhooks.unwrap of OpenAI's SDK, nothing else
answer  the gateway's endpoint: verify, read, tie, 100 rules with 10,000 list entries, claim in memory, answer
whole   and what follows: call, events, record, the command to a vendor that answers from memory
store   and SQLite: each claim is committed before its answer, events and records are written

Every request is another call, signed by the generator (webhookload.c). Runs are interleaved, round by round; each server is started once and warmed up
until two runs in a row differ by less than a tenth. Needs dotnet, gcc, taskset, node and npm; only the ratios of one run of this script count."""
import argparse, datetime, json, os, pathlib, shutil, statistics, subprocess, sys, tempfile, time, urllib.request
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import core_bench as core

KEY = 'RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c='
KINDS = ['bare', 'answer', 'node', 'whole', 'store']
WORDS = {'bare': 'bare ASP.NET endpoint, one HMAC', 'answer': 'the endpoint: verify, read, tie, rules, claim in memory, answer', 'node': 'Node with `webhooks.unwrap`',
         'whole': 'and call, events, record, command to the vendor', 'store': 'and SQLite: claim committed before the answer'}
WARM_UP_LIMIT = 90


def modules():
    """OpenAI's SDK, installed once beside the other build output, as the interop tests do."""
    folder, sources = core.REPO / 'artifacts' / 'node', core.REPO / 'tests' / 'Realtime.Interop.Tests' / 'Node'
    mark, wanted = folder / 'node_modules' / '.installed', (sources / 'package-lock.json').read_text()
    if not mark.exists() or mark.read_text() != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ('package.json', 'package-lock.json'):
            shutil.copy(sources / name, folder)
        subprocess.run(['npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts'], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        mark.write_text(wanted)
    return folder / 'node_modules'


def start(kind, port, dll):
    command = (['node', str(core.HERE / 'webhook_node.mjs'), str(modules()), str(port), 'whsec_' + KEY] if kind == 'node'
               else ['dotnet', str(dll), 'webhook-device', kind, str(port)])
    process = subprocess.Popen(core.NICE + ['taskset', '-c', core.DEVICE_CORE] + command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               env={**os.environ, **core.DEVICE_ENV})
    if process.stdout.readline().strip() != 'ready':
        sys.exit(f'{kind} did not start')
    return process


def allocated(port):
    return int(urllib.request.urlopen(f'http://127.0.0.1:{port}/allocated', timeout=10).read())


class Contender:
    def __init__(self, kind, port, dll, load, options):
        self.kind, self.port, self.load, self.options, self.runs, self.next = kind, port, load, options, [], 1
        self.process = start(kind, port, dll)

    def run(self, seconds):
        cpu, bytes_before = core.cpu_seconds(self.process.pid), allocated(self.port) if self.kind != 'node' else 0
        began, busy = time.time(), others(self.process.pid)
        command = core.NICE + ['taskset', '-c', core.LOAD_CORE, str(self.load), '-p', str(self.port), '-c', str(self.options.connections), '-t', str(seconds), '-n', str(self.next), '-k', KEY]
        result = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        wall = time.time() - began
        self.next = result['next']
        result.update(cpu_us=(core.cpu_seconds(self.process.pid) - cpu) / result['requests'] * 1e6, busy=(core.cpu_seconds(self.process.pid) - cpu) / wall,
                      bytes=(allocated(self.port) - bytes_before) / result['requests'] if self.kind != 'node' else None, others=(others(self.process.pid) - busy) / wall)
        if result['bad']:
            sys.exit(f'{self.kind}: {result["bad"]} of {result["requests"]} requests were refused')
        return result

    def warm_up(self):
        before, until = 0, time.time() + WARM_UP_LIMIT
        while time.time() < until:
            rate = self.run(3)['rate']
            if before and abs(rate - before) < 0.1 * before:
                return
            before = rate

    def measure(self, seconds):
        result = self.run(seconds)
        self.runs.append(result)
        print(self.kind.ljust(8), {key: round(result[key], 2) if result[key] is not None else None for key in ('rate', 'cpu_us', 'busy', 'bytes', 'p50_ms', 'p99_ms', 'others')}, flush=True)

    def median(self, key):
        return statistics.median(run[key] for run in self.runs)

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def others(pid):
    """CPU seconds of the machine so far, without this process's and the load's own."""
    fields = [int(value) for value in open('/proc/stat').readline().split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / core.TICKS - core.cpu_seconds(pid) - sum(os.times()[2:4])


def report(contenders, options):
    bare, node = contenders.get('bare'), contenders.get('node')
    lines = ['# The webhook endpoint', '', f'{datetime.date.today()}, two cores: server on one, load on the other, '
             f'{options.connections} connections, {options.rounds} interleaved rounds of {options.seconds} s, medians. Every request is another call with its own signature; 21 SIP headers, 2.2 KB.', '',
             '    tests/Realtime.Benchmarks/load/webhook_bench.py' + (' --quick' if options.quick else ''), '',
             '| | requests/s (min to max) | CPU µs a request | to bare, by rate | to bare, by CPU | to Node, by rate | to Node, by CPU | bytes allocated a request | p50 ms | p99 ms |', '|---|---|---|---|---|---|---|---|---|---|']
    for kind, one in contenders.items():
        rates, cpu = [run['rate'] for run in one.runs], one.median('cpu_us')
        ratio = lambda other: f'{one.median("rate") / other.median("rate"):.2f} | {other.median("cpu_us") / cpu:.2f}' if other else '– | –'
        size = f'{one.median("bytes"):,.0f}' if kind != 'node' else '–'
        cells = ratio(bare).split(' | ') + ratio(node).split(' | ')
        lines.append(f'| {WORDS[kind]} | {one.median("rate"):,.0f} ({min(rates):,.0f} to {max(rates):,.0f}) | {cpu:.1f} | {" | ".join(cells)} | {size} | {one.median("p50_ms"):.1f} | {one.median("p99_ms"):.1f} |')
    used = statistics.median(run['others'] for one in contenders.values() for run in one.runs)
    lines += ['', f'Other programs used {used:.2f} of a core meanwhile (median). Where that is much, the ratio by CPU is the one to believe.', '']
    return '\n'.join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--out', type=pathlib.Path, default=core.HERE.parent / 'results')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--seconds', type=float, default=6)
    parser.add_argument('--connections', type=int, default=64)
    parser.add_argument('--only', nargs='+', choices=KINDS, default=KINDS)
    parser.add_argument('--quick', action='store_true', help='two rounds of 3 s: to see that it works')
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 2, 3
    subprocess.run(['dotnet', 'build', '-v', 'q', '-c', 'Release', str(core.HERE.parent)], check=True, stdout=subprocess.DEVNULL)
    dll = core.REPO / 'artifacts' / 'bin' / 'Realtime.Benchmarks' / 'release' / 'Realtime.Benchmarks.dll'
    with tempfile.TemporaryDirectory() as work:
        load = pathlib.Path(work) / 'webhookload'
        subprocess.run(['gcc', '-O3', '-o', str(load), str(core.HERE / 'webhookload.c')], check=True)
        contenders = {}
        try:
            for index, kind in enumerate(options.only):
                contenders[kind] = Contender(kind, 16500 + index, dll, load, options)
                contenders[kind].warm_up()
            for _ in range(options.rounds):
                for one in contenders.values():
                    one.measure(options.seconds)
        finally:
            for one in contenders.values():
                one.stop()
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / f'webhook-{datetime.date.today()}.md'
    path.write_text(report(contenders, options))
    print(path.read_text())


if __name__ == '__main__':
    main()
