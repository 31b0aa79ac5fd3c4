#!/usr/bin/env bash
# Runs the suite of one client, or the check of souk against the clients' models.
# usage: run_suite.sh javascript|boto3|awscli|consumers SOUK FOLDER   (the packages are there, notes go there)
#        run_suite.sh models SOUK FOLDER SOUK_SHAPES
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
node=("$SOUK_NODE_MODULES"/node-linux-*/bin/node --test --test-timeout=600000)
case "$client" in
  javascript) exec "${node[@]}" "$here"/javascript/*.test.mjs ;;
  consumers) exec "${node[@]}" "$here"/consumers/*.test.mjs ;;
  models)
    export SOUK_SHAPES=$4
    SOUK_BOTOCORE=$(/usr/bin/python3 -c 'import botocore; print(botocore.__path__[0])')
    export SOUK_BOTOCORE
    exec "${node[@]}" "$here"/models/*.test.mjs
    ;;
esac
cd "$here/python"
exec /usr/bin/python3 -W ignore::ResourceWarning -m unittest discover -p "${client}_*_test.py"
