# shellcheck shell=bash
# An Elasticsearch without a container: Maven Central's small distribution, run by a user that is not root.

ES_VERSION=${ES_VERSION:-8.19.0}
# Elasticsearch refuses root. This number needs no entry in /etc/passwd.
ES_UID=${ES_UID:-29200}

es_as() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid="$ES_UID" --regid="$ES_UID" --clear-groups --no-new-privs env "HOME=$ES_HOME" "$@"
    else
        "$@"
    fi
}

# A workspace below /root cannot be entered by that user; then its home goes where it can.
es_home() {
    local home=$SERVICES/elasticsearch
    # One version cannot read the data of another.
    [ "$ES_VERSION" = 8.19.0 ] || home=$home-$ES_VERSION
    mkdir -p "$home"
    ES_HOME=$home
    es_as test -x "$home" 2>/dev/null ||
        ES_HOME=/var/tmp/logontracer-elasticsearch-$(say "$ROOT" | sha256sum | head -c 12)${home#"$SERVICES/elasticsearch"}
    ES_PID=$ES_HOME/pid
    ES_MARK="--module-path $ES_HOME/lib"
}
es_home

es_running() { is_running "$ES_PID" "$ES_MARK"; }
es_down() { stop_process elasticsearch "$ES_PID" "$ES_MARK"; }

es_fetched() {
    local to
    to=$(cache)/elasticsearch-$ES_VERSION
    [ ! -e "$to/.complete" ] || return 0
    need_java
    maven elasticsearch dependency:unpack "-DoutputDirectory=$to" \
        "-Dartifact=org.elasticsearch.distribution.integ-test-zip:elasticsearch:$ES_VERSION:zip"
    touch "$to/.complete"
}

es_unpacked() {
    local to
    to=$(cache)/elasticsearch-$ES_VERSION
    es_fetched
    [ -d "$ES_HOME/modules" ] || { mkdir -p "$ES_HOME" && cp -r "$to/elasticsearch-$ES_VERSION/." "$ES_HOME/"; }
}

# Basic authentication over plain http on the loopback. One node on the loopback needs no TLS between nodes.
es_configure() {
    cat >"$ES_HOME/config/elasticsearch.yml" <<EOF
cluster.name: logontracer-test
discovery.type: single-node
network.host: 127.0.0.1
http.port: $ES_HTTP_PORT
transport.port: $ES_TRANSPORT_PORT
xpack.security.enabled: true
xpack.security.enrollment.enabled: false
xpack.security.http.ssl.enabled: false
xpack.security.transport.ssl.enabled: false
# A full disk of the developer's machine is not a reason to refuse test data.
cluster.routing.allocation.disk.threshold_enabled: false
EOF
    chmod +x "$ES_HOME"/bin/*
    [ "$(id -u)" != 0 ] || chown -R "$ES_UID:$ES_UID" "$ES_HOME"
}

# ES_JAVA_HOME names another Java than the usual one: Elasticsearch 9 wants 21 or newer.
es_java_home() {
    say "${ES_JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}"
}

es_need_java() {
    need_java
    local version
    version=$("$(es_java_home)/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
    [ "${ES_VERSION%%.*}" -lt 9 ] || [ "${version%%.*}" -ge 21 ] ||
        fail "Elasticsearch $ES_VERSION wants Java 21 or newer, this is $version: set ES_JAVA_HOME"
}

es_command() {
    es_as env ES_JAVA_HOME="$(es_java_home)" ES_JAVA_OPTS='-Xms768m -Xmx768m' "$ES_HOME/bin/$1" "${@:2}"
}

es_set_password() {
    [ -e "$ES_HOME/config/elasticsearch.keystore" ] && return
    es_command elasticsearch-keystore create </dev/null
    printf '%s' "$ES_PASSWORD" | es_command elasticsearch-keystore add -x bootstrap.password
}

es_healthy() {
    printf 'user = "elastic:%s"\n' "$ES_PASSWORD" |
        curl -fsS --max-time 10 -K - -o /dev/null \
            "http://127.0.0.1:$ES_HTTP_PORT/_cluster/health?wait_for_status=yellow&timeout=5s" 2>/dev/null
}

es_up() {
    es_need_java
    local log=$ES_HOME/logs/console.log
    if es_running; then
        say "elasticsearch runs already"
    else
        es_unpacked
        mkdir -p "$ES_HOME/logs"
        es_configure
        es_set_password >"$log" 2>&1 || fail "elasticsearch takes no password: see $log"
        es_command elasticsearch -d -p "$ES_PID" </dev/null >>"$log" 2>&1 9>&- || fail "elasticsearch does not start: see $log"
    fi
    until_ready 120 es_healthy || fail "elasticsearch is not healthy: see $ES_HOME/logs"
    say "elasticsearch ready at http://127.0.0.1:$ES_HTTP_PORT"
}
