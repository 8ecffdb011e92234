#!/bin/sh
# Build the instance by buildout in a copy of the checkout, run a test there and ask the site; CI runs this.
set -eu
cd "$(dirname "$0")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
tar -c --exclude=./.git --exclude=./.venv --exclude=./instance . | tar -x -C "$copy"
cd "$copy"
pinned() { sed -n "s/^$1 = //p" versions.cfg buildout.cfg; }
"${PYTHON:-python3}" -m venv .buildout
.buildout/bin/pip install --quiet "zc.buildout==$(pinned zc.buildout)" "setuptools==$(pinned setuptools)"
echo "buildout: building, this takes some minutes"
.buildout/bin/buildout -N > buildout.log 2>&1 || { tail -n 30 buildout.log; exit 1; }
echo "buildout: running a test"
bin/pytest -q tests/setup/test_install.py
cat > ask.py <<'EOF'
from plone.distribution.api import site

assert app.acl_users.getUser("admin")
made = site.create(app, "trail", answers={"site_id": "records", "title": "Trail", "setup_content": False})
print("buildout: made the site", made.absolute_url_path(), flush=True)
EOF
bin/instance adduser admin "$(.buildout/bin/python -c 'import secrets; print(secrets.token_hex(16))')"
bin/instance run ask.py
test -d var/blobstorage
