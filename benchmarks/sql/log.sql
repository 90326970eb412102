SELECT j.id, j.at, j.who, j.command, (SELECT max(ordinal) FROM change h WHERE h.journal_id = j.id)
FROM journal_project t JOIN journal j ON j.id = t.journal_id
WHERE t.project_id = (SELECT id FROM project WHERE code = 'P000001') ORDER BY j.id DESC
