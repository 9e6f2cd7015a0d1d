# One image for every command: web (`serve`), ingest (`worker`), and the tools of the command line.
# The viewer and the program are built here, so that nothing but the sources is needed.
#   docker build --build-arg VERSION=0.1.0 --build-arg REVISION="$(git rev-parse HEAD)" -t logontracer:local .
# PROFILE=release builds in a third of the time, for trying things out.
ARG PROFILE=dist

FROM node:20-bookworm-slim AS viewer
WORKDIR /viewer
COPY crates/web/viewer/package.json crates/web/viewer/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY crates/web/viewer ./
RUN npm run build
COPY scripts/sbom-viewer.mjs ./
RUN node sbom-viewer.mjs . >/viewer.cdx.json

FROM rust:1.95-slim-bookworm AS build
ARG PROFILE
# Debian removes old versions of its packages, so a pinned one would soon not build.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
COPY --from=viewer /viewer/dist crates/web/viewer/dist
# Paths and times of the building machine stay out of the program: the same sources give the same bytes.
ENV RUSTFLAGS="--remap-path-prefix=/src=. --remap-path-prefix=/usr/local/cargo=cargo" SOURCE_DATE_EPOCH=0
# What a broken or earlier build has compiled is not compiled again.
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --locked --profile "$PROFILE" -p logontracer \
    && install -D "target/$PROFILE/logontracer" /out/bin/logontracer \
    && mkdir -p /out/doc && scripts/sbom >/out/doc/program.cdx.json
COPY --from=viewer /viewer.cdx.json /out/doc/

FROM debian:bookworm-slim
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="LogonTracer" \
      org.opencontainers.image.description="Windows logon events in, a graph in Neo4j, ranked accounts and hosts out" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      logontracer.sbom="/usr/local/share/doc/logontracer/program.cdx.json /usr/local/share/doc/logontracer/viewer.cdx.json"
# Debian removes old versions of its packages, so a pinned one would soon not build. What holds times is of no use.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl \
    && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log /var/log/alternatives.log \
        /var/cache/ldconfig/aux-cache /var/cache/apt/*.bin \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin logontracer \
    && mkdir -p /data /evidence && chown logontracer:logontracer /data /evidence
COPY --from=build /out/doc /usr/local/share/doc/logontracer
COPY --from=build /out/bin /usr/local/bin
USER 10001
WORKDIR /data
ENTRYPOINT ["logontracer"]
CMD ["--help"]
