#!/bin/sh
# Sends what a customer said, with curl alone: SERVEWELL=https://... TOKEN=... sh send_voice.sh voice.json my-key-0001
# voice.json holds {"channel": "desk", "answers": {"overall": 2}, "words": "Nobody came."}
set -eu
curl --silent --show-error --fail-with-body --retry 5 --retry-connrefused --max-time 30 \
     --header "Authorization: Bearer $TOKEN" \
     --header "Content-Type: application/json" \
     --header "Idempotency-Key: $2" \
     --data-binary "@$1" \
     "$SERVEWELL/api/voices"
