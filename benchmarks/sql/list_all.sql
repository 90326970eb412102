-- What `tracker project list --at 2012` shows, with its total in the reporting currency.
SELECT p.code, r.title, r.status, 'BIG-2012',
  (SELECT t.theme FROM review_theme t WHERE t.conference_id = 1 AND t.project_id = r.project_id AND t.is_primary),
  (SELECT group_concat(code, ';') FROM (
     SELECT DISTINCT o.code FROM funding g JOIN organisation o ON o.id = g.donor_id
     WHERE g.conference_id = 1 AND g.project_id = r.project_id ORDER BY 1)),
  (SELECT group_concat(code, ';') FROM (
     SELECT DISTINCT o.code FROM share s JOIN organisation o ON o.id = s.organisation_id
     WHERE s.conference_id = 1 AND s.project_id = r.project_id ORDER BY 1)),
  coalesce(r.actual_start, r.planned_start), coalesce(r.actual_end, r.planned_end), f.currency,
  sum(f.interest), sum(f.pledged), sum(f.committed), sum(f.disbursed),
  sum(CASE f.currency WHEN 'USD' THEN f.pledged ELSE (f.pledged * 13 + 5) / 10 END),
  sum(CASE f.currency WHEN 'USD' THEN f.committed ELSE (f.committed * 13 + 5) / 10 END),
  sum(CASE f.currency WHEN 'USD' THEN f.disbursed ELSE (f.disbursed * 13 + 5) / 10 END)
FROM review r JOIN project p ON p.id = r.project_id
LEFT JOIN funding f ON f.conference_id = 1 AND f.project_id = r.project_id
WHERE r.conference_id = 1
GROUP BY p.code, f.currency
ORDER BY p.code, f.currency;
