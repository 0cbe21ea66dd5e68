-- The content as the site shows it.

CREATE TABLE documents (
    file TEXT NOT NULL,
    id TEXT NOT NULL,
    locale TEXT NOT NULL,
    type TEXT NOT NULL,
    section TEXT,                   -- of stories: news, policies, awards
    url TEXT NOT NULL,
    moment INTEGER NOT NULL,        -- publication, seconds since 1970
    year INTEGER NOT NULL,          -- of the publication, in the site's zone
    month INTEGER NOT NULL,
    modified TEXT NOT NULL,
    changed INTEGER NOT NULL,       -- what readers see as the last change, else publication
    department TEXT,
    menu_order INTEGER,
    translation_state TEXT,
    card TEXT NOT NULL,             -- JSON: what lists may use
    card_digest TEXT NOT NULL,
    document TEXT NOT NULL,         -- JSON: what only its own page needs
    body TEXT NOT NULL,             -- JSON: blocks
    document_digest TEXT NOT NULL
);

CREATE TABLE listed (               -- stories, once for each list in which they stand
    file TEXT NOT NULL,
    locale TEXT NOT NULL,
    kind TEXT NOT NULL,             -- empty: all stories; section, department, topic
    slug TEXT NOT NULL,
    moment INTEGER NOT NULL,
    id TEXT NOT NULL,
    year INTEGER NOT NULL,
    month INTEGER NOT NULL
);

CREATE TABLE document_media (       -- of the documents that use any
    file TEXT PRIMARY KEY,
    uses TEXT NOT NULL              -- JSON: [kind, digest, role, line]
) WITHOUT ROWID;

CREATE TABLE media_users (          -- the same from the other side
    digest TEXT NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (digest, file)
) WITHOUT ROWID;

CREATE TABLE terms (
    kind TEXT NOT NULL,             -- department, topic, category
    slug TEXT NOT NULL,
    record TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (kind, slug)
) WITHOUT ROWID;

