#!/usr/bin/env python3
"""The whole gateway on one core against the simulator on the other: trunk over UDP, target over TLS, rules, webhook, accept, sideband over wss,
SQLite. Rising rates of calls until one is not held; CPU per call of both sides. Everything stays on 127.0.0.1.

    gateway_bench.py [--out DIR] [--rates 10 20 40 ...] [--seconds 20] [--hold-ms 2000] [--profile FILE] [--set NAME=VALUE ...] [--event-log sqlite|none]

--profile writes a perf recording of the gateway at the highest rate that was held (needs perf and root).
--set gives the gateway one more setting, as an environment variable.
--event-log none forgets the events and records of calls instead of storing them: what is left is the product without its event log."""
import argparse, datetime, json, os, pathlib, secrets, signal, subprocess, sys, tempfile, time, urllib.request
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import core_bench as core

HTTP, SIP, SIP_TLS, API = 16080, 16071, 16072, 16443
NUMBER = '+15550100'
POLICY = {
    'format': 1,
    'agents': {'front-desk': {'model': 'gpt-realtime-2.1', 'voice': 'marin', 'instructions': 'Answer in one or two short sentences.',
                              'greeting': 'Hello, this is the order desk. How can I help you?', 'tools': ['hang_up']}},
    'tools': {'hang_up': {'type': 'hang_up', 'description': 'Ends the call.'}},
    'rules': [{'name': 'support line', 'when': {'dialled': [NUMBER]}, 'accept': {'agent': 'front-desk'}}, {'name': 'nobody', 'reject': {'status': 404}}],
}


def start(dll, core_number, folder, settings, host=()):
    """A program of ours as it really runs, on one core; another host of it has its runtime's settings."""
    command = ['dotnet', 'exec', '--runtimeconfig', str(dll.with_suffix('.runtimeconfig.json')), *map(str, host)] if host else ['dotnet', str(dll)]
    return subprocess.Popen(core.NICE + ['taskset', '-c', core_number, *command], cwd=folder, env={**os.environ, **settings},
                            stdout=open(folder / (dll.stem + '.log'), 'w'), stderr=subprocess.STDOUT)


def ready(url, process):
    for _ in range(300):
        if process.poll() is not None:
            sys.exit(f'{url}: the process ended, see its log')
        try:
            urllib.request.urlopen(url, timeout=2).read()
            return
        except OSError as failure:
            if getattr(failure, 'code', None) == 503:
                return
            time.sleep(0.2)
    sys.exit(f'{url} does not answer')


def threads(pid):
    """CPU seconds by thread name: which part of the runtime works."""
    used = {}
    for task in pathlib.Path(f'/proc/{pid}/task').iterdir():
        try:
            name, stat = (task / 'comm').read_text().strip(), (task / 'stat').read_text()
            fields = stat[stat.rindex(')') + 2:].split()
            used[name] = used.get(name, 0) + (int(fields[11]) + int(fields[12])) / core.TICKS
        except OSError:
            pass
    return used


