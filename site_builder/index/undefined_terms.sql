SELECT file, 'departments', department FROM documents
WHERE department IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM terms WHERE kind = 'department' AND slug = department)
UNION ALL
SELECT file, 'topics', topic FROM document_topics
WHERE NOT EXISTS (SELECT 1 FROM terms WHERE kind = 'topic' AND slug = topic)
UNION ALL
SELECT file, 'categories', json_extract(card, '$.category') FROM documents
WHERE json_extract(card, '$.category') IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM terms WHERE kind = 'category' AND slug = json_extract(card, '$.category')
  )
ORDER BY 1, 2, 3