CREATE TABLE media (                -- pictures and attachments that may be shown
    digest TEXT PRIMARY KEY,
    kind TEXT NOT NULL,             -- image, attachment
    record TEXT NOT NULL,
    record_digest TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE withdrawn (            -- digests of media that were taken down
    digest TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE refused (              -- attachments that may not be published any more
    digest TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE taken_down (           -- documents of which no last good version may stand in
    id TEXT NOT NULL,
    locale TEXT NOT NULL,
    PRIMARY KEY (id, locale)
) WITHOUT ROWID;

CREATE TABLE heard_of (             -- takedowns that the last build that came to its end knew of
    thing TEXT NOT NULL,            -- an id, or a digest
    locale TEXT NOT NULL,           -- empty for a digest
    PRIMARY KEY (thing, locale)
) WITHOUT ROWID;

CREATE TABLE awaited (              -- pictures that are still being made
    digest TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE awaiting (             -- documents that show one of them
    id TEXT NOT NULL,
    locale TEXT NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (id, locale)
) WITHOUT ROWID;

CREATE TABLE moved (                -- addresses that lead elsewhere
    path TEXT PRIMARY KEY,
    target TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE gone (                 -- addresses whose document was removed
    path TEXT PRIMARY KEY,
    locale TEXT NOT NULL,
    kind TEXT NOT NULL              -- gone, withdrawn
) WITHOUT ROWID;

CREATE TABLE noticed (              -- addresses of which redirects or tombstones speak
    path TEXT PRIMARY KEY
) WITHOUT ROWID;

-- What was read to find that out.

CREATE TABLE files (
    file TEXT PRIMARY KEY,
    size INTEGER NOT NULL,          -- with the times and the inode: while they stay, the bytes do;
    mtime INTEGER NOT NULL,         -- size -1: look at the bytes all the same
    ctime INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    digest TEXT NOT NULL            -- of the bytes; empty where nobody read them
) WITHOUT ROWID;

CREATE TABLE notes (                -- problems that the content has
    file TEXT NOT NULL,
    stage TEXT NOT NULL,            -- which step found it
    error INTEGER NOT NULL,         -- 1: the file is left out, and looked at again in each build
    note TEXT NOT NULL              -- JSON: the fields of the problem
);

CREATE TABLE kept (                 -- files whose last good version stands in
    file TEXT PRIMARY KEY
) WITHOUT ROWID;

-- What is written, and what it was made of.

CREATE TABLE outputs (
    number INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,      -- relative to the output folder
    owner TEXT NOT NULL,            -- the plan that wants it
    state INTEGER NOT NULL,         -- 0 it stands, 1 it is due, 2 it is to go
    class TEXT NOT NULL,
    cache TEXT NOT NULL,
    locale TEXT NOT NULL,
    maker TEXT NOT NULL,            -- what renders it; empty for files that are copied
    about TEXT NOT NULL,            -- JSON: what the maker is given
    sha256 TEXT NOT NULL DEFAULT '',
    size INTEGER NOT NULL DEFAULT 0,
    ids TEXT NOT NULL DEFAULT '[]',       -- JSON: [id, locale] of the documents it shows
    media TEXT NOT NULL DEFAULT '[]',     -- JSON: [digest, role] of the media it shows
    reads BLOB NOT NULL DEFAULT x'',      -- numbers of the questions it asked, 8 bytes each
    problems TEXT NOT NULL DEFAULT '[]',  -- JSON: what rendering found
    stat TEXT NOT NULL DEFAULT '',        -- of the file: while it stays, the bytes do
    build INTEGER NOT NULL DEFAULT 0,     -- the build that rendered it last
    reason TEXT NOT NULL DEFAULT '',      -- and why
    changed INTEGER NOT NULL DEFAULT 0    -- the build that made of it what a deploy would see
);
CREATE INDEX outputs_by_state ON outputs (state, number) WHERE state != 0;
CREATE INDEX outputs_by_class ON outputs (class);
CREATE INDEX outputs_by_change ON outputs (changed);
CREATE INDEX outputs_not_made ON outputs (path) WHERE sha256 = '';
CREATE INDEX outputs_by_owner ON outputs (owner, path);
CREATE INDEX outputs_by_digest ON outputs (sha256, path) WHERE maker != '';
CREATE INDEX outputs_with_problems ON outputs (number) WHERE problems != '[]';

CREATE TABLE departed (             -- paths at which nothing is any more
    path TEXT PRIMARY KEY,
    changed INTEGER NOT NULL        -- the build that removed it
) WITHOUT ROWID;
CREATE INDEX departed_by_change ON departed (changed);

CREATE VIEW building AS SELECT coalesce(max(CAST(value AS INTEGER)), 0) AS number
    FROM meta WHERE name = 'build';

-- A deploy asks what has changed since the build that it saw last. No writer can forget to tell.

CREATE TRIGGER output_came AFTER INSERT ON outputs BEGIN
    UPDATE outputs SET changed = (SELECT number FROM building)
        WHERE number = new.number;
    DELETE FROM departed WHERE path = new.path;
END;
CREATE TRIGGER output_changed AFTER UPDATE OF sha256, class, cache, ids, media ON outputs
WHEN (new.sha256, new.class, new.cache, new.ids, new.media)
    IS NOT (old.sha256, old.class, old.cache, old.ids, old.media)
BEGIN
    UPDATE outputs SET changed = (SELECT number FROM building)
        WHERE number = new.number;
END;
CREATE TRIGGER output_went AFTER DELETE ON outputs BEGIN
    INSERT OR REPLACE INTO departed
        SELECT old.path, number FROM building;
END;

CREATE TABLE plans (                -- plans and the questions that they asked
    name TEXT PRIMARY KEY,
    reads BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE questions (
    number INTEGER PRIMARY KEY,     -- a digest of the key
    key TEXT NOT NULL,
    answer TEXT                     -- its digest; null when what it is about is not there
);
CREATE INDEX wide_questions ON questions (key) WHERE number & 1;

CREATE TABLE asked (
    question INTEGER NOT NULL,
    output INTEGER NOT NULL,
    PRIMARY KEY (question, output)
) WITHOUT ROWID;

CREATE TABLE unsettled (            -- media whose files may have to come or go
    digest TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE limits (               -- how many stories lists were asked for
    number INTEGER PRIMARY KEY
);

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
