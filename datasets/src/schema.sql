-- The corpus, version 3. SCHEMA.md describes every table and column.
-- The bulky columns stand last in each table, so that a scan over the small
-- ones does not walk through their overflow pages.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tasks (
    slot         INTEGER PRIMARY KEY NOT NULL CHECK (slot >= 0),
    attempt      INTEGER NOT NULL CHECK (attempt >= 0),
    candidate    INTEGER NOT NULL CHECK (candidate >= attempt),
    id           TEXT NOT NULL,
    family       TEXT NOT NULL,
    level        INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
    content_type TEXT NOT NULL,
    language     TEXT NOT NULL,
    picture      TEXT NOT NULL,
    scene_hash   TEXT NOT NULL,
    program_hash TEXT NOT NULL,
    seal         TEXT NOT NULL,
    caption      TEXT NOT NULL,
    scores       TEXT NOT NULL,
    usage        TEXT NOT NULL,
    provenance   TEXT NOT NULL,
    scene        TEXT NOT NULL,
    program      TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX tasks_id ON tasks (id);
CREATE UNIQUE INDEX tasks_scene_hash ON tasks (scene_hash);
CREATE UNIQUE INDEX tasks_program_hash ON tasks (program_hash);
CREATE UNIQUE INDEX tasks_picture ON tasks (picture);
CREATE INDEX tasks_family_level ON tasks (family, level);

CREATE TABLE pictures (
    slot   INTEGER PRIMARY KEY NOT NULL REFERENCES tasks (slot),
    width  INTEGER NOT NULL CHECK (width >= 0),
    height INTEGER NOT NULL CHECK (height >= 0),
    png    BLOB NOT NULL
) STRICT;

CREATE TABLE questions (
    slot        INTEGER NOT NULL REFERENCES tasks (slot),
    tier        TEXT NOT NULL CHECK (tier IN ('easy', 'hard')),
    text        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    answer      TEXT NOT NULL,
    second      TEXT NOT NULL,
    answer_json TEXT NOT NULL,
    second_json TEXT NOT NULL,
    evidence    TEXT NOT NULL,
    PRIMARY KEY (slot, tier)
) STRICT, WITHOUT ROWID;

CREATE TABLE rejections (
    slot      INTEGER NOT NULL CHECK (slot >= 0),
    attempt   INTEGER NOT NULL CHECK (attempt >= 0),
    family    TEXT NOT NULL,
    level     INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
    gate      TEXT NOT NULL,
    reason    TEXT NOT NULL,
    place     TEXT,
    cluster   TEXT,
    message   TEXT NOT NULL,
    PRIMARY KEY (slot, attempt)
) STRICT, WITHOUT ROWID;

CREATE VIEW funnel AS
SELECT gate, reason, COUNT(*) AS count
FROM rejections
GROUP BY gate, reason
ORDER BY count DESC, gate, reason;

CREATE VIEW clusters AS
SELECT cluster, COUNT(*) AS refused, GROUP_CONCAT(DISTINCT reason) AS reasons
FROM rejections
WHERE cluster IS NOT NULL
GROUP BY cluster
ORDER BY refused DESC, cluster;

CREATE VIEW counts AS
SELECT family, level, SUM(accepted) AS accepted, SUM(rejected) AS rejected
FROM (
    SELECT family, level, COUNT(*) AS accepted, 0 AS rejected
    FROM tasks GROUP BY family, level
    UNION ALL
    SELECT family, level, 0, COUNT(*)
    FROM rejections GROUP BY family, level
)
GROUP BY family, level
ORDER BY family, level;

CREATE VIEW answers AS
SELECT t.family, t.level, q.kind, q.answer, COUNT(*) AS count
FROM tasks AS t
JOIN questions AS q ON q.slot = t.slot AND q.tier = 'hard'
GROUP BY t.family, t.level, q.kind, q.answer
ORDER BY t.family, t.level, count DESC, q.kind, q.answer;

CREATE VIEW overview AS
SELECT t.slot, t.id, t.family, t.level,
       e.text AS easy, e.answer AS easy_answer,
       h.text AS hard, h.answer AS hard_answer
FROM tasks AS t
JOIN questions AS e ON e.slot = t.slot AND e.tier = 'easy'
JOIN questions AS h ON h.slot = t.slot AND h.tier = 'hard'
ORDER BY t.slot;
