#!/usr/bin/env bash
# The whole gate: installs what the tests need, restores locked, builds with zero warnings, checks the format, runs every test.
# Ends with one line: N passed, N failed, N skipped.
#   ./test.sh          everything but what has to wait for timers of 32 s and more
#   ./test.sh --long   only that
set -euo pipefail
long=${1:-}
[[ -z $long || $long == --long ]] || { echo "usage: $0 [--long]" >&2; exit 2; }
cd "$(dirname "$0")"
export CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Strangers of the interop tests, and the system's SQLite. Without root the tests that need a missing one are skipped and say so.
packages=(
  libsqlite3-0:libsqlite3.so.0 sip-tester:sipp baresip-core:baresip kamailio:kamailio kamailio-tls-modules:/usr/lib/x86_64-linux-gnu/kamailio/modules/tls.so
  linphone-cli:linphonec sipvicious:svmap sipsak:sipsak dnsmasq-base:dnsmasq rtpengine-daemon:rtpengine
  postgresql:/usr/lib/postgresql prometheus:promtool nodejs:node npm:npm
)
missing=()
for entry in "${packages[@]}"; do
  package=${entry%%:*} thing=${entry##*:}
  case $thing in
    /*) [[ -e $thing ]] || missing+=("$package") ;;
    *.so.*) ldconfig -p 2>/dev/null | grep -q "$thing" || missing+=("$package") ;;
    *) PATH=$PATH:/usr/sbin command -v "$thing" >/dev/null || missing+=("$package") ;;
  esac
done
if ((${#missing[@]})); then
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]} ..."
    apt-get update -qq || true
    # The tests start servers of their own; the package must not start one.
    if [[ " ${missing[*]} " == *" postgresql "* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
      mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    fi
    # One by one: a package that this system does not have costs only its own tests.
    for package in "${missing[@]}"; do
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 \
        || echo "Could not install $package: the tests that need it will be skipped."
    done
  else
    echo "Not root: ${missing[*]} not installed; the tests that need them will be skipped."
  fi
fi
command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download/dotnet/10.0" >&2; exit 1; }

dotnet restore --locked-mode
dotnet build --no-restore -c Release
dotnet format --verify-no-changes --no-restore

# One project at a time: on a small machine side by side they only wait for each other.
results=$(mktemp)
trap 'rm -f "$results"' EXIT
status=0
what=(--solution Realtime.SipGateway.sln)
[[ -z $long ]] || what=(--project tests/Realtime.Interop.Tests --explicit only)
set +e
dotnet test --no-build -c Release --max-parallel-test-modules 1 "${what[@]}" --no-progress --output Detailed 2>&1 | tee "$results" | grep -vE '^\s*(passed|skipped|from) '
status=${PIPESTATUS[0]}
set -e
count() { grep -E "^\s+$1: [0-9]+" "$results" | tail -1 | grep -oE '[0-9]+' | head -1 || echo 0; }
skips=$(grep -E '^\s*skipped ' -A1 "$results" || true)
[[ -z $skips ]] || { echo "Skipped:"; echo "$skips"; }
echo "$(count succeeded) passed, $(count failed) failed, $(count skipped) skipped"
exit "$status"
