-- People, what they may see, and what they did. Times are epoch milliseconds.
CREATE TABLE users (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'analyst', 'admin')),
    password TEXT NOT NULL,                -- argon2id, PHC form
    must_change INTEGER NOT NULL,
    suspended INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL,
    last_sign_in INTEGER
) STRICT;

-- Only the SHA-256 of a session's secret is kept.
CREATE TABLE sessions (
    hash BLOB PRIMARY KEY,
    user TEXT NOT NULL COLLATE NOCASE REFERENCES users (name) ON DELETE CASCADE,
    created INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_user ON sessions (user);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    user TEXT NOT NULL COLLATE NOCASE REFERENCES users (name) ON DELETE CASCADE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'analyst', 'admin')),
    created INTEGER NOT NULL,
    expires INTEGER,
    last_used INTEGER
) STRICT;
CREATE INDEX tokens_user ON tokens (user);

CREATE TABLE members (
    case_name TEXT NOT NULL,
    user TEXT NOT NULL COLLATE NOCASE REFERENCES users (name) ON DELETE CASCADE,
    PRIMARY KEY (case_name, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_user ON members (user);

-- Names are text, not references: what a removed person did stays told.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL COLLATE NOCASE,
    what TEXT NOT NULL,
    case_name TEXT,
    detail TEXT NOT NULL,
    address TEXT NOT NULL
) STRICT;
CREATE INDEX audit_who ON audit (who, id);
CREATE INDEX audit_what ON audit (what, id);

CREATE TABLE hunts (
    case_name TEXT NOT NULL,
    owner TEXT NOT NULL COLLATE NOCASE REFERENCES users (name) ON DELETE CASCADE,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    shared INTEGER NOT NULL,
    PRIMARY KEY (case_name, owner, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE views (
    id TEXT PRIMARY KEY,
    case_name TEXT NOT NULL,
    owner TEXT NOT NULL COLLATE NOCASE REFERENCES users (name) ON DELETE CASCADE,
    name TEXT NOT NULL,
    url_state TEXT NOT NULL,
    shared INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;
CREATE INDEX views_case ON views (case_name);

CREATE TABLE notes (
    case_name TEXT NOT NULL,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    who TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (case_name, key)
) STRICT, WITHOUT ROWID;

-- Files that are being uploaded piece by piece.
CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    case_name TEXT NOT NULL,
    user TEXT NOT NULL COLLATE NOCASE REFERENCES users (name) ON DELETE CASCADE,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;

-- Which kept files were handed in for which case.
CREATE TABLE files (
    case_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    who TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (case_name, sha256)
) STRICT, WITHOUT ROWID;
