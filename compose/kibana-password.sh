#!/bin/bash
# Gives Kibana's own user in Elasticsearch its password: KIBANA_PASSWORD, as ELASTIC_PASSWORD's
# elastic, at ELASTICSEARCH_URL. The words go in by standard input, where no list of processes
# shows them. Doing it again changes nothing.
set -euo pipefail
: "${ELASTICSEARCH_URL:?}" "${ELASTIC_PASSWORD:?}" "${KIBANA_PASSWORD:?}"

curl --silent --show-error --fail-with-body --output /dev/null --max-time 30 --config - <<END
url = "$ELASTICSEARCH_URL/_security/user/kibana_system/_password"
request = "POST"
user = "elastic:$ELASTIC_PASSWORD"
header = "Content-Type: application/json"
data = "{\"password\":\"$KIBANA_PASSWORD\"}"
END
echo "kibana_system has its password"
