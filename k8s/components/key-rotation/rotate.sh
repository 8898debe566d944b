#!/bin/sh
# Rotates a key ring and moves what is stored to its new version: rotate.sh ADDRESS RING
# Ends with 0 when both jobs are COMPLETED. Ending it earlier stops nothing: the jobs are in the database (docs/keys.md).
set -eu

address=$1
ring=$2
token=${TOKEN_FILE:-/var/run/secrets/lethe/token}
pause=${PAUSE:-5}

# The token is read at each call, as it is renewed, and is no argument, which others could list.
call() {
  printf 'header = "authorization: Bearer %s"\n' "$(cat "$token")" |
    curl --config - --silent --show-error --fail-with-body --max-time 30 "$@"
}

# Never repeated: another order would make another version.
order() {
  call --request POST --header 'content-type: application/json' --data '{}' "$address/api/v1/keys/$ring/$1"
}

# A field of an answer, which is text without quotes in it.
field() {
  sed 's/.*"'"$1"'":"\([^"]*\)".*/\1/'
}

# Waits until a job is over, also while a person has paused it.
follow() {
  job=$(printf '%s' "$1" | field id)
  while :; do
    answer=$(call --retry 10 --retry-connrefused "$address/api/v1/jobs/$job")
    printf '%s\n' "$answer"
    case $(printf '%s' "$answer" | field state) in
      COMPLETED) return 0 ;;
      FAILED | CANCELLED) return 1 ;;
    esac
    sleep "$pause"
  done
}

answer=$(order rotate)
follow "$answer"
answer=$(order rewrap)
follow "$answer"
