-- What `tracker scorecard --at 2013 --compare 2012` counts of this register: for each combination of lights at both
-- conferences the projects and their money. Rates are written in: 1.30 and 1.35; the conferences met on 1 February.
WITH paid AS (
  SELECT conference_id, project_id, count(committed) AS commitments, count(disbursed) AS payments,
    sum(CASE WHEN committed IS NOT NULL AND disbursed IS NOT NULL THEN 1 ELSE 0 END) AS both,
    sum(committed) AS raw_committed, sum(disbursed) AS raw_paid, min(currency) AS lowest, max(currency) AS highest,
    sum(CASE WHEN currency = 'USD' THEN committed WHEN conference_id = 1 THEN (committed * 13 + 5) / 10
      ELSE (committed * 27 + 10) / 20 END) AS committed,
    sum(CASE WHEN currency = 'USD' THEN disbursed WHEN conference_id = 1 THEN (disbursed * 13 + 5) / 10
      ELSE (disbursed * 27 + 10) / 20 END) AS paid,
    sum(CASE WHEN currency = 'USD' THEN committed WHEN conference_id = 2 THEN (committed * 13 + 5) / 10
      ELSE (committed * 27 + 10) / 20 END) AS elsewhere
  FROM funding WHERE conference_id IN (1, 2) AND excluded_as IS NULL GROUP BY 1, 2
),
worst AS (
  SELECT conference_id, project_id, max(likelihood * impact) AS score FROM assessment
  WHERE conference_id IN (1, 2) AND status = 'open' GROUP BY 1, 2
),
rated AS (
  SELECT conference_id, project_id,
    sum(CASE WHEN way >= 1 THEN 1 ELSE 0 END) AS achieved,
    sum(CASE WHEN way < 1 AND way >= 0.8 * gone THEN 1 ELSE 0 END) AS on_track,
    sum(CASE WHEN way < 1 AND way < 0.8 * gone AND way >= 0.6 * gone THEN 1 ELSE 0 END) AS behind,
    sum(CASE WHEN way < 1 AND way < 0.6 * gone THEN 1 ELSE 0 END) AS off,
    sum(CASE WHEN way IS NULL THEN 1 ELSE 0 END) AS unknown
  FROM (
    SELECT conference_id, project_id,
      (CAST(actual AS real) - CAST(baseline AS real)) / (CAST(target AS real) - CAST(baseline AS real)) AS way,
      max(0, julianday((conference_id + 2011) || '-02-01') - julianday(baseline_date || '-12-31'))
        / (julianday(target_date || '-12-31') - julianday(baseline_date || '-12-31')) AS gone
    FROM measurement WHERE conference_id IN (1, 2)
  ) GROUP BY 1, 2
),
facts AS (
  SELECT r.conference_id, r.project_id, r.status, r.planned_start, r.planned_end, r.actual_end,
    (SELECT e.planned_end FROM review e WHERE e.project_id = r.project_id AND e.planned_end IS NOT NULL
      AND e.conference_id <= r.conference_id ORDER BY e.conference_id LIMIT 1) AS first_end,
    julianday((r.conference_id + 2011) || '-02-01') AS day, p.*, w.score, i.*
  FROM review r
  LEFT JOIN paid p ON p.conference_id = r.conference_id AND p.project_id = r.project_id
  LEFT JOIN worst w ON w.conference_id = r.conference_id AND w.project_id = r.project_id
  LEFT JOIN rated i ON i.conference_id = r.conference_id AND i.project_id = r.project_id
  WHERE r.conference_id IN (1, 2)
),
lit AS (
  SELECT conference_id, project_id, committed, elsewhere,
    CASE WHEN first_end IS NULL THEN 'cannot tell'
      WHEN max(day, julianday(planned_end)) <= julianday(first_end)
        THEN CASE WHEN status = 'completed' THEN 'achieved' ELSE 'on track' END
      WHEN (max(day, julianday(planned_end)) - julianday(first_end)) * 4
        <= julianday(first_end) - julianday(planned_start) THEN 'behind'
      ELSE 'off' END AS time_light,
    CASE WHEN commitments IS NULL OR commitments <> both OR payments <> both OR planned_start IS NULL THEN 'cannot tell'
      WHEN (CASE WHEN lowest = highest THEN raw_paid >= raw_committed ELSE paid >= committed END) THEN 'achieved'
      WHEN paid * (julianday(planned_end) - julianday(planned_start)) * 10
        >= committed * (day - julianday(planned_start)) * 8 THEN 'on track'
      WHEN paid * (julianday(planned_end) - julianday(planned_start)) * 10
        >= committed * (day - julianday(planned_start)) * 6 THEN 'behind'
      ELSE 'off' END AS money_light,
    CASE WHEN coalesce(achieved + on_track + behind + off, 0) = 0 THEN 'cannot tell'
      WHEN off * 2 >= achieved + on_track + behind + off THEN 'off'
      WHEN (off + behind) * 2 >= achieved + on_track + behind + off THEN 'behind'
      WHEN on_track + behind + off = 0 THEN 'achieved' ELSE 'on track' END AS results_light,
    CASE WHEN score IS NULL THEN 'cannot tell' WHEN score < 10 THEN 'on track' WHEN score < 16 THEN 'behind'
      ELSE 'off' END AS risk_light
  FROM facts
)
SELECT a.time_light, a.money_light, a.results_light, a.risk_light,
  b.time_light, b.money_light, b.results_light, b.risk_light, count(*), sum(a.committed), sum(b.committed),
  sum(b.elsewhere)
FROM lit a LEFT JOIN lit b ON b.conference_id = 2 AND b.project_id = a.project_id
WHERE a.conference_id = 1 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
UNION ALL
SELECT NULL, NULL, NULL, NULL, b.time_light, b.money_light, b.results_light, b.risk_light, count(*), NULL,
  sum(b.committed), NULL
FROM lit b WHERE b.conference_id = 2
  AND NOT EXISTS (SELECT 1 FROM review a WHERE a.conference_id = 1 AND a.project_id = b.project_id)
GROUP BY 5, 6, 7, 8;
