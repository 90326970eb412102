-- What `tracker compare 2012 2013` shows of this register: the bridge of three measures, the class of every project,
-- every reported field of projects and of their funding that differs, and the donors whose portfolio moved. Rates are written in: 1.30 and 1.35.
WITH line AS (
  SELECT CASE WHEN b.contribution_id IS NOT NULL THEN 'both'
              WHEN rb.project_id IS NULL THEN 'not_presented' ELSE 'ended_contributions' END AS term,
    a.contribution_id, a.donor_id, a.currency,
    a.pledged AS a1, b.pledged AS b1, a.committed AS a2, b.committed AS b2, a.disbursed AS a3, b.disbursed AS b3
  FROM funding a
  LEFT JOIN funding b ON b.conference_id = 2 AND b.contribution_id = a.contribution_id
  LEFT JOIN review rb ON rb.conference_id = 2 AND rb.project_id = a.project_id
  WHERE a.conference_id = 1
  UNION ALL
  SELECT CASE WHEN ra.project_id IS NULL THEN 'new_projects' ELSE 'new_contributions' END,
    b.contribution_id, b.donor_id, b.currency, NULL, b.pledged, NULL, b.committed, NULL, b.disbursed
  FROM funding b
  LEFT JOIN review ra ON ra.conference_id = 1 AND ra.project_id = b.project_id
  WHERE b.conference_id = 2
    AND NOT EXISTS (SELECT 1 FROM funding a WHERE a.conference_id = 1 AND a.contribution_id = b.contribution_id)
),
converted AS (
  SELECT term, donor_id, contribution_id,
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
)
SELECT term, donor_id,
  EXISTS (SELECT 1 FROM reason r WHERE r.conference_id = 2 AND r.contribution_id = c.contribution_id) AS explained,
  sum(a1), sum(b1), sum(x1 - a1), sum(b1 - x1),
  sum(a2), sum(b2), sum(x2 - a2), sum(b2 - x2),
  sum(a3), sum(b3), sum(x3 - a3), sum(b3 - x3)
FROM converted c GROUP BY 1, 2, 3;

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
