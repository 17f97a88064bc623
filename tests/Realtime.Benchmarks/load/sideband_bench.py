#!/usr/bin/env python3
"""The gateway's sidebands beside the least that could take their place. Device on one core, the service's side on another; TLS, everything on 127.0.0.1.

    sideband_bench.py [--out DIR] [--sidebands 2000] [--rounds 4] [--seconds 12] [--only KIND ...] [--quick]

bare    ClientWebSocket and Utf8JsonReader: reads every event, answers the function call, counts
ours    SidebandService as the gateway has it: transcripts, 200 forbidden phrases, a budget, tools; events are written nowhere
log     and SQLite: events, records and the ledger that a tool's run is committed to before it runs

Each sideband is told two events a second, those of a call that talks: half of them words, function calls, now and then a forbidden phrase. Times are taken
at the service's side, from an event's send to the answer's arrival, with both sides' TLS in between. All devices hold their sidebands all the time; they are
talked to in turns, round by round. Exits 1 when a limit of LIMITS is missed. Memory is what the operating system counts (PSS) for each further sideband after it has talked, after a full collection.
Only the ratios of one run of this script count."""
import argparse, datetime, json, os, pathlib, platform, statistics, subprocess, sys, tempfile
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import core_bench as core

KINDS = ['bare', 'ours', 'log']
WORDS = {'bare': '`ClientWebSocket` + `Utf8JsonReader`', 'ours': 'the gateway, events written nowhere', 'log': 'the gateway, events, records and tool ledger in SQLite'}
FIRST = 100  # Sidebands that are open before memory is looked at: code and tables of the process are no sideband's.
SPACING = 100_000
NURSERY = {'DOTNET_GCgen0size': '0x8000000'}  # As the image sets it; for every device alike.
LIMITS = {'CPU to bare': 1.5, 'memory to bare': 1.3, 'tool p99 ms': 3, 'cancel p99 ms': 2}


