"""Write the instance folder of `make start`: Zope's configuration, the admin's password and the log's key."""

from pathlib import Path

import os
import secrets


ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
ZOPE_CONF = INSTANCE / "etc" / "zope.conf"
WSGI_INI = INSTANCE / "etc" / "wsgi.ini"
PASSWORD = INSTANCE / "admin-password.txt"
LOG_KEY = INSTANCE / "trail-log.key"

ZOPE_CONF_TEXT = """\
%define INSTANCE {instance}
instancehome $INSTANCE
default-zpublisher-encoding utf-8
max-conflict-retries 20

<environment>
  CHAMELEON_CACHE $INSTANCE/var/cache
  zope_i18n_compile_mo_files true
  TRAIL_LOG $INSTANCE/var/trail-log
  TRAIL_LOG_KEY $INSTANCE/trail-log.key
  TRAIL_LOG_EVERY 60
  TRAIL_CHECK_AT 03:00
</environment>

<zodb_db main>
  mount-point /
  cache-size 30000
  <filestorage>
    path $INSTANCE/var/Data.fs
    blob-dir $INSTANCE/var/blobstorage
  </filestorage>
</zodb_db>
"""

# Two threads, not waitress' four: writers in one process get in each other's way (docs/how-to/install.md).
WSGI_INI_TEXT = """\
[server:main]
use = egg:waitress#main
host = localhost
port = %(http_port)s
threads = 2
clear_untrusted_proxy_headers = true

[app:zope]
use = egg:collective.trail
zope_conf = {instance}/etc/zope.conf

[filter:translogger]
use = egg:Paste#translogger
setup_console_handler = False

[pipeline:main]
pipeline =
    egg:Zope#httpexceptions
    translogger
    zope

[loggers]
keys = root, wsgi

[handlers]
keys = eventlog, accesslog

[formatters]
keys = event, access

[logger_root]
level = INFO
handlers = eventlog

[logger_wsgi]
level = INFO
handlers = accesslog
qualname = wsgi
propagate = 0

[handler_eventlog]
class = FileHandler
args = ("{instance}/log/event.log", "a")
formatter = event

[handler_accesslog]
class = FileHandler
args = ("{instance}/log/access.log", "a")
formatter = access

[formatter_event]
format = %(asctime)s %(levelname)s [%(name)s] %(message)s

[formatter_access]
format = %(message)s
"""


def write_once(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file that is not there yet; what an admin changed in it stays."""
    if path.exists():
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def prepare() -> None:
    """Make the folders, configuration and password of the instance, each only once."""
    for folder in ("etc", "log", "var/blobstorage", "var/cache"):
        (INSTANCE / folder).mkdir(parents=True, exist_ok=True)
    (INSTANCE / "var" / "blobstorage").chmod(0o700)
    write_once(ZOPE_CONF, ZOPE_CONF_TEXT.format(instance=INSTANCE))
    write_once(WSGI_INI, WSGI_INI_TEXT.replace("{instance}", str(INSTANCE)))
    write_once(PASSWORD, secrets.token_hex(16) + "\n", mode=0o600)
    write_once(LOG_KEY, signing_key() + "\n", mode=0o600)


def signing_key() -> str:
    """Make a key that signs the log of the trail; each instance has a log of its own name."""
    from collective.trail.rules.checkpoint import new_signer

    return new_signer(f"collective.trail/instance-{secrets.token_hex(4)}").secret()


def admin_password() -> str:
    """Read the generated password of the admin."""
    return PASSWORD.read_text("utf-8").strip()
