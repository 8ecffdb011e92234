#!/bin/sh
# Collect the messages of the domain collective.trail and bring every translation up to date.
set -eu
cd "$(dirname "$0")/.."
locales=src/collective/trail/locales
pot=$locales/collective.trail.pot
.venv/bin/i18ndude rebuild-pot --pot "$pot" --create collective.trail src/collective/trail
for language in en zh_CN zh_TW; do
    po=$locales/$language/LC_MESSAGES/collective.trail.po
    mkdir -p "$(dirname "$po")"
    test -e "$po" || sed "s/^\"Language-Code: .*/\"Language-Code: $language\\\\n\"/" "$pot" > "$po"
    .venv/bin/i18ndude sync --pot "$pot" "$po"
done
