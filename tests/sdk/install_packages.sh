#!/usr/bin/env bash
# Installs the packages of package-lock.json outside of the source tree, once per lock file.
# usage: install_packages.sh FOLDER
set -euo pipefail
here=$(dirname "$(realpath "$0")")
folder=$1
stamp="$folder/installed"
lock=$(sha256sum <"$here/package-lock.json")

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$lock" ]; then exit 0; fi
if ! command -v npm >/dev/null; then
  echo "The JavaScript clients come from npm, and there is no npm here: ./dev test installs it." >&2
  exit 1
fi
mkdir -p "$folder"
rm -f "$stamp"
cp "$here/package.json" "$here/package-lock.json" "$folder"
if ! npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund >"$folder/npm.log" 2>&1; then
  cat "$folder/npm.log" >&2
  echo "npm could not install the AWS clients for JavaScript into $folder (see above)." >&2
  echo "It needs the npm registry, once; the versions are those of tests/sdk/package-lock.json." >&2
  exit 1
fi
echo "$lock" >"$stamp"
