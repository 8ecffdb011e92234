#!/bin/sh
# Collect the messages and bring every translation up to date. Our domain is collective.trail; titles in the workflows
# are of the domain plone, in which Plone's own pages look them up.
set -eu
cd "$(dirname "$0")/.."
locales=src/collective/trail/locales

begin() { # domain, language code, language name: a translation that has no message yet
    po=$locales/$2/LC_MESSAGES/$1.po
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
"Language-Code: $2\n"
"Language-Name: $3\n"
"Preferred-Encodings: utf-8\n"
"Domain: $1\n"
EOF
}

collect() { # domain, directory of the sources
    .venv/bin/i18ndude rebuild-pot --pot "$locales/$1.pot" --create "$1" "$2"
    begin "$1" en English
    begin "$1" zh_CN 简体中文
    begin "$1" zh_TW 繁體中文
    .venv/bin/i18ndude sync --pot "$locales/$1.pot" "$locales"/*/LC_MESSAGES/"$1".po
}

collect collective.trail src/collective/trail
# Python code has the other domain only, but i18ndude takes its messages for any.
collect plone src/collective/trail/profiles
# The time of collecting would be a change each time, although no message changed.
sed -i '/^"POT-Creation-Date:/d' "$locales"/*.pot "$locales"/*/LC_MESSAGES/*.po
