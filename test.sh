#!/usr/bin/env bash
# The whole gate: installs what the tests need, restores locked, builds with zero warnings, checks the format, runs every test.
# Ends with one line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")"
export CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Strangers of the interop tests, and the system's SQLite. Without root the tests that need a missing one are skipped and say so.
packages=(libsqlite3-0:libsqlite3.so.0 sip-tester:sipp baresip-core:baresip)
missing=()
for entry in "${packages[@]}"; do
  package=${entry%%:*} thing=${entry##*:}
  case $thing in
    *.so.*) ldconfig -p 2>/dev/null | grep -q "$thing" || missing+=("$package") ;;
    *) command -v "$thing" >/dev/null || missing+=("$package") ;;
  esac
done
if ((${#missing[@]})); then
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]} ..."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null \
      || echo "Could not install ${missing[*]}: the tests that need them will be skipped."
  else
    echo "Not root: ${missing[*]} not installed; the tests that need them will be skipped."
  fi
fi
command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download/dotnet/10.0" >&2; exit 1; }

dotnet restore --locked-mode
dotnet build --no-restore -c Release
dotnet format --verify-no-changes --no-restore

results=$(mktemp)
trap 'rm -f "$results"' EXIT
status=0
dotnet test --no-build -c Release --solution Realtime.SipGateway.sln --no-progress --output Detailed 2>&1 | tee "$results" | grep -vE '^\s*(passed|skipped|from) ' || true
status=${PIPESTATUS[0]}
count() { grep -E "^\s+$1: [0-9]+" "$results" | tail -1 | grep -oE '[0-9]+' | head -1 || echo 0; }
skips=$(grep -E '^\s*skipped ' -A1 "$results" || true)
[[ -z $skips ]] || { echo "Skipped:"; echo "$skips"; }
echo "$(count succeeded) passed, $(count failed) failed, $(count skipped) skipped"
exit "$status"
