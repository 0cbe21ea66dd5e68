CREATE TABLE documents (
    id TEXT NOT NULL,
    locale TEXT NOT NULL,
    type TEXT NOT NULL,
    section TEXT,                   -- of stories: news, policies, awards
    file TEXT NOT NULL,             -- until conflicts are settled the only key
    url TEXT NOT NULL,
    moment INTEGER NOT NULL,        -- publication, seconds since 1970
    year INTEGER NOT NULL,          -- of the publication, in the site's zone
    month INTEGER NOT NULL,
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

CREATE TABLE document_topics (
    locale TEXT NOT NULL,
    topic TEXT NOT NULL,
    moment INTEGER NOT NULL,
    id TEXT NOT NULL,
    year INTEGER NOT NULL,
    month INTEGER NOT NULL,
    file TEXT NOT NULL
);

CREATE TABLE terms (
    kind TEXT NOT NULL,             -- department, topic, category
    slug TEXT NOT NULL,
    record TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (kind, slug)
) WITHOUT ROWID;

CREATE TABLE awaited (             -- pictures that are still being made
    digest TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE awaiting (            -- documents that show one of them
    id TEXT NOT NULL,
    locale TEXT NOT NULL,
    PRIMARY KEY (id, locale)
) WITHOUT ROWID;

CREATE TABLE media (
    digest TEXT PRIMARY KEY,
    kind TEXT NOT NULL,             -- image, attachment
    record TEXT NOT NULL,
    record_digest TEXT NOT NULL
) WITHOUT ROWID;
