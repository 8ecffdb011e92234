#!/bin/sh
# Collect the messages of the domain collective.trail and bring every translation up to date.
set -eu
cd "$(dirname "$0")/.."
locales=src/collective/trail/locales
pot=$locales/collective.trail.pot

begin() { # language code, language name: a translation that has no message yet
    po=$locales/$1/LC_MESSAGES/collective.trail.po
    test -e "$po" && return
    mkdir -p "$(dirname "$po")"
    cat > "$po" <<EOF
msgid ""
msgstr ""
"Project-Id-Version: collective.trail\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0\n"
"Language-Code: $1\n"
"Language-Name: $2\n"
"Preferred-Encodings: utf-8\n"
"Domain: collective.trail\n"
EOF
}

.venv/bin/i18ndude rebuild-pot --pot "$pot" --create collective.trail src/collective/trail
begin en English
begin zh_CN 简体中文
begin zh_TW 繁體中文
.venv/bin/i18ndude sync --pot "$pot" "$locales"/*/LC_MESSAGES/collective.trail.po
