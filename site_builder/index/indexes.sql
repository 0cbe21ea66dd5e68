CREATE UNIQUE INDEX documents_by_file ON documents (file);
CREATE INDEX documents_by_id ON documents (id, locale);
CREATE INDEX documents_by_url ON documents (url);
CREATE INDEX documents_by_month ON documents (locale, year, month, changed);
CREATE INDEX listed_by_file ON listed (file);
CREATE INDEX listed_by_date ON listed (locale, kind, slug, moment DESC, id);
CREATE INDEX listed_by_month
    ON listed (locale, kind, slug, year DESC, month DESC, moment DESC, id);
CREATE INDEX documents_by_type ON documents (locale, type, id);
CREATE INDEX menu ON documents (locale, type, menu_order, id) WHERE menu_order IS NOT NULL;
CREATE INDEX users_by_file ON media_users (file);
CREATE INDEX notes_by_file ON notes (file, stage);
