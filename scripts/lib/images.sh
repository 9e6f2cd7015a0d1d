# shellcheck shell=bash
# Images without a container engine: podman builds them under chroot isolation. The images of the Dockerfile's FROM
# lines cannot be pulled everywhere; stand-ins of the same names are made from Debian's packages and from this
# machine's own Rust and Node.

IMAGES=$ROOT/target/images

image_tools() {
    need podman podman
    need buildah buildah
    need debootstrap debootstrap
}

image_exists() { podman image exists "$1"; }

# image_build NAME CONTEXT FLAGS...: the Dockerfile as it is; nothing is pulled.
image_build() {
    local name=$1 context=$2
    shift 2
    podman build --isolation chroot --pull=never --format docker --quiet -t "$name" "$@" "$context"
}

base_debian() {
    local name=localhost/debian:bookworm-slim folder=$IMAGES/debian
    ! image_exists "$name" || return 0
    rm -rf "$folder"
    debootstrap --variant=minbase bookworm "$folder"
    rm -rf "$folder"/var/cache/apt/archives/*.deb "$folder"/var/lib/apt/lists/*
    tar -C "$folder" -c . | podman import --change 'CMD ["bash"]' - "$name"
    rm -rf "$folder"
}

# base_from NAME RUN FOLDER ENV...: Debian with RUN done and FOLDER's files laid over it.
base_from() {
    local name=$1 run=$2 folder=$3
    ! image_exists "$name" || return 0
    # Whoever this machine trusts, the build trusts: a proxy may stand before the registries.
    mkdir -p "$folder/etc"
    cp /etc/ssl/certs/ca-certificates.crt "$folder/etc/machine-ca.crt"
    {
        say "FROM debian:bookworm-slim"
        [ -z "$run" ] || say "RUN $run"
        say "COPY . /"
        say "ENV ${*:4}"
    } >"$folder.Dockerfile"
    image_build "$name" "$folder" -f "$folder.Dockerfile"
    rm -rf "$folder"
}

base_rust() {
    local name=localhost/rust:1.95-slim-bookworm folder=$IMAGES/rust
    ! image_exists "$name" || return 0
    mkdir -p "$folder/usr/local"
    tar -C "$(rustc --print sysroot)" -c --exclude=./share --exclude='./lib/rustlib/*-musl' . | tar -x -C "$folder/usr/local"
    # Debian splits what the official image has: a linker, the C library's headers, authorities.
    base_from "$name" "apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev ca-certificates && rm -rf /var/lib/apt/lists/*" \
        "$folder" CARGO_HOME=/usr/local/cargo CARGO_HTTP_CAINFO=/etc/machine-ca.crt
}

base_node() {
    local name=localhost/node:20-bookworm-slim folder=$IMAGES/node from
    ! image_exists "$name" || return 0
    from=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
    mkdir -p "$folder/usr/local/bin" "$folder/usr/local/lib/node_modules"
    cp "$from/bin/node" "$folder/usr/local/bin/"
    cp -r "$(npm root -g)/npm" "$folder/usr/local/lib/node_modules/"
    ln -s ../lib/node_modules/npm/bin/npm-cli.js "$folder/usr/local/bin/npm"
    # Node made for Debian leans on Debian's libraries; the official one brings its own.
    base_from "$name" "" "$folder" NODE_EXTRA_CA_CERTS=/etc/machine-ca.crt
}

bases() {
    mkdir -p "$IMAGES"
    base_debian && base_rust && base_node
}

# image_logontracer NAME [CONTEXT FLAGS...]: by the project's own Dockerfile. PROFILE=release is quicker to build than
# what users get.
image_logontracer() {
    local name=$1 context=${2:-$ROOT}
    image_build "$name" "$context" --build-arg "PROFILE=${PROFILE:-dist}" \
        --build-arg "VERSION=$(program_version)" \
        --build-arg "REVISION=$(git -C "$ROOT" rev-parse HEAD 2>/dev/null || say unknown)" "${@:3}"
}
