-- What `tracker compare 2012 2013 --by beneficiary` shows of this register: as compare.sql, with each amount divided
-- among the beneficiaries of its contribution and project at either conference. The parts of an amount are what the
-- shares up to each make together, rounded, less what those before it make, so they sum to it. Shares are 100 % here.
-- The donors and beneficiaries whose money or projects moved, which the command lists as well, are left out.
WITH shared AS MATERIALIZED (
  SELECT s.conference_id, s.project_id, o.code,
    sum(s.share) OVER (PARTITION BY s.conference_id, s.project_id ORDER BY o.code) - s.share AS lo,
    sum(s.share) OVER (PARTITION BY s.conference_id, s.project_id ORDER BY o.code) AS hi
  FROM share s JOIN organisation o ON o.id = s.organisation_id
),
earmarked AS MATERIALIZED (
  SELECT e.conference_id, e.contribution_id, o.code,
    sum(e.share) OVER w - e.share AS lo, sum(e.share) OVER w AS hi,
    row_number() OVER w = count(*) OVER (PARTITION BY e.conference_id, e.contribution_id) AS last
  FROM earmark e JOIN organisation o ON o.id = e.organisation_id
  WINDOW w AS (PARTITION BY e.conference_id, e.contribution_id ORDER BY o.code)
),
line AS (
  SELECT CASE WHEN b.contribution_id IS NOT NULL THEN 'both'
              WHEN rb.project_id IS NULL THEN 'not_presented' ELSE 'ended_contributions' END AS term,
    a.contribution_id, a.project_id, a.currency,
    a.pledged AS a1, b.pledged AS b1, a.committed AS a2, b.committed AS b2, a.disbursed AS a3, b.disbursed AS b3
  FROM funding a
  LEFT JOIN funding b ON b.conference_id = 2 AND b.contribution_id = a.contribution_id
  LEFT JOIN review rb ON rb.conference_id = 2 AND rb.project_id = a.project_id
  WHERE a.conference_id = 1
  UNION ALL
  SELECT CASE WHEN ra.project_id IS NULL THEN 'new_projects' ELSE 'new_contributions' END,
    b.contribution_id, b.project_id, b.currency, NULL, b.pledged, NULL, b.committed, NULL, b.disbursed
  FROM funding b
  LEFT JOIN review ra ON ra.conference_id = 1 AND ra.project_id = b.project_id
  WHERE b.conference_id = 2
    AND NOT EXISTS (SELECT 1 FROM funding a WHERE a.conference_id = 1 AND a.contribution_id = b.contribution_id)
),
converted AS MATERIALIZED (
  SELECT term, contribution_id, project_id,
    EXISTS (SELECT 1 FROM reason r WHERE r.conference_id = 2 AND r.contribution_id = line.contribution_id) AS explained,
    CASE currency WHEN 'USD' THEN a1 ELSE (a1 * 13 + 5) / 10 END AS a1,
    CASE currency WHEN 'USD' THEN b1 ELSE (b1 * 13 + 5) / 10 END AS x1,
    CASE currency WHEN 'USD' THEN b1 ELSE (b1 * 27 + 10) / 20 END AS b1,
    CASE currency WHEN 'USD' THEN a2 ELSE (a2 * 13 + 5) / 10 END AS a2,
    CASE currency WHEN 'USD' THEN b2 ELSE (b2 * 13 + 5) / 10 END AS x2,
    CASE currency WHEN 'USD' THEN b2 ELSE (b2 * 27 + 10) / 20 END AS b2,
    CASE currency WHEN 'USD' THEN a3 ELSE (a3 * 13 + 5) / 10 END AS a3,
    CASE currency WHEN 'USD' THEN b3 ELSE (b3 * 13 + 5) / 10 END AS x3,
    CASE currency WHEN 'USD' THEN b3 ELSE (b3 * 27 + 10) / 20 END AS b3
  FROM line
),
divided_first AS (
  SELECT term, explained, e.code, e.lo, e.hi, a1, a2, a3
  FROM converted c JOIN earmarked e ON e.conference_id = 1 AND e.contribution_id = c.contribution_id
  WHERE term = 'both' OR term IN ('not_presented', 'ended_contributions')
  UNION ALL
  SELECT term, explained, coalesce(s.code, 'not allocated'), coalesce(s.lo, 0), coalesce(s.hi, 1000000),
    a1 - coalesce((a1 * e.hi + 500000) / 1000000, 0) AS a1,
    a2 - coalesce((a2 * e.hi + 500000) / 1000000, 0) AS a2,
    a3 - coalesce((a3 * e.hi + 500000) / 1000000, 0) AS a3
  FROM converted c LEFT JOIN shared s ON s.conference_id = 1 AND s.project_id = c.project_id
  LEFT JOIN earmarked e ON e.conference_id = 1 AND e.contribution_id = c.contribution_id AND e.last
  WHERE term = 'both' OR term IN ('not_presented', 'ended_contributions')
),
divided_second AS (
  SELECT term, explained, e.code, e.lo, e.hi, a1, x1, b1, a2, x2, b2, a3, x3, b3
  FROM converted c JOIN earmarked e ON e.conference_id = 2 AND e.contribution_id = c.contribution_id
  WHERE term NOT IN ('not_presented', 'ended_contributions')
  UNION ALL
  SELECT term, explained, coalesce(s.code, 'not allocated'), coalesce(s.lo, 0), coalesce(s.hi, 1000000),
    a1 - coalesce((a1 * e.hi + 500000) / 1000000, 0) AS a1,
    x1 - coalesce((x1 * e.hi + 500000) / 1000000, 0) AS x1,
    b1 - coalesce((b1 * e.hi + 500000) / 1000000, 0) AS b1,
    a2 - coalesce((a2 * e.hi + 500000) / 1000000, 0) AS a2,
    x2 - coalesce((x2 * e.hi + 500000) / 1000000, 0) AS x2,
    b2 - coalesce((b2 * e.hi + 500000) / 1000000, 0) AS b2,
    a3 - coalesce((a3 * e.hi + 500000) / 1000000, 0) AS a3,
    x3 - coalesce((x3 * e.hi + 500000) / 1000000, 0) AS x3,
    b3 - coalesce((b3 * e.hi + 500000) / 1000000, 0) AS b3
  FROM converted c LEFT JOIN shared s ON s.conference_id = 2 AND s.project_id = c.project_id
  LEFT JOIN earmarked e ON e.conference_id = 2 AND e.contribution_id = c.contribution_id AND e.last
  WHERE term NOT IN ('not_presented', 'ended_contributions')
)
SELECT 'first', term, explained, code,
  sum((a1 * hi + 500000) / 1000000 - (a1 * lo + 500000) / 1000000),
  sum((a2 * hi + 500000) / 1000000 - (a2 * lo + 500000) / 1000000),
  sum((a3 * hi + 500000) / 1000000 - (a3 * lo + 500000) / 1000000), NULL, NULL, NULL, NULL, NULL, NULL
