CREATE UNIQUE INDEX documents_by_file ON documents (file);
CREATE INDEX documents_by_id ON documents (id, locale);
CREATE INDEX documents_by_url ON documents (url);
CREATE INDEX stories_by_date ON documents (locale, moment DESC, id) WHERE section IS NOT NULL;
CREATE INDEX stories_by_section ON documents (locale, section, moment DESC, id);
CREATE INDEX stories_by_department ON documents (locale, department, moment DESC, id)
    WHERE section IS NOT NULL;
CREATE INDEX documents_by_month ON documents (locale, year, month, changed);
CREATE INDEX story_months ON documents (locale, year DESC, month DESC) WHERE section IS NOT NULL;
CREATE INDEX section_months ON documents (locale, section, year DESC, month DESC);
CREATE INDEX department_months ON documents (locale, department, year DESC, month DESC)
    WHERE section IS NOT NULL;
CREATE INDEX topics_by_file ON document_topics (file);
CREATE INDEX stories_by_topic ON document_topics (locale, topic, moment DESC, id);
CREATE INDEX topic_months ON document_topics (locale, topic, year DESC, month DESC);
CREATE INDEX documents_by_type ON documents (locale, type, id);
CREATE INDEX menu ON documents (locale, type, menu_order, id) WHERE menu_order IS NOT NULL;
CREATE INDEX notes_by_file ON notes (file, stage);
