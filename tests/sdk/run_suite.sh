#!/usr/bin/env bash
# Runs the suite of one client: javascript, boto3 or awscli.
# usage: run_suite.sh CLIENT SOUK FOLDER   (where the packages are and the notes go)
set -euo pipefail
here=$(dirname "$(realpath "$0")")
client=$1
folder=$3
export SOUK=$2
export SOUK_NODE_MODULES="$folder/node_modules"
export SOUK_COVERAGE="$folder/$client.jsonl"

# Nothing of whoever runs this may reach the clients.
for name in $(compgen -v AWS_); do unset "$name"; done
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
export AWS_EC2_METADATA_DISABLED=true PYTHONDONTWRITEBYTECODE=1
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY NODE_OPTIONS

rm -f "$SOUK_COVERAGE"
if [ "$client" = javascript ]; then
  exec "$SOUK_NODE_MODULES"/node-linux-*/bin/node --test --test-timeout=120000 \
    "$here"/javascript/*.test.mjs
fi
cd "$here/python"
exec /usr/bin/python3 -W ignore::ResourceWarning -m unittest discover -p "${client}_*_test.py"
