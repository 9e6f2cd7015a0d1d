# shellcheck shell=bash
# Passwords for docker-compose.yml: made once, each its own. Folders without them have no default.

random_password() { od -An -N18 -tx1 /dev/urandom | tr -d ' \n'; }

# secret FOLDER NAME VALUE: left as it is where there is one. All may read it, since the processes in containers have
# numbers of their own; the folder keeps everybody else out.
secret() {
    [ -s "$1/$2" ] || printf '%s' "$3" >"$1/$2"
    chmod 444 "$1/$2"
}

# secrets_make FOLDER [NEO4J_PASSWORD ELASTIC_PASSWORD]
secrets_make() {
    local folder=$1
    mkdir -p "$folder"
    chmod 700 "$folder"
    secret "$folder" neo4j_password "${2:-$(random_password)}"
    # Neo4j's image wants the name as well.
    secret "$folder" neo4j_auth "neo4j/$(<"$folder/neo4j_password")"
    secret "$folder" elastic_password "${3:-$(random_password)}"
    secret "$folder" kibana_password "$(random_password)"
}
