# One image for every command: web (`serve`), ingest (`worker`), and the tools of the command line.
# The viewer and the program are built here, so that nothing but the sources is needed.

FROM node:20-bookworm-slim AS viewer
WORKDIR /viewer
COPY crates/web/viewer/package.json crates/web/viewer/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY crates/web/viewer ./
RUN npm run build

FROM rust:1.95-slim-bookworm AS build
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
RUN cargo build --locked --profile dist -p logontracer

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="LogonTracer" \
      org.opencontainers.image.description="Windows logon events in, a graph in Neo4j, ranked accounts and hosts out" \
      org.opencontainers.image.licenses="Apache-2.0"
# Debian removes old versions of its packages, so a pinned one would soon not build.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin logontracer \
    && mkdir -p /data /evidence && chown logontracer:logontracer /data /evidence
COPY --from=build /src/target/dist/logontracer /usr/local/bin/logontracer
USER 10001
WORKDIR /data
ENTRYPOINT ["logontracer"]
CMD ["--help"]