def run(bench, gateway, simulator, rate, seconds, hold_ms):
    calls = max(20, int(rate * seconds))
    before = core.cpu_seconds(gateway.pid), core.cpu_seconds(simulator.pid), threads(gateway.pid)
    command = core.NICE + ['taskset', '-c', core.LOAD_CORE, str(bench.sipload), '-d', f'127.0.0.1:{SIP}', '-r', str(rate), '-m', str(calls), '-h', str(hold_ms),
                           '-u', str(core.UAC), '-s', str(core.UAS), '-R', f'sip:{NUMBER}@127.0.0.1:{SIP}', '-x', str(seconds + hold_ms / 1000 + 40)]
    began = time.time()
    result = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().splitlines()[-1])
    wall = time.time() - began
    time.sleep(1)
    done = max(1, result['done'])
    after = threads(gateway.pid)
    result.update(
        rate=rate, lost=result['failed'] + result['unfinished'], calls=calls, gateway=(core.cpu_seconds(gateway.pid) - before[0]) / done * 1000,
        simulator=(core.cpu_seconds(simulator.pid) - before[1]) / done * 1000, busy=(core.cpu_seconds(gateway.pid) - before[0]) / wall,
        threads={name: (used - before[2].get(name, 0)) / done * 1000 for name, used in after.items()})
    result['compiler'] = result['threads'].get('.NET Tiered Com', 0)
    print(json.dumps({key: result[key] for key in ('rate', 'calls', 'lost', 'retrans', 'gateway', 'compiler', 'simulator', 'busy', 'setup_ms', 'fail_codes')}), flush=True)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--out', type=pathlib.Path, default=core.HERE.parent / 'results')
    parser.add_argument('--work', type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / 'core-bench')
    parser.add_argument('--rates', type=float, nargs='+', default=[20, 40, 60, 80, 100, 130, 170, 220, 280, 350])
    parser.add_argument('--seconds', type=float, default=20)
    parser.add_argument('--warm-seconds', type=float, default=15)
    parser.add_argument('--hold-ms', type=int, default=2000)
    parser.add_argument('--event-log', choices=['sqlite', 'none'], default='sqlite')
    parser.add_argument('--profile', type=pathlib.Path)
    parser.add_argument('--set', action='append', default=[], metavar='NAME=VALUE')
    parser.add_argument('--dll', type=pathlib.Path, default=pathlib.Path('none'), help=argparse.SUPPRESS)
    parser.add_argument('--no-build', action='store_true')
    arguments = parser.parse_args()
    bench = core.Bench(arguments)
    bench.build()
    if not arguments.no_build:
        for project in ('src/Realtime.SipGateway', 'src/Realtime.Simulator', *(['tests/Realtime.Benchmarks'] if arguments.event_log == 'none' else [])):
            subprocess.run(['dotnet', 'build', '-v', 'q', '-c', 'Release', str(core.REPO / project)], check=True, stdout=subprocess.DEVNULL)
    built = lambda project: core.REPO / f'artifacts/bin/{project}/release/{project}.dll'
    folder = pathlib.Path(tempfile.mkdtemp(prefix='gateway-bench-'))
    key, secret = 'sk-bench-' + secrets.token_hex(16), 'whsec_' + __import__('base64').b64encode(secrets.token_bytes(32)).decode()
    (folder / 'policy.json').write_text(json.dumps(POLICY))
    (folder / 'appsettings.json').write_text(json.dumps({
        'Urls': f'http://127.0.0.1:{HTTP}',
        'Logging': {'LogLevel': {'Default': 'Warning'}},
        'Sip': {'Listeners': [{'Transport': 'udp', 'Address': f'127.0.0.1:{SIP}'}], 'Defence': {'TrunkSourcePerSecond': 100000, 'TrunkSourceBurst': 100000}},
        'Trunks': {'bench': {'Sources': ['127.0.0.0/8'], 'MediaPolicy': 'allow-rtp', 'MediaNetworks': ['127.0.0.0/8'], 'MaxCalls': 20000}},
        'Targets': {'openai': {'SipUri': f'sip:proj_bench@sip.api.openai.test:5061;transport=tls', 'OutboundProxy': f'127.0.0.1:{SIP_TLS}', 'ApiBaseUrl': f'https://127.0.0.1:{API}/v1',
                               'CertificateAuthorityFile': 'ca.pem', 'ApiKey': 'env:BENCH_KEY', 'WebhookSecrets': ['env:BENCH_SECRET'], 'Default': True}},
        'Policy': {'File': 'policy.json'}, 'Store': {'Path': 'gateway.db'}}))
    simulator = start(built('Realtime.Simulator'), core.LOAD_CORE, folder, {
        'Simulator__ApiPort': str(API), 'Simulator__SipTlsPort': str(SIP_TLS), 'Simulator__ProjectId': 'proj_bench', 'Simulator__ApiKey': key, 'Simulator__MaximumCalls': '20000',
        'Simulator__WebhookUrl': f'http://127.0.0.1:{HTTP}/webhooks/openai', 'Simulator__WebhookSecret': secret, 'Simulator__CertificateFolder': str(folder),
        'Logging__LogLevel__Default': 'Warning'})
    for _ in range(300):
        if (folder / 'ca.pem').exists():
            break
        time.sleep(0.2)
    gateway = start(built('Realtime.SipGateway'), core.DEVICE_CORE, folder, {
        'BENCH_KEY': key, 'BENCH_SECRET': secret, **dict(setting.split('=', 1) for setting in arguments.set), **({'DOTNET_PerfMapEnabled': '1', 'DOTNET_EnableWriteXorExecute': '0'} if arguments.profile else {})},
        (built('Realtime.Benchmarks'), 'gateway-device') if arguments.event_log == 'none' else ())
    results, held = [], None
    try:
        ready(f'http://127.0.0.1:{HTTP}/health', gateway)
        run(bench, gateway, simulator, 20, arguments.warm_seconds, arguments.hold_ms)
        for rate in arguments.rates:
            result = run(bench, gateway, simulator, rate, arguments.seconds, arguments.hold_ms)
            results.append(result)
            isHeld = result['lost'] <= result['calls'] / 1000 and result['setup_ms']['p99'] < 2000
            held = result if isHeld else held
            if not isHeld:
                break
        if arguments.profile and held:
            time.sleep(5)
            recording = subprocess.Popen(['perf', 'record', '-q', '-F', '999', '-g', '-p', str(gateway.pid), '-o', str(arguments.profile), '--', 'sleep', str(int(arguments.seconds))])
            run(bench, gateway, simulator, held['rate'], arguments.seconds + 2, arguments.hold_ms)
            recording.wait()
            subprocess.run(['cp', f'/tmp/perf-{gateway.pid}.map', str(arguments.profile) + '.map'], check=False)
    finally:
        for process in (gateway, simulator):
            process.send_signal(signal.SIGTERM)
        for process in (gateway, simulator):
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
        now = datetime.datetime.now(datetime.timezone.utc)
        commit = subprocess.run(['git', '-C', core.REPO, 'rev-parse', '--short', 'HEAD'], capture_output=True, text=True).stdout.strip()
        lines = ['# The whole gateway against the simulator', '', f'{now:%Y-%m-%d %H:%M} UTC, commit {commit}; gateway on core {core.DEVICE_CORE}, simulator and load on core {core.LOAD_CORE}; '
                 f'calls of {arguments.hold_ms / 1000:g} s, {arguments.seconds:g} s a rate. Trunk UDP, target TLS, rules, webhook, accept, sideband wss, {"SQLite" if arguments.event_log == "sqlite" else "claims in SQLite, no event log"}.', '',
                 '    tests/Realtime.Benchmarks/load/gateway_bench.py', '',
                 '| calls/s | lost | INVITE to 200: p50 ms | p99 ms | gateway CPU ms a call | of its core | simulator CPU ms a call |', '|---|---|---|---|---|---|---|']
        for r in results:
            lines.append(f"| {r['rate']:g} | {r['lost']} of {r['calls']} | {r['setup_ms']['p50']:.1f} | {r['setup_ms']['p99']:.1f} | {r['gateway']:.2f} | {r['busy']:.0%} | {r['simulator']:.2f} |")
        if held:
            lines += ['', f"Held: {held['rate']:g} calls/s on one core. Its CPU by thread, ms a call: " + ', '.join(
                f'{name} {used:.2f}' for name, used in sorted(held['threads'].items(), key=lambda item: -item[1])[:8] if used >= 0.01) + '.']
        arguments.out.mkdir(parents=True, exist_ok=True)
        path = arguments.out / f'gateway-{now:%Y-%m-%d}.md'
        path.write_text('\n'.join(lines) + '\n')
        print('written', path, 'logs', folder)


if __name__ == '__main__':
    main()
