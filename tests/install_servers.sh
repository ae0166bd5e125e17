#!/usr/bin/env bash
# Installs the servers and languages that the tests run, from the system's packages, where they are missing.
set -euo pipefail

missing=()
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing+=(rabbitmq-server)
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing+=(nginx-light)
# A real IMAP server for mail that comes in.
[ -x /usr/lib/dovecot/imap ] && [ -x /usr/lib/dovecot/lmtp ] || missing+=(dovecot-imapd dovecot-lmtpd)
# A real scanner of files; it gets a signature of the tests' own.
command -v clamd >/dev/null || [ -x /usr/sbin/clamd ] || missing+=(clamav-daemon)
# Desk settings show ready code for a website's server: it is run, in each language.
command -v php >/dev/null || missing+=(php-cli)
command -v ruby >/dev/null || missing+=(ruby)
# The widget runs in the pages of strangers: a real browser opens them.
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
[ ${#missing[@]} -gt 0 ] || exit 0

root=()
if [ "$(id -u)" -ne 0 ]; then root=(sudo -n); fi
if ! command -v apt-get >/dev/null || ! "${root[@]}" true 2>/dev/null; then
  echo "The tests need ${missing[*]}: install them with the system's package manager (root is needed), then run again." >&2
  # Without REQUIRE_SERVICES the tests that need them are skipped, and say so.
  [ -z "${REQUIRE_SERVICES:-}" ] && exit 0 || exit 1
fi

# A fresh package would start its server at once, on the ports of a real one: this policy keeps it still.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee $policy >/dev/null
  "${root[@]}" chmod 755 $policy
  trap '"${root[@]}" rm -f $policy' EXIT
fi

echo "Installing ${missing[*]} (the tests run servers as private copies of their own) ..."
install() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >"$log" 2>&1; }
log=$(mktemp)
install || { "${root[@]}" apt-get update -qq >>"$log" 2>&1 && install; } || {
  echo "apt-get could not install ${missing[*]}; its last words: $(tail -n 1 "$log")" >&2
  exit 1
}
