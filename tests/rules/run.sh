#!/bin/sh
# Checks and tests the Prometheus rules in deploy/prometheus; with `mutate`, proves that the tests can fail.
# Needs promtool (Debian's package prometheus). Ends with: N passed, N failed
set -eu
cd "$(dirname "$0")/../.."
rules=deploy/prometheus
runbook=docs/runbook.md
passed=0
failed=0
log=$(mktemp)
work=$(mktemp -d)
trap 'rm -rf "$log" "$work"' EXIT

# check NAME COMMAND ...: the command's output is shown where it fails
check() {
	name=$1
	shift
	if "$@" >"$log" 2>&1; then
		passed=$((passed + 1))
		echo "ok      $name"
	else
		failed=$((failed + 1))
		echo "FAILED  $name"
		sed 's/^/        /' "$log"
	fi
}

# Each alert is tested as firing, and has a section in the runbook that its URL points to.
documented() {
	grep -q "^## $1\$" "$runbook" || { echo "$runbook has no section '## $1'"; return 1; }
	grep -q "docs/runbook.md#$(echo "$1" | tr '[:upper:]' '[:lower:]')\$" "$rules"/*.rules.yaml || {
		echo "no rule has the runbook_url of $1"
		return 1
	}
	awk -v name="$1" '
		/alertname:/ { mine = $0 ~ "alertname: " name "([,}]|$)" }
		mine && /exp_alerts: *(&[a-z]+)?$/ { fires = 1 }
		mine && /exp_alerts: *\[\]/ { quiet = 1 }
		END { exit !(fires && quiet) }' "$rules"/tests/*_test.yaml || {
		echo "$1 is not tested as both firing and not firing"
		return 1
	}
}

# mutant SED-EXPRESSION: changes a copy of the rules, which is still valid; a test must fail
mutant() {
	rm -rf "${work:?}"/*
	cp -r "$rules"/*.rules.yaml "$rules/tests" "$work"
	sed -i -E "$1" "$work"/*.rules.yaml
	if cmp "$rules/signal-exporter.rules.yaml" "$work/signal-exporter.rules.yaml" &&
		cmp "$rules/signal-exporter.recording.rules.yaml" "$work/signal-exporter.recording.rules.yaml"; then
		echo "the expression changes nothing"
		return 1
	fi
	promtool check rules "$work"/*.rules.yaml || return 1
	# The tests of what was changed come first: they fail soonest.
	changed=$(printf '%s\n' "$1" | sed -n 's|^/alert: \([A-Za-z]*\).*|alertname: \1|p')
	for file in $(grep -l "${changed:-recording.rules}" "$work"/tests/*_test.yaml) "$work"/tests/*_test.yaml; do
		promtool test rules "$file" || return 0
	done
	return 1
}

if [ "${1:-}" = mutate ]; then
	# One expression a line; the tests must fail with each.
	while IFS= read -r expression; do
		case $expression in '' | '#'*) continue ;; esac
		check "noticed: $expression" mutant "$expression"
	done <tests/rules/mutants
else
	check "promtool check rules" promtool check rules "$rules"/*.rules.yaml
	for file in "$rules"/tests/*_test.yaml; do
		check "$file" promtool test rules "$file"
	done
	for alert in $(sed -n 's/^ *- alert: //p' "$rules"/*.rules.yaml); do
		check "$alert has a runbook section and tests" documented "$alert"
	done
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
