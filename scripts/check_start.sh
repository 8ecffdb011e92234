#!/usr/bin/env bash
# `make start` on an empty instance must answer, and must keep the data when it is started again; CI runs this.
# What somebody has in instance/ is moved aside meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8090}
aside=
if test -e instance/var; then aside=$(mktemp -d -p instance) && mv instance/var "$aside"; fi

started=
finish() {
    if test -n "$started"; then kill -TERM -- "-$started" 2>/dev/null && wait "$started" || true; fi
    rm -rf instance/var
    test -z "$aside" || { mv "$aside/var" instance/ && rmdir "$aside"; }
}
trap finish EXIT

answers() { # seconds that it may take
    PYTHONWARNINGS=ignore .venv/bin/python - "http://localhost:$port/records" "$1" "$started" <<'EOF'
import os, requests, sys, time

address, limit, make = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
begin = time.monotonic()
while time.monotonic() - begin < limit:
    try:
        os.kill(make, 0)
        requests.get(address, timeout=30).raise_for_status()
    except requests.ConnectionError:
        time.sleep(0.5)
    except ProcessLookupError:
        sys.exit("start: make start ended by itself")
    else:
        sys.exit(print(f"start: {address} answers after {time.monotonic() - begin:.0f} s"))
sys.exit(f"start: {address} does not answer within {limit:.0f} s")
EOF
}

serve() {
    setsid make --no-print-directory start PORT="$port" & started=$!
    answers "$1"
}

make --no-print-directory environment
serve 300
made=$(stat -c %i instance/var/Data.fs)
kill -TERM -- "-$started" && wait "$started" || true
serve 180
test "$made" = "$(stat -c %i instance/var/Data.fs)"
echo "start: the second start keeps the data"
