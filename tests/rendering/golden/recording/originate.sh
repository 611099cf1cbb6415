#!/bin/sh
# Places the call. Give the server and your credentials in the environment, or put them in here: the API key, the user
# and password, or all three, as the PBX requires. What is left as it is here is not sent.
set -eu

server=${SIMOTEL_URL:-http://SIMOTEL_SERVER}    # a hosted PBX may have a path, as in https://pbx.example/api/v4.1
api_key=${SIMOTEL_API_KEY:-YOUR_API_KEY}
user=${SIMOTEL_USER:-YOUR_USER}
password=${SIMOTEL_PASSWORD:-YOUR_PASSWORD}

server=${server%/}
case $server in */api/v4*) ;; *) server=$server/api/v4 ;; esac
set --
case $user in YOUR_*) ;; *) set -- --user "$user:$password" ;; esac
case $api_key in YOUR_*) ;; *) set -- "$@" --header "X-APIKEY: $api_key" ;; esac

curl --fail-with-body --silent --show-error \
  --request POST "$server/call/originate/act" \
  "$@" \
  --header 'Content-Type: application/json' \
  --data-binary @- <<'JSON'
{
  "caller": "521",
  "callee": "09371234567",
  "context": "recording",
  "caller_id": "557",
  "timeout": "30"
}
JSON
