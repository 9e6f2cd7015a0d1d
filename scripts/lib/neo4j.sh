# shellcheck shell=bash
# A Neo4j server without a container: jars from Maven Central, home under target/services.

NEO4J_VERSION=${NEO4J_VERSION:-5.26.0}
NEO4J_HOME=$SERVICES/neo4j
NEO4J_PID=$NEO4J_HOME/pid
NEO4J_MARK=--home-dir=$NEO4J_HOME
# ca.crt vouches for the server; stranger.crt is an authority that vouches for nobody here.
NEO4J_TLS=$SERVICES/tls

neo4j_running() { is_running "$NEO4J_PID" "$NEO4J_MARK"; }
neo4j_down() { stop_process neo4j "$NEO4J_PID" "$NEO4J_MARK"; }

# The console has what the JVM itself says; Neo4j writes the rest to a log of its own.
neo4j_failed() {
    grep -hE 'ERROR|Caused by' "$NEO4J_HOME/logs/"{console,neo4j}.log 2>/dev/null | tail -n 3 >&2 || true
    fail "neo4j $1: see $NEO4J_HOME/logs (neo4j.log, console.log)"
}

neo4j_jars() {
    local jars
    jars=$(cache)/neo4j-$NEO4J_VERSION
    # The mark is written last: a fetch that was cut off is done again.
    [ -e "$jars/.complete" ] && return
    need_java
    maven neo4j -f "$ROOT/scripts/lib/neo4j.pom.xml" "-Dneo4j.version=$NEO4J_VERSION" \
        dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=$jars"
    touch "$jars/.complete"
}

neo4j_setting() { sed -n "s/^$1=//p" "$ROOT/neo4j/neo4j.conf"; }

# neo4j_authority NAME: a certificate authority of its own.
neo4j_authority() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=LogonTracer lab, $1" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign \
        -keyout "$NEO4J_TLS/$1.key" -out "$NEO4J_TLS/$1.crt"
}

