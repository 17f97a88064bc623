#!/usr/bin/env python3
"""The signalling core beside Kamailio, on one core each in turn, load on another core. Everything stays on 127.0.0.1.

    core_bench.py [--out DIR] [--quick] [--skip PART ...]      parts: cpu latency max mem million

Builds the device (core-device of Realtime.Benchmarks) and sipload.c, starts the device, Kamailio as a record-routing proxy with and
without `dialog`, and writes results/core-<date>.md. Needs: dotnet, gcc, taskset, Debian's kamailio (with its release allocator, -x fm;
the default one is for debugging and four times slower). Two cores that nothing else uses; only the ratios of one run count.

cpu      runs of more than a minute, one contender after the other, several rounds: CPU per call and time of the INVITE to the callee
max      rising rates until one fails twice (failures or repeats above 0.1 %, or p99 above 100 ms)
mem      calls held open; looked at after 60 s and a full collection
million  a million calls at a steady rate: what is left afterwards"""
import argparse, datetime, json, os, pathlib, platform, signal, statistics, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
REPO = HERE.parents[2]
DEVICE_CORE, LOAD_CORE = os.environ.get('DEVICE_CORE', '0'), os.environ.get('LOAD_CORE', '1')
NICE = ['nice', '-n', os.environ.get('NICE', '-10')] if os.geteuid() == 0 else []
TICKS = os.sysconf('SC_CLK_TCK')
UAC, UAS = 15060, 15080

# A larger nursery than the default: a call's objects are dead before it is full. Measured, see results.
DEVICE_ENV = {'DOTNET_GCgen0size': os.environ.get('GEN0', '0x10000000')}


def processes(root):
    children = {}
    for entry in os.listdir('/proc'):
        if entry.isdigit():
            try:
                stat = open(f'/proc/{entry}/stat').read()
                children.setdefault(int(stat[stat.rindex(')') + 2:].split()[1]), []).append(int(entry))
            except OSError:
                pass
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += children.get(pid, [])
    return found


def cpu_seconds(root):
    total = 0
    for pid in processes(root):
        try:
            stat = open(f'/proc/{pid}/stat').read()
            fields = stat[stat.rindex(')') + 2:].split()
            total += int(fields[11]) + int(fields[12])
        except OSError:
            pass
    return total / TICKS


def pss_kb(root):
    total = 0
    for pid in processes(root):
        try:
            total += next(int(line.split()[1]) for line in open(f'/proc/{pid}/smaps_rollup') if line.startswith('Pss:'))
        except (OSError, StopIteration):
            pass
    return total


def busy_seconds():
    values = [int(v) for v in open('/proc/stat').readline().split()[1:9]]
    return (sum(values) - values[3] - values[4]) / TICKS


def wait_idle():
    """A contender that still has work from an overload would spoil the next run."""
    time.sleep(1)


class Contender:
    def __init__(self, name, port):
        self.name, self.port, self.pid = name, port, 0

    def cpu(self):
        return cpu_seconds(self.pid) if self.pid else 0


class Direct(Contender):
    """No device at all: what the load and the machine themselves need."""

    def __init__(self):
        super().__init__('direct', UAS)

    def start(self):
        return self

    def stop(self):
        pass


class Device(Contender):
    def __init__(self, dll):
        super().__init__('core', 16070)
        self.dll, self.process = dll, None

    def start(self):
        self.process = subprocess.Popen(
            NICE + ['taskset', '-c', DEVICE_CORE, 'dotnet', self.dll, 'core-device', '--listen', f'127.0.0.1:{self.port}', '--next', f'127.0.0.1:{UAS}'],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **DEVICE_ENV})
        self.pid = int(self.process.stdout.readline().split()[1])
        return self

    def ask(self, command):
        self.process.stdin.write(command + '\n')
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait(60)