FROM divided_first GROUP BY 2, 3, 4
UNION ALL
SELECT 'second', term, explained, code,
  sum((a1 * hi + 500000) / 1000000 - (a1 * lo + 500000) / 1000000),
  sum((x1 * hi + 500000) / 1000000 - (x1 * lo + 500000) / 1000000),
  sum((b1 * hi + 500000) / 1000000 - (b1 * lo + 500000) / 1000000),
  sum((a2 * hi + 500000) / 1000000 - (a2 * lo + 500000) / 1000000),
  sum((x2 * hi + 500000) / 1000000 - (x2 * lo + 500000) / 1000000),
  sum((b2 * hi + 500000) / 1000000 - (b2 * lo + 500000) / 1000000),
  sum((a3 * hi + 500000) / 1000000 - (a3 * lo + 500000) / 1000000),
  sum((x3 * hi + 500000) / 1000000 - (x3 * lo + 500000) / 1000000),
  sum((b3 * hi + 500000) / 1000000 - (b3 * lo + 500000) / 1000000)
FROM divided_second GROUP BY 2, 3, 4;

SELECT p.code, p.title, CASE WHEN b.project_id IS NULL THEN 'not_presented'
  WHEN b.status IN ('completed', 'cancelled') THEN b.status ELSE 'continuing' END
FROM review a JOIN project p ON p.id = a.project_id
LEFT JOIN review b ON b.conference_id = 2 AND b.project_id = a.project_id
WHERE a.conference_id = 1
UNION ALL
SELECT p.code, p.title, 'new' FROM review b JOIN project p ON p.id = b.project_id
WHERE b.conference_id = 2
  AND NOT EXISTS (SELECT 1 FROM review a WHERE a.conference_id = 1 AND a.project_id = b.project_id);

SELECT p.code, a.title, b.title, a.status, b.status, a.progress, b.progress, b.reason
FROM review a JOIN review b ON b.conference_id = 2 AND b.project_id = a.project_id
JOIN project p ON p.id = a.project_id
WHERE a.conference_id = 1 AND (
  a.title IS NOT b.title OR a.status IS NOT b.status OR a.progress IS NOT b.progress OR a.objective IS NOT b.objective
  OR a.implementation_plan IS NOT b.implementation_plan OR a.expected_outcomes IS NOT b.expected_outcomes
  OR a.scope IS NOT b.scope OR a.parent_id IS NOT b.parent_id OR a.lead_id IS NOT b.lead_id
  OR a.implementer_id IS NOT b.implementer_id OR a.planned_start IS NOT b.planned_start
  OR a.planned_end IS NOT b.planned_end OR a.actual_start IS NOT b.actual_start OR a.actual_end IS NOT b.actual_end
  OR a.answer IS NOT b.answer OR a.decision IS NOT b.decision OR a.note IS NOT b.note)
ORDER BY p.code;

SELECT p.code, c.code, a.instrument, b.instrument, a.role, b.role, a.basis, b.basis, a.donor_id, b.donor_id
FROM funding a JOIN funding b ON b.conference_id = 2 AND b.contribution_id = a.contribution_id
JOIN project p ON p.id = a.project_id JOIN contribution c ON c.id = a.contribution_id
WHERE a.conference_id = 1 AND (
  a.donor_id IS NOT b.donor_id OR a.instrument IS NOT b.instrument OR a.role IS NOT b.role OR a.basis IS NOT b.basis
  OR a.excluded_as IS NOT b.excluded_as);