class Program:
    """Ours, on one core, told what to do line by line."""

    def __init__(self, cpu, *arguments, **environment):
        self.process = subprocess.Popen(core.NICE + ['taskset', '-c', cpu, 'dotnet', *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
        self.expect('ready')

    def ask(self, command):
        self.process.stdin.write(command + '\n')
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def expect(self, word, command=None):
        answer = self.ask(command) if command else self.process.stdout.readline().strip()
        if answer != word:
            sys.exit(f'{command or "start"}: {answer!r} instead of {word!r}')

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Contender:
    def __init__(self, kind, index, dll, load, port, authority, options):
        self.kind, self.load, self.options, self.runs = kind, load, options, []
        self.first = (index + 1) * SPACING
        self.device = Program(core.DEVICE_CORE, dll, 'sideband-device', kind, port, authority, **NURSERY)
        self.open = 0
        self.connect(FIRST)
        self.talk(options.warm_up)
        before = self.memory()
        self.connect(options.sidebands - FIRST)
        self.talk(options.warm_up)
        after = self.memory()
        self.added = {key: (after[key] - before[key]) / (options.sidebands - FIRST) for key in ('pss', 'managed')}

    def connect(self, count):
        self.device.expect('connected', f'connect {self.first + self.open} {count}')
        self.open += count
        if (there := int(self.load.ask(f'count {self.first} {self.open}'))) != self.open:
            sys.exit(f'{self.kind}: {there} of {self.open} sidebands are open')

    def talk(self, seconds):
        return json.loads(self.load.ask(f'run {self.first} {self.open} {seconds}'))

    def memory(self):
        return json.loads(self.device.ask('memory'))

    def measure(self):
        pid = self.device.process.pid
        cpu, load, busy, allocated = core.cpu_seconds(pid), core.cpu_seconds(self.load.process.pid), core.busy_seconds(), int(self.device.ask('allocated'))
        cpu = core.cpu_seconds(pid)
        result = self.talk(self.options.seconds)
        used, all_used = core.cpu_seconds(pid) - cpu, core.busy_seconds() - busy
        loaded = core.cpu_seconds(self.load.process.pid) - load
        events = result['sent']
        result.update(cpu_us=used / events * 1e6, busy=used / self.options.seconds, load=loaded / self.options.seconds, others=max(0, all_used - used - loaded) / self.options.seconds,
                      bytes_allocated=(int(self.device.ask('allocated')) - allocated) / events)
        self.runs.append(result)
        missing = result['tool_calls'] - len(result['tool_ms'])
        print(self.kind.ljust(5), {key: round(result[key], 2) for key in ('sent', 'late', 'cpu_us', 'busy', 'load', 'others', 'bytes_allocated')}, 'tool', result['tool_calls'],
              f'({missing} unanswered)', 'p99', percentile(result['tool_ms'], 99), 'cancel', result['forbidden'], f'({result["forbidden"] - len(result["cancel_ms"])} not)', 'p99', percentile(result['cancel_ms'], 99), flush=True)

    def median(self, key):
        return statistics.median(run[key] for run in self.runs)

    def times(self, key):
        return [value for run in self.runs for value in run[key]]

    def tail(self, key):
        """The median of the rounds' p99: a second in which the machine stood still is one round's."""
        tails = [percentile(run[key], 99) for run in self.runs if run[key]]
        return statistics.median(tails) if tails else None

    def stop(self):
        self.device.stop()


def percentile(values, rank):
    return sorted(values)[max(0, -(-len(values) * rank // 100) - 1)] if values else None


def report(contenders, options):
    bare = contenders.get('bare')
    events = next(iter(contenders.values())).runs[0]
    lines = [f'# Sidebands', '', f'{datetime.date.today()}, {platform.machine()}, {os.cpu_count()} cores: the device on one, the service\'s side on the other. {options.sidebands:,} sidebands over `wss`, '
             f'two events a second each ({events["bytes"] / events["sent"]:,.0f} bytes an event), {options.rounds} interleaved rounds of {options.seconds:g} s: medians, of p99 too (a second in which the machine stood still is one round\'s).', '',
             '    tests/Realtime.Benchmarks/load/sideband_bench.py' + (' --quick' if options.quick else ''), '',
             '| | CPU µs an event (ms per 1,000) | to bare | core in use | bytes allocated an event | memory a sideband, KiB | to bare | of it managed, KiB | tool p50 ms | p99 ms | cancel p50 ms | p99 ms |',
             '|---|---|---|---|---|---|---|---|---|---|---|---|']
    ratio = lambda mine, theirs: f'{mine / theirs:.2f}' if theirs else '–'
    shown = lambda values, rank: f'{percentile(values, rank):.2f}' if values else '–'
    tail = lambda one, key: '–' if kind == 'bare' and key == 'cancel_ms' or one.tail(key) is None else f'{one.tail(key):.2f}'
    for kind, one in contenders.items():
        tools, cancels = one.times('tool_ms'), one.times('cancel_ms')
        lines.append(f'| {WORDS[kind]} | {one.median("cpu_us"):.1f} | {ratio(one.median("cpu_us"), bare and bare.median("cpu_us"))} | {one.median("busy"):.0%} | {one.median("bytes_allocated"):,.0f} | '
                     f'{one.added["pss"] / 1024:.1f} | {ratio(one.added["pss"], bare and bare.added["pss"])} | {one.added["managed"] / 1024:.1f} | '
                     f'{shown(tools, 50)} | {tail(one, "tool_ms")} | {shown(cancels, 50)} | {tail(one, "cancel_ms")} |')
    calls = {kind: sum(run['tool_calls'] for run in one.runs) for kind, one in contenders.items()}
    stops = {kind: sum(run['forbidden'] for run in one.runs) for kind, one in contenders.items() if kind != 'bare'}
    unanswered = sum(run['tool_calls'] - len(run['tool_ms']) for one in contenders.values() for run in one.runs)
    not_cut = sum(run['forbidden'] - len(run['cancel_ms']) for kind, one in contenders.items() if kind != 'bare' for run in one.runs)
    others = statistics.median(run['others'] for one in contenders.values() for run in one.runs)
    late = sum(run['late'] for one in contenders.values() for run in one.runs)
    lines += ['', f'Function calls {calls}, {unanswered} unanswered; forbidden phrases {stops}, {not_cut} not cut; {late} events that could not leave in time. '
              f'Other programs used {others:.2f} of a core meanwhile (median): where that is much, believe the ratio of CPU and not the times.', '']
    return '\n'.join(lines)


def verdicts(contenders):
    """What was measured of each limit, by contender."""
    bare = contenders['bare']
    for kind, one in contenders.items():
        if kind != 'bare':
            yield kind, 'CPU to bare', one.median('cpu_us') / bare.median('cpu_us')
            yield kind, 'memory to bare', one.added['pss'] / bare.added['pss']
            yield kind, 'tool p99 ms', one.tail('tool_ms')
            yield kind, 'cancel p99 ms', one.tail('cancel_ms')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--out', type=pathlib.Path, default=core.HERE.parent / 'results')
    parser.add_argument('--sidebands', type=int, default=2_000)
    parser.add_argument('--rounds', type=int, default=4)
    parser.add_argument('--seconds', type=float, default=12)
    parser.add_argument('--warm-up', type=float, default=30, help='seconds, twice for each: the runtime compiles what is hot meanwhile')
    parser.add_argument('--port', type=int, default=16700)
    parser.add_argument('--only', nargs='+', choices=KINDS, default=KINDS)
    parser.add_argument('--quick', action='store_true', help='300 sidebands, one round of 4 s: to see that it works')
    parser.add_argument('--no-build', action='store_true')
    options = parser.parse_args()
    if options.quick:
        options.sidebands, options.rounds, options.seconds, options.warm_up = 300, 1, 4, 1.5
    if not options.no_build:
        subprocess.run(['dotnet', 'build', '-v', 'q', '-c', 'Release', str(core.HERE.parent)], check=True, stdout=subprocess.DEVNULL)
    dll = core.REPO / 'artifacts' / 'bin' / 'Realtime.Benchmarks' / 'release' / 'Realtime.Benchmarks.dll'
    with tempfile.TemporaryDirectory() as work:
        authority = pathlib.Path(work) / 'authority.pem'
        load = Program(core.LOAD_CORE, dll, 'sideband-load', options.port, authority)
        contenders = {}
        try:
            for index, kind in enumerate(options.only):
                contenders[kind] = Contender(kind, index, dll, load, options.port, authority, options)
            for _ in range(options.rounds):
                for one in contenders.values():
                    one.measure()
        finally:
            for one in contenders.values():
                one.stop()
            load.stop()
    text = report(contenders, options)
    missed = False
    if 'bare' in contenders:
        found = list(verdicts(contenders))
        missed = any(value > LIMITS[name] for _, name, value in found)
        text += '\n'.join(['| limit | | measured | |', '|---|---|---|---|', *(
            f'| {name} | {LIMITS[name]} | {value:.2f} ({WORDS[kind]}) | {"missed" if value > LIMITS[name] else "held"} |' for kind, name, value in found), ''])
    if not options.quick:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / f'sideband-{datetime.date.today()}.md').write_text(text)
    print(text)
    sys.exit(1 if missed and not options.quick else 0)


if __name__ == '__main__':
    main()
