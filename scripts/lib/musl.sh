# shellcheck shell=bash
# Rust's standard library for musl where rustup's server is out of reach: Debian packages its source with a compiler that
# fits it, newer than ours. Both are unpacked under target/musl, so that nothing of the machine changes. Wants lib/common.sh.

MUSL=$ROOT/target/musl
# How a program is linked with it.
MUSL_FLAGS="-C link-self-contained=no -L native=$MUSL/unwind"

# musl_debian FLAGS: makes the library, compiled with these flags, and prints nothing. Afterwards $MUSL/rustc compiles for musl.
musl_debian() {
    [ ! -e "$MUSL/.complete" ] || return 0
    command -v apt-get >/dev/null || fail "Rust's standard library for musl can be had neither from rustup nor from Debian"
    rm -rf "$MUSL"
    mkdir -p "$MUSL/packages" "$MUSL/unwind" "$MUSL/src"
    musl_unpack >"$MUSL/log" 2>&1 || fail "Debian's Rust cannot be unpacked: see $MUSL/log"
    printf '#!/bin/sh\nLD_LIBRARY_PATH=%s/usr/lib/x86_64-linux-gnu exec %s/usr/bin/rustc "$@"\n' "$MUSL" "$MUSL" >"$MUSL/rustc"
    chmod +x "$MUSL/rustc"
    musl_unwind
    musl_std "$1" >>"$MUSL/log" 2>&1 || fail "the standard library for musl cannot be made: see $MUSL/log"
    touch "$MUSL/.complete"
}

musl_unpack() {
    local package more
    # The packages whose names carry a version.
    more=$(apt-cache depends rustc-web libstd-rust-web-dev | sed -n 's/^ *Depends: \(libstd-rust-web-[0-9].*\)/\1/p' | sort -u)
    # shellcheck disable=SC2086 # several names
    more="$more $(apt-cache depends $more | sed -n 's/^ *Depends: \(libllvm.*\)/\1/p')"
    # shellcheck disable=SC2086
    (cd "$MUSL/packages" && apt-get download rustc-web rust-web-src libstd-rust-web-dev libunwind-14-dev $more)
    for package in "$MUSL"/packages/*.deb; do dpkg -x "$package" "$MUSL"; done
}

# What finds the way back through the stack. The compiler's own wants a function that only glibc has; LLVM's but one that
# checks arguments of fprintf.
musl_unwind() {
    cat >"$MUSL/checked.c" <<'EOF'
#include <stdarg.h>
#include <stdio.h>
int __fprintf_chk(FILE *to, int level, const char *format, ...) {
    va_list rest;
    (void)level;
    va_start(rest, format);
    int written = vfprintf(to, format, rest);
    va_end(rest);
    return written;
}
EOF
    musl-gcc -O2 -fPIC -c "$MUSL/checked.c" -o "$MUSL/checked.o"
    cp -L "$MUSL/usr/lib/llvm-14/lib/libunwind.a" "$MUSL/unwind/"
    ar rD "$MUSL/unwind/libunwind.a" "$MUSL/checked.o" 2>/dev/null
}

# The library, made by way of a program that does nothing, and put where the compiler looks for it. The program lies above
# the library's source, so that names made from paths are made from paths within it, the same in every folder.
musl_std() {
    local target=x86_64-unknown-linux-musl
    printf '[package]\nname = "nothing"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n' >"$MUSL/Cargo.toml"
    say 'fn main() {}' >"$MUSL/src/main.rs"
    (cd "$MUSL" && env -u CARGO_TARGET_DIR -u RUSTFLAGS RUSTC="$MUSL/rustc" RUSTC_BOOTSTRAP=1 CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_LINKER=musl-gcc \
        CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_RUSTFLAGS="$1 $MUSL_FLAGS" cargo build -Zbuild-std=std,panic_unwind --release --target $target </dev/null)
    local to=$MUSL/usr/lib/rustlib/$target/lib
    mkdir -p "$to"
    cp "$MUSL/target/$target"/release/deps/*.rlib "$to/"
}
