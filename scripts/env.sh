#!/bin/sh
# Writes .env for docker-compose.yml: random secrets, readable by its owner alone. A file that is
# there is left as it is: its passwords are those of the data in the volumes.
# CONTACT=you@example.org says how an outlet reaches you.
set -eu
cd "$(dirname "$0")/.."
file=${ENV_FILE:-.env}
contact=${CONTACT:-}

fail() {
    printf 'sholu: %s\n' "$1" >&2
    exit 1
}

random() { # so many letters and digits; 32 of them are 190 bits
    LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c "$1"
}

if [ -e "$file" ]; then
    fail "$file is there already and was left as it is; its passwords belong to the data of the volumes"
fi
case $contact in
    "" | *?@?*.?* | http://?* | https://?*) ;;
    *) fail "CONTACT is an e-mail address or a page, not $contact" ;;
esac
case $contact in
    *[[:space:]\'\"\$]*) fail "CONTACT has no spaces, quotation marks or dollar signs" ;;
esac

elastic=$(random 32)
kibana=$(random 32)
encryption=$(random 48)
umask 077
set -C # a file that appeared meanwhile is not written over
{
    echo "# Made by make env for docker-compose.yml. Keep it to yourself."
    echo "# The user elastic of Elasticsearch, with whom you open Kibana at http://localhost:5601."
    echo "ELASTIC_PASSWORD=$elastic"
    echo "# Kibana's own user, and what it encrypts its secrets with."
    echo "KIBANA_PASSWORD=$kibana"
    echo "KIBANA_ENCRYPTION_KEY=$encryption"
    echo "# An e-mail address or a page where an outlet reaches you: part of every request to a site."
    echo "SHOLU_CONTACT=$contact"
    echo "# Titles of the dashboards: en, ru or kk."
    echo "DASHBOARDS_LANG=en"
} >"$file"
echo "$file is written${contact:+ with contact $contact}"
if [ -z "$contact" ]; then
    echo "Write into it as SHOLU_CONTACT how an outlet reaches you: without it nothing is crawled."
fi
