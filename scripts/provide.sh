#!/bin/sh
# Makes sure that what the system must provide is there: installs it where it may, else names the line to type.
# Usage: sh scripts/provide.sh chromium | java | postgres | venv
set -eu

install() {
  if ! command -v apt-get >/dev/null 2>&1; then return 1; fi
  if [ "$(id -u)" -eq 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo"; else return 1; fi
  echo "Installing $* with apt-get …"
  $as_root apt-get update -qq >/dev/null 2>&1 || true
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

stop() {
  echo "seenby needs $1. Type this line, then run make again:" >&2
  echo "  $2" >&2
  exit 1
}

has_java() {
  java=java
  [ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
  version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  [ "${version:-0}" -ge 17 ]
}

case "$1" in
  chromium)
    # SEENBY_CHROMIUM names a browser that stands elsewhere.
    [ -n "${SEENBY_CHROMIUM:-}" ] && exit 0
    command -v chromium >/dev/null 2>&1 && exit 0
    install chromium fonts-dejavu-core || true
    command -v chromium >/dev/null 2>&1 ||
      stop "Chromium for the browser tests" "sudo apt-get install -y chromium"
    ;;
  java)
    # For the tests of the second engine. JAVA_HOME names a Java that stands elsewhere, and goes before.
    has_java && exit 0
    [ -n "${JAVA_HOME:-}" ] && stop "Java 17 or newer where JAVA_HOME says" "unset JAVA_HOME"
    # Debian 12 has 17, Debian 13 has 21; Spark runs on both.
    install openjdk-17-jre-headless || install default-jre-headless || true
    has_java || stop "Java 17 or newer for the tests of Spark" "sudo apt-get install -y default-jre-headless"
    ;;
  postgres)
    # Debian keeps the server's programs off the path. The server refuses to run as root: the package's user runs it.
    server() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1; }
    server && exit 0
    install postgresql || true
    server || stop "PostgreSQL for the tests of a watch" "sudo apt-get install -y postgresql"
    ;;
  venv)
    python=${PYTHON:-python3}
    "$python" -c 'import ensurepip, venv' 2>/dev/null && exit 0
    package=$("$python" -c 'import sys; print(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")')
    install "$package" || true
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
      stop "Python's venv module" "sudo apt-get install -y $package"
    ;;
  *)
    echo "usage: sh scripts/provide.sh chromium | java | postgres | venv" >&2
    exit 2
    ;;
esac