# A certificate for the loopback, signed by the lab's authority. The authorities' keys are not kept.
neo4j_sign() {
    local bolt=$NEO4J_TLS/bolt
    openssl req -new -newkey rsa:2048 -nodes -subj /CN=localhost -keyout "$bolt/private.key" -out "$bolt/request"
    openssl x509 -req -in "$bolt/request" -CA "$NEO4J_TLS/ca.crt" -CAkey "$NEO4J_TLS/ca.key" -set_serial 1 -days 3650 \
        -extfile <(say "basicConstraints=CA:FALSE"; say "subjectAltName=DNS:localhost,IP:127.0.0.1") \
        -out "$bolt/public.crt"
    rm -f "$bolt/request" "$NEO4J_TLS"/*.key
}

neo4j_certificates() {
    # The mark is written last: a set that was cut off is made anew.
    [ ! -e "$NEO4J_TLS/.complete" ] || return 0
    need openssl openssl
    rm -rf "$NEO4J_TLS"
    mkdir -p "$NEO4J_TLS/bolt"
    local log=$SERVICES/openssl.log
    {
        neo4j_authority ca
        neo4j_authority stranger
        neo4j_sign
    } >"$log" 2>&1 || fail "cannot make certificates: see $log"
    touch "$NEO4J_TLS/.complete"
}

neo4j_configure() {
    mkdir -p "$NEO4J_HOME"/{conf,data,logs,import,plugins}
    {
        cat "$ROOT/neo4j/neo4j.conf"
        say "server.default_listen_address=127.0.0.1"
        say "server.bolt.listen_address=:$NEO4J_BOLT_PORT"
        say "server.bolt.advertised_address=127.0.0.1:$NEO4J_BOLT_PORT"
        say "server.http.listen_address=:$NEO4J_HTTP_PORT"
        # Plain Bolt goes on working: the server tells by the first bytes.
        say "server.bolt.tls_level=OPTIONAL"
        say "dbms.ssl.policy.bolt.enabled=true"
        say "dbms.ssl.policy.bolt.client_auth=NONE"
        say "dbms.ssl.policy.bolt.base_directory=$NEO4J_TLS/bolt"
    } >"$NEO4J_HOME/conf/neo4j.conf"
}

neo4j_start() {
    need_java
    local jars
    jars=$(cache)/neo4j-$NEO4J_VERSION
    # The modules are opened as Neo4j's own launcher does; plugins come last, as there.
    setsid java "-Xms$(neo4j_setting server.memory.heap.initial_size)" "-Xmx$(neo4j_setting server.memory.heap.max_size)" \
        -XX:+UseG1GC -XX:+ExitOnOutOfMemoryError -Dfile.encoding=UTF-8 -cp "$jars/*:$NEO4J_HOME/plugins/*" \
        --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.io=ALL-UNNAMED \
        --add-opens=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=java.base/java.util.concurrent=ALL-UNNAMED \
        org.neo4j.server.CommunityEntryPoint "$NEO4J_MARK" "--config-dir=$NEO4J_HOME/conf" \
        </dev/null >"$NEO4J_HOME/logs/console.log" 2>&1 9>&- &
    say $! >"$NEO4J_PID"
    # For a moment the new process still has this script's command line.
    until_ready 5 neo4j_running || true
}

# Neo4j's own tool of administration, such as `database dump neo4j --to-path=FOLDER` while the server is down.
neo4j_admin() {
    need_java
    neo4j_jars
    env "NEO4J_HOME=$NEO4J_HOME" "NEO4J_CONF=$NEO4J_HOME/conf" java -XX:+UseSerialGC -cp "$(cache)/neo4j-$NEO4J_VERSION/*" \
        --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.io=ALL-UNNAMED \
        --add-opens=java.base/sun.nio.ch=ALL-UNNAMED org.neo4j.cli.AdminTool "$@"
}

# neo4j_query PASSWORD STATEMENT: over HTTP, the password kept off the command line. Prints the answer.
neo4j_query() {
    printf 'user = "neo4j:%s"\n' "$1" |
        curl -sS --max-time 20 -K - -H 'Content-Type: application/json' \
            -d "{\"statements\":[{\"statement\":\"$2\"}]}" \
            "http://127.0.0.1:$NEO4J_HTTP_PORT/db/system/tx/commit" 2>/dev/null
}

neo4j_accepts() { neo4j_query "$1" "SHOW CURRENT USER" | grep -q '"errors":\[\]'; }

# Bolt's greeting and four offers of version 5.0-5.4 or none; an answer of four bytes that are not zero is a yes.
bolt_answers() {
    local answer
    # The shell itself complains of a refused connection, hence the braces.
    answer=$({
        exec 3<>"/dev/tcp/127.0.0.1/$NEO4J_BOLT_PORT" || exit 1
        printf '\x60\x60\xb0\x17\0\4\4\5\0\0\0\0\0\0\0\0\0\0\0\0' >&3
        timeout 5 head -c 4 <&3 | od -An -tx1
    } 2>/dev/null) || return 1
    [ -n "$answer" ] && [ "$answer" != " 00 00 00 00" ]
}

neo4j_answers_or_died() { ! neo4j_running || bolt_answers; }

# Neo4j starts with a known password that opens nothing but its own change.
neo4j_set_password() {
    neo4j_accepts "$NEO4J_PASSWORD" && return
    neo4j_query neo4j "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO '$NEO4J_PASSWORD'" >/dev/null
    neo4j_accepts "$NEO4J_PASSWORD"
}

neo4j_up() {
    if neo4j_running; then
        say "neo4j runs already"
    else
        neo4j_jars
        neo4j_certificates
        neo4j_configure
        neo4j_start
    fi
    until_ready 180 neo4j_answers_or_died || true
    bolt_answers || neo4j_failed "does not start"
    until_ready 60 neo4j_set_password || neo4j_failed "does not take its password"
    say "neo4j ready at bolt://127.0.0.1:$NEO4J_BOLT_PORT"
}