class Kamailio(Contender):
    def __init__(self, name, port, *defines):
        super().__init__(name, port)
        self.defines = defines

    def start(self):
        run = pathlib.Path(tempfile.mkdtemp(prefix='kamailio-'))
        pid_file = run / 'pid'
        command = NICE + ['taskset', '-c', DEVICE_CORE, 'kamailio', '-f', str(HERE / 'kamailio-proxy.cfg'), '-A', f'LISTEN_PORT={self.port}',
                          '-A', f'UAS_PORT={UAS}', '-A', 'CHILDREN=1', '-x', 'fm', '-X', 'fm', '-m', '2048', '-M', '32', '-b', '4194304',
                          '-P', str(pid_file), '-Y', str(run), '-w', str(run)]
        for define in self.defines:
            command += ['-A', define]
        subprocess.run(command, stdout=open(run / 'log', 'w'), stderr=subprocess.STDOUT, check=True)
        for _ in range(100):
            if pid_file.exists() and pid_file.read_text().strip():
                break
            time.sleep(0.1)
        self.pid = int(pid_file.read_text())
        time.sleep(1)
        return self

    def stop(self):
        os.kill(self.pid, signal.SIGTERM)
        time.sleep(2)


class Bench:
    def __init__(self, arguments):
        self.arguments = arguments
        self.sipload = arguments.work / 'sipload'
        self.lines = []

    def build(self):
        self.arguments.work.mkdir(parents=True, exist_ok=True)
        subprocess.run(['cc', '-O2', '-w', '-o', self.sipload, HERE / 'sipload.c'], check=True)
        if not self.arguments.dll:
            subprocess.run(['dotnet', 'build', '-v', 'q', '-c', 'Release', str(HERE.parent)], check=True, stdout=subprocess.DEVNULL)
            self.arguments.dll = REPO / 'artifacts/bin/Realtime.Benchmarks/release/Realtime.Benchmarks.dll'

    def load(self, contender, rate, calls, hold_ms=100, extra=(), **popen):
        command = NICE + ['taskset', '-c', LOAD_CORE, str(self.sipload), '-d', f'127.0.0.1:{contender.port}', '-r', str(rate), '-m', str(calls),
                          '-h', str(hold_ms), '-u', str(UAC), '-s', str(UAS), *extra]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **popen)

    def run(self, contender, rate, seconds, hold_ms=100):
        calls = int(rate * seconds)
        before, busy, began = contender.cpu(), busy_seconds(), time.time()
        output = self.load(contender, rate, calls, hold_ms).communicate()[0]
        result = json.loads(output.strip().splitlines()[-1])
        wall, used = time.time() - began, contender.cpu() - before
        result.update(
            name=contender.name, rate=rate, cpu_per_1000=used / max(1, result['done']) * 1000, lost=result['failed'] + result['unfinished'],
            repeats=result['retrans'] + result['uas_retrans'], calls=calls,
            other=max(0, busy_seconds() - busy - used - result['harness_cpu_s']) / wall)
        print(f"{contender.name:22} {rate:>6}/s {result['cpu_per_1000']:.4f} s/1000  p50 {result['inv_ms']['p50']:.3f} p99 {result['inv_ms']['p99']:.3f} ms  "
              f"lost {result['lost']} repeats {result['repeats']}  others {result['other']:.2f}", flush=True)
        return result

    def say(self, text=''):
        print(text, flush=True)
        self.lines.append(text)

    def warm(self, contender):
        """The runtime compiles what runs often while it runs: first gently, then as in the run."""
        self.run(contender, 500, 10)
        self.run(contender, self.arguments.rate, 5 if self.arguments.quick else 20)

    def cpu(self, contenders):
        rounds, seconds, rate = self.arguments.rounds, self.arguments.seconds, self.arguments.rate
        results = {contender.name: [] for contender in contenders}
        for contender in contenders:
            if contender.pid:
                self.warm(contender)
        for _ in range(rounds):
            for contender in contenders:
                results[contender.name].append(self.run(contender, rate, 10 if not contender.pid else seconds))
        median = lambda name, read: statistics.median(read(result) for result in results[name])
        dialog_cpu = median('kamailio+dialog', lambda r: r['cpu_per_1000'])
        dialog_p99 = median('kamailio+dialog', lambda r: r['inv_ms']['p99'])
        self.say(f'## CPU and latency at {rate:,} calls/s over UDP, medians of {rounds} interleaved runs of {seconds} s')
        self.say()
        self.say('| | CPU s/1,000 calls (min to max) | to Kamailio + dialog | INVITE p50 ms | p99 ms (min to max) | p99 to Kamailio + dialog | calls lost | messages repeated |')
        self.say('|---|---|---|---|---|---|---|---|')
        for name, runs in results.items():
            spread = lambda read, digits: f'{min(map(read, runs)):.{digits}f} to {max(map(read, runs)):.{digits}f}'
            cost, p99 = (lambda r: r['cpu_per_1000']), (lambda r: r['inv_ms']['p99'])
            share = lambda value, base: f'{value / base:.2f}' if base else '–'
            is_direct = name == 'direct'
            self.say(f"| {name} | {'–' if is_direct else f'{median(name, cost):.3f} ({spread(cost, 3)})'} | {'–' if is_direct else share(median(name, cost), dialog_cpu)} "
                     f"| {median(name, lambda r: r['inv_ms']['p50']):.3f} | {median(name, p99):.3f} ({spread(p99, 3)}) | {'–' if is_direct else share(median(name, p99), dialog_p99)} "
                     f"| {sum(r['lost'] for r in runs)} | {sum(r['repeats'] for r in runs)} |")
        others = statistics.median(r['other'] for runs in results.values() for r in runs)
        self.say()
        self.say(f'Other programs used {others:.2f} of a core meanwhile (median).')
        self.say()

    def max(self, contenders):
        self.say('## Highest rate held on one core')
        self.say()
        for contender in contenders:
            rate, best = 3000, 0
            self.warm(contender)
            isOk = lambda r: r['lost'] < r['calls'] / 1000 and r['repeats'] < r['calls'] / 1000 and r['sent_cps'] > 0.97 * rate and r['inv_ms']['p99'] < 100
            while rate < 25000:
                if not isOk(self.run(contender, rate, 8)):
                    time.sleep(6)
                    if not isOk(self.run(contender, rate, 8)):
                        break
                best, rate = rate, int(rate * 1.2)
            self.say(f'- {contender.name}: {best:,} calls/s')
            time.sleep(5)
        self.say()

    def mem(self, contenders):
        dialogs = 2000 if self.arguments.quick else 10000
        settle = 5 if self.arguments.quick else 60
        self.say(f'## Memory of {dialogs:,} calls held open, both legs with SDP, {settle} s after the ramp')
        self.say()
        for contender in contenders:
            self.run(contender, 1000, 5)
            time.sleep(settle / 2)
            is_device = isinstance(contender, Device)
            heap = contender.ask('collect')['heap_bytes'] if is_device else 0
            before = pss_kb(contender.pid)
            holding = self.load(contender, 1000, dialogs, 1, ('-a', '-x', str(dialogs / 1000 * 2 + settle + 90)), stdin=subprocess.PIPE)
            up = holding.stdout.readline().strip()
            time.sleep(settle)
            report = contender.ask('collect') if is_device else {}
            kept = (pss_kb(contender.pid) - before) / dialogs
            holding.communicate('x')
            words = f'- {contender.name}: {kept:.2f} KB of memory (PSS) a call'
            if is_device:
                words += f", {(report['heap_bytes'] - heap) / dialogs / 1024:.2f} KB of it live objects"
            self.say(words + f' ({up})')
        self.say()

    def million(self, device):
        calls, rate = (50_000, 2000) if self.arguments.quick else (1_000_000, 4000)
        self.say(f'## {calls:,} calls at {rate:,} calls/s on one core')
        self.say()
        self.warm(device)
        time.sleep(40)
        before, before_pss = device.ask('collect'), pss_kb(device.pid)
        result = self.run(device, rate, calls / rate)
        time.sleep(40)
        after, after_pss = device.ask('collect'), pss_kb(device.pid)
        self.say(f"- calls lost {result['lost']}, messages repeated {result['repeats']}, CPU {result['cpu_per_1000']:.3f} s/1,000 calls, INVITE p50 {result['inv_ms']['p50']:.3f} ms, "
                 f"p99 {result['inv_ms']['p99']:.3f} ms, p99.9 {result['inv_ms']['p999']:.3f} ms")
        self.say(f"- live objects {before['heap_bytes'] / 1024:,.0f} KB before, {after['heap_bytes'] / 1024:,.0f} KB after; memory (PSS) {before_pss:,} KB before, {after_pss:,} KB after; "
                 f"left over: {after['dialogs']} dialogs, {after['server_transactions'] + after['client_transactions']} transactions")
        self.say(f"- allocated {(after['allocated_bytes'] - before['allocated_bytes']) / calls / 1024:.1f} KB a call; collections of generation 0, 1, 2: "
                 f"{', '.join(str(b - a) for a, b in zip(before['collections'], after['collections']))}; paused {after['pause_ms'] - before['pause_ms']:,.0f} ms in all")
        self.say()

    def write(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        out = self.arguments.out
        out.mkdir(parents=True, exist_ok=True)
        commit = subprocess.run(['git', '-C', REPO, 'rev-parse', '--short', 'HEAD'], capture_output=True, text=True).stdout.strip()
        cpu = next((line.split(':')[1].strip() for line in open('/proc/cpuinfo') if line.startswith('model name')), platform.machine())
        head = ['# The signalling core beside Kamailio', '', f'{now:%Y-%m-%d %H:%M} UTC, commit {commit}, {cpu}, device on core {DEVICE_CORE}, load on core {LOAD_CORE}, '
                f"{' '.join(f'{k}={v}' for k, v in DEVICE_ENV.items())}. Limits of transactions and dialogs out of reach.", '',
                '    tests/Realtime.Benchmarks/load/core_bench.py' + (' --quick' if self.arguments.quick else ''), '']
        path = out / f'core-{now:%Y-%m-%d}.md'
        path.write_text('\n'.join(head + self.lines).rstrip() + '\n')
        print('written', path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--out', type=pathlib.Path, default=HERE.parent / 'results')
    parser.add_argument('--work', type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / 'core-bench')
    parser.add_argument('--dll', type=pathlib.Path, help='the device, built before')
    parser.add_argument('--quick', action='store_true', help='short runs: to see that it works')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--seconds', type=float, default=62)
    parser.add_argument('--rate', type=int, default=2000)
    parser.add_argument('--skip', nargs='*', default=[], choices=['cpu', 'max', 'mem', 'million', 'proxy'])
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.rounds, arguments.seconds = min(arguments.rounds, 2), min(arguments.seconds, 10)
    bench = Bench(arguments)
    bench.build()
    wanted = lambda part: part not in arguments.skip
    device, dialog = Device(str(arguments.dll)), Kamailio('kamailio+dialog', 16061, 'WITH_DIALOG')
    proxy = Kamailio('kamailio', 16062)
    try:
        if wanted('cpu'):
            contenders = [Direct().start(), dialog.start(), device.start()] + ([proxy.start()] if wanted('proxy') else [])
            bench.cpu(contenders)
            for contender in contenders:
                contender.stop()
        for part in ('max', 'mem'):
            if wanted(part):
                for contender in (device, dialog):
                    contender.start()
                    getattr(bench, part)([contender])
                    contender.stop()
        if wanted('million'):
            device.start()
            bench.million(device)
            device.stop()
    finally:
        bench.write()


if __name__ == '__main__':
    sys.exit(main())
