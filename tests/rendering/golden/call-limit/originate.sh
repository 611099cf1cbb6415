#!/bin/sh
# Places the call. Give the server and your credentials in the environment, or put them in here.
set -eu

server=${SIMOTEL_URL:-http://SIMOTEL_SERVER}
api_key=${SIMOTEL_API_KEY:-YOUR_API_KEY}
user=${SIMOTEL_USER:-YOUR_USER}
password=${SIMOTEL_PASSWORD:-YOUR_PASSWORD}

curl --fail-with-body --silent --show-error \
  --request POST "$server/api/v4/call/originate/act" \
  --header "X-APIKEY: $api_key" \
  --user "$user:$password" \
  --header 'Content-Type: application/json' \
  --data-binary @- <<'JSON'
{
  "caller": "521",
  "callee": "09371234567",
  "context": "call_limit",
  "caller_id": "557",
  "timeout": "30"
}
JSON
