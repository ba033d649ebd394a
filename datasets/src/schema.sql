-- The corpus, version 1. SCHEMA.md describes every table and column.
-- The bulky columns stand last in each table, so that a scan over the small
-- ones does not walk through their overflow pages.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pictures (
    pixels TEXT PRIMARY KEY NOT NULL,
    width  INTEGER NOT NULL CHECK (width >= 0),
    height INTEGER NOT NULL CHECK (height >= 0),
    png    BLOB NOT NULL
) STRICT;

CREATE TABLE tasks (
    id           TEXT PRIMARY KEY NOT NULL,
    candidate    INTEGER NOT NULL UNIQUE CHECK (candidate >= 0),
    family       TEXT NOT NULL,
    level        INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
    content_type TEXT NOT NULL,
    language     TEXT NOT NULL,
    picture      TEXT NOT NULL REFERENCES pictures (pixels),
    scene_hash   TEXT NOT NULL,
    program_hash TEXT NOT NULL,
    caption      TEXT NOT NULL,
    scores       TEXT NOT NULL,
    usage        TEXT NOT NULL,
    provenance   TEXT NOT NULL,
    scene        TEXT NOT NULL,
    program      TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX tasks_scene_hash ON tasks (scene_hash);
CREATE UNIQUE INDEX tasks_program_hash ON tasks (program_hash);
CREATE UNIQUE INDEX tasks_picture ON tasks (picture);
CREATE INDEX tasks_family_level ON tasks (family, level);

CREATE TABLE questions (
    task        TEXT NOT NULL REFERENCES tasks (id),
    tier        TEXT NOT NULL CHECK (tier IN ('easy', 'hard')),
    text        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    answer      TEXT NOT NULL,
    second      TEXT NOT NULL,
    answer_json TEXT NOT NULL,
    second_json TEXT NOT NULL,
    evidence    TEXT NOT NULL,
    PRIMARY KEY (task, tier)
) STRICT;

CREATE TABLE rejections (
    candidate INTEGER PRIMARY KEY NOT NULL CHECK (candidate >= 0),
    family    TEXT NOT NULL,
    level     INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
    gate      TEXT NOT NULL,
    reason    TEXT NOT NULL,
    place     TEXT,
    message   TEXT NOT NULL
) STRICT;

CREATE VIEW funnel AS
SELECT gate, reason, COUNT(*) AS count
FROM rejections
GROUP BY gate, reason
ORDER BY count DESC, gate, reason;

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

CREATE VIEW overview AS
SELECT t.candidate, t.id, t.family, t.level,
       e.text AS easy, e.answer AS easy_answer,
       h.text AS hard, h.answer AS hard_answer
FROM tasks AS t
JOIN questions AS e ON e.task = t.id AND e.tier = 'easy'
JOIN questions AS h ON h.task = t.id AND h.tier = 'hard'
ORDER BY t.candidate;
