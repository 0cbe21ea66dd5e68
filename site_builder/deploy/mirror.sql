-- What stands on one target, as the manifest there says: kept beside the build, so that a deploy
-- need not read the manifest again. It is a cache: without it the manifest is read.

CREATE TABLE entries (
    key TEXT PRIMARY KEY,           -- digest of the path
    path TEXT NOT NULL,
    until INTEGER NOT NULL,         -- 0: wanted; else nobody needs it from then on
    record TEXT NOT NULL            -- JSON
) WITHOUT ROWID;
CREATE INDEX entries_going ON entries (until) WHERE until != 0;
CREATE INDEX entries_by_path ON entries (path);

CREATE TABLE nodes (                -- of the tree in which the manifest is stored
    prefix TEXT PRIMARY KEY,        -- of the keys below it
    digest TEXT NOT NULL,
    count INTEGER NOT NULL,         -- of entries
    leaf INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX nodes_by_digest ON nodes (digest);

CREATE TABLE releases (             -- those to which there is a way back
    number INTEGER PRIMARY KEY,
    record TEXT NOT NULL            -- JSON
);

CREATE TABLE saved (                -- files whose bytes a release put away
    sha256 TEXT NOT NULL,
    number INTEGER NOT NULL,
    class TEXT NOT NULL,
    record TEXT NOT NULL,           -- JSON
    PRIMARY KEY (sha256, number)
) WITHOUT ROWID;
CREATE INDEX saved_by_release ON saved (number);

CREATE TABLE grown (                -- nodes that came (1) or went (0) with a release
    digest TEXT NOT NULL,
    number INTEGER NOT NULL,
    came INTEGER NOT NULL,
    PRIMARY KEY (digest, number, came)
) WITHOUT ROWID;
CREATE INDEX grown_by_release ON grown (number);

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
