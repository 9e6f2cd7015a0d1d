#!/usr/bin/env bash
# What Elasticsearch's image does: settings from the environment, ELASTIC_PASSWORD as the first password.
# Arguments: the folder to work in.
set -euo pipefail
# shellcheck source=scripts/lib/common.sh
source "$(dirname "$0")/../lib/common.sh"
# shellcheck source=scripts/lib/process.sh
source "$ROOT/scripts/lib/process.sh"
# shellcheck source=scripts/lib/elasticsearch.sh
source "$ROOT/scripts/lib/elasticsearch.sh"
home=$1/home
[ -d "$home/modules" ] || { mkdir -p "$home" && cp -r "$(cache)/elasticsearch-$ES_VERSION/elasticsearch-$ES_VERSION/." "$home/"; }
# shellcheck disable=SC2034 # read by the functions of elasticsearch.sh
ES_HOME=$home ES_PASSWORD=$(</run/secrets/elastic_password)
{
    # Every variable of lower case with a dot in it is a setting, as in the image.
    sed -n 's/^\([a-z_]*\.[a-z_.]*\)=\(.*\)$/\1: \2/p' "$1/environment"
    say "network.host: 0.0.0.0"
    say "cluster.routing.allocation.disk.threshold_enabled: false"
} >"$home/config/elasticsearch.yml"
# It reads nothing outside its own folder, so what is mounted there is copied.
while read -r target source; do
    case $target in
    /usr/share/elasticsearch/config/*) rm -rf "$home/config/${target##*/}" && cp -r "$source" "$home/config/${target##*/}" ;;
    esac
done <"$1/mounts"
mkdir -p "$home/logs" "$home/data"
chmod +x "$home"/bin/*
chown -R "$ES_UID:$ES_UID" "$1"
es_set_password
touch "$1/ready"
ES_JAVA_OPTS=$(sed -n 's/^ES_JAVA_OPTS=//p' "$1/environment")
exec setpriv --reuid="$ES_UID" --regid="$ES_UID" --clear-groups --no-new-privs \
    env HOME="$home" ES_JAVA_HOME="$(es_java_home)" ES_JAVA_OPTS="$ES_JAVA_OPTS" "$home/bin/elasticsearch"
