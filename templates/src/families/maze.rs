//! A maze of square cells: how long the way is, how often it turns, where it
//! leads.
//!
//! The answer is certain because the maze has no loops, so between two cells
//! there is at most one way. A search from the start finds it; the second solver
//! reads the maze as it is written in the program and fills dead ends until only
//! the way is left, or joins cells into regions.

use std::collections::VecDeque;

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Program, Question, Rng};

use crate::claims::{corners, labels, stroked, texts};
use crate::names::LETTERS;
use crate::python::Python;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const MARGIN: f64 = 20.0;

/// A cell: row and column, counted from the top left.
type Cell = (usize, usize);

/// Both ends of a border between cells, in cells.
type Border = [[f64; 2]; 2];

/// See the [module](self).
pub struct Maze;

/// A maze and what is asked about it.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    rows: usize,
    columns: usize,
    /// Side of a cell in canvas units: smaller where there are more.
    cell: usize,
    /// Whether one can go right from a cell, by row and column.
    right: Vec<Vec<bool>>,
    /// Whether one can go down from a cell, by row and column.
    down: Vec<Vec<bool>>,
    /// Cells with a letter. The first is the start.
    marks: Vec<(&'static str, Cell)>,
    easy: Easy,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    Rows,
    Columns,
    /// The row of a letter.
    RowOf {
        mark: usize,
    },
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Hard {
    /// Steps from the first letter to the second.
    Length,
    /// Turns on that way.
    Turns,
    /// Which letter can be reached from the first.
    Reach,
}

impl Family for Maze {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "maze",
        group: Group::Puzzles,
        language: Language::Python,
        content_type: ContentType::Map,
        asks: "Count rows or find a letter; then find the length of the way between two letters, \
               its turns, or the one letter that can be reached.",
        certain: "A maze without loops has at most one way between two cells: breadth-first search \
                  against filling dead ends and joining regions.",
        knobs: "Level 1 has up to six rows and ways of up to ten steps; level 3 up to eight rows; \
                level 5 up to twelve rows, ways of up to forty steps and six letters to tell apart.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        // Four sizes each way, or a count of rows would be guessed.
        let base = level.pick([3, 4, 5, 7, 9]);
        let (rows, columns) = (base + rng.index(4), base + rng.index(4));
        let hard = match level.get() {
            1 => *rng.choose(&[Hard::Length, Hard::Length, Hard::Reach]),
            _ => *rng.choose(&[Hard::Length, Hard::Turns, Hard::Reach]),
        };
        let easy = Easy::Rows;
        let cell = level.pick([72, 64, 58, 48, 42]);
        let (right, down) = (vec![vec![false; columns]; rows], vec![vec![false; columns]; rows]);
        let mut scene = Scene { rows, columns, cell, right, down, marks: vec![], easy, hard };
        scene.carve(rng);
        match hard {
            Hard::Reach => scene.split(rng, level)?,
            Hard::Length | Hard::Turns => scene.place_ends(rng, level)?,
        }
        let mark = rng.index(scene.marks.len());
        scene.easy = *rng.choose(&[Easy::Rows, Easy::Columns, Easy::RowOf { mark }]);
        Some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let program = Python::new("Draws a maze.", &[])
            .set("CELL", scene.cell)
            .set("MARGIN", MARGIN)
            .set("FONT", style.font)
            .set("BACKGROUND", style.background)
            .set("WALL", style.ink)
            .set("STROKE", style.stroke + 1.0)
            .set("LETTER", style.palette[0])
            .blank()
            .comment("Each cell is three characters wide: --- and | are walls, letters mark cells.")
            .rows("maze", &scene.lines())
            .finish(CODE);
        let (width, height) = scene.canvas();
        Drawing { program: Program::python(program), width, height, origin: [0.0; 2] }
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (width, height) = scene.canvas();
        let whole = BBox([MARGIN, MARGIN, width - MARGIN, height - MARGIN]);
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::integer(scene.easy_answer()),
            evidence: match scene.easy {
                Easy::RowOf { mark } => vec![scene.place(scene.marks[mark].1)],
                Easy::Rows | Easy::Columns => vec![whole],
            },
        };
        let mut evidence: Vec<BBox> =
            scene.marks.iter().map(|(_, cell)| scene.place(*cell)).collect();
        evidence.push(whole);
        let hard = Question { text: scene.hard_text(style), answer: scene.hard_answer(), evidence };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let place = |(row, column): Cell| [column as f64 + 0.5, row as f64 + 0.5];
        let (walls, gaps): (Vec<_>, Vec<_>) = scene.borders().partition(|(_, wall)| *wall);
        let middle =
            |([[x1, y1], [x2, y2]], _): &(Border, bool)| [(x1 + x2) / 2.0, (y1 + y2) / 2.0];
        vec![
            texts(scene.marks.iter().map(|(name, _)| *name)),
            labels(scene.marks.iter().map(|(name, cell)| (*name, place(*cell)))),
            corners(stroked(style.ink), walls.iter().flat_map(|(ends, _)| *ends)),
            Claim::Ink {
                colour: style.ink.to_owned(),
                at: walls.iter().map(middle).collect(),
                off: gaps.iter().map(middle).collect(),
            },
            Claim::TrueToScale,
        ]
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let lines = scene.lines();
        let read = Read::of(&lines);
        let easy = match scene.easy {
            Easy::Rows => Some(read.rows as i64),
            Easy::Columns => Some(read.columns as i64),
            Easy::RowOf { mark } => {
                let name = scene.marks.get(mark).map(|(name, _)| *name);
                let row = name.and_then(|name| lines.iter().position(|line| line.contains(name)));
                row.map(|line| line as i64 / 2 + 1)
            }
        };
        [easy.map(Answer::integer), read.solve(scene)]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        // The letter that is asked for walks elsewhere: the start where it is asked what
        // can be reached, else the end.
        let mark = usize::from(!matches!(scene.hard, Hard::Reach));
        let (_, old) = *scene.marks.get(mark)?;
        let step = |cell: &Cell| cell.0.abs_diff(old.0).max(cell.1.abs_diff(old.1));
        let mut cells = scene.cells();
        rng.shuffle(&mut cells);
        // Not far, if possible: the smaller the change, the better it must be seen.
        cells.sort_by_key(|cell| step(cell) > 2);
        cells.into_iter().find_map(|cell| {
            let mut changed = scene.clone();
            changed.marks.get_mut(mark)?.1 = cell;
            let free = scene.marks.iter().all(|(_, taken)| *taken != cell);
            let apart = changed.way_out() >= 2;
            (free && apart && changed.hard_answer() != scene.hard_answer()).then_some(changed)
        })
    }
}

impl Scene {
    fn canvas(&self) -> (f64, f64) {
        let side = |cells: usize| (cells * self.cell) as f64 + 2.0 * MARGIN;
        (side(self.columns), side(self.rows))
    }

    fn place(&self, (row, column): Cell) -> BBox {
        let step = self.cell as f64;
        BBox::xywh(MARGIN + step * column as f64, MARGIN + step * row as f64, step, step)
    }

    /// Opens walls along a random walk that backs out of dead ends, so that
    /// every cell can be reached in one way.
    fn carve(&mut self, rng: &mut Rng) {
        let start = (rng.index(self.rows), rng.index(self.columns));
        let mut seen = vec![vec![false; self.columns]; self.rows];
        seen[start.0][start.1] = true;
        let mut trail = vec![start];
        while let Some(here) = trail.last().copied() {
            let mut next = self.around(here);
            next.retain(|(row, column)| !seen[*row][*column]);
            if next.is_empty() {
                trail.pop();
                continue;
            }
            let there = *rng.choose(&next);
            seen[there.0][there.1] = true;
            self.set_open(here, there, true);
            trail.push(there);
        }
    }

    /// The cells beside a cell, whatever the walls.
    fn around(&self, (row, column): Cell) -> Vec<Cell> {
        let mut all = Vec::with_capacity(4);
        all.extend((row > 0).then(|| (row - 1, column)));
        all.extend((row + 1 < self.rows).then_some((row + 1, column)));
        all.extend((column > 0).then(|| (row, column - 1)));
        all.extend((column + 1 < self.columns).then_some((row, column + 1)));
        all
    }

    fn set_open(&mut self, one: Cell, two: Cell, open: bool) {
        let (row, column) = one.min(two);
        let walls = if one.0 == two.0 { &mut self.right } else { &mut self.down };
        walls[row][column] = open;
    }

    fn is_open(&self, one: Cell, two: Cell) -> bool {
        let (row, column) = one.min(two);
        if one.0 == two.0 { self.right[row][column] } else { self.down[row][column] }
    }

    /// For each cell that can be reached: its distance and the cell before it.
    fn search(&self, from: Cell) -> Vec<Vec<Option<(usize, Cell)>>> {
        let mut found = vec![vec![None; self.columns]; self.rows];
        found[from.0][from.1] = Some((0, from));
        let mut queue = VecDeque::from([(from, 0)]);
        while let Some((here, steps)) = queue.pop_front() {
            for next in self.around(here) {
                if self.is_open(here, next) && found[next.0][next.1].is_none() {
                    found[next.0][next.1] = Some((steps + 1, here));
                    queue.push_back((next, steps + 1));
                }
            }
        }
        found
    }

    fn cells(&self) -> Vec<Cell> {
        let columns = self.columns;
        (0..self.rows).flat_map(|row| (0..columns).map(move |column| (row, column))).collect()
    }

    /// Puts two letters at a distance that is drawn first, so that all are as
    /// likely.
    fn place_ends(&mut self, rng: &mut Rng, level: Level) -> Option<()> {
        let (low, high) = level.pick([(4, 10), (6, 15), (8, 20), (14, 30), (20, 40)]);
        let wanted = rng.int(low, high) as usize;
        let all = self.cells();
        let (from, to) = (0..12).find_map(|_| {
            let from = *rng.choose(&all);
            let found = self.search(from);
            let at = |cell: &Cell| found[cell.0][cell.1].is_some_and(|(steps, _)| steps == wanted);
            let ends: Vec<Cell> = all.iter().copied().filter(at).collect();
            (!ends.is_empty()).then(|| (from, *rng.choose(&ends)))
        })?;
        let names = rng.sample(&LETTERS, 2);
        self.marks = names.into_iter().zip([from, to]).collect();
        Some(())
    }

    /// Closes walls until there are several regions, puts a letter into each and
    /// the start into one of them, not near its letter.
    fn split(&mut self, rng: &mut Rng, level: Level) -> Option<()> {
        let regions = level.pick([4, 4, 4, 5, 5]);
        let least = self.rows * self.columns / (regions * 2);
        let mut starts = vec![(0, 0)];
        for _ in 0..200 {
            if starts.len() == regions {
                break;
            }
            let here = *rng.choose(&self.cells());
            let open: Vec<Cell> =
                self.around(here).into_iter().filter(|next| self.is_open(here, *next)).collect();
            let Some(next) = open.first().copied() else { continue };
            self.set_open(here, next, false);
            let size = |cell| self.search(cell).iter().flatten().flatten().count();
            if size(here) >= least && size(next) >= least {
                let reached = self.search(here);
                let mine = starts.iter().any(|(r, c)| reached[*r][*c].is_some());
                starts.push(if mine { next } else { here });
            } else {
                self.set_open(here, next, true);
            }
        }
        if starts.len() < regions {
            return None;
        }
        self.mark_regions(rng, &starts, level.pick([3, 4, 5, 7, 9]))
    }

    fn mark_regions(&mut self, rng: &mut Rng, starts: &[Cell], away: usize) -> Option<()> {
        let names = rng.sample(&LETTERS, starts.len() + 1);
        let within = |found: &[Vec<Option<(usize, Cell)>>], least: usize| -> Vec<Cell> {
            let far = |c: &Cell| found[c.0][c.1].is_some_and(|(steps, _)| steps >= least);
            self.cells().into_iter().filter(far).collect()
        };
        let mut cells = Vec::new();
        for start in starts {
            cells.push(*rng.choose(&within(&self.search(*start), 0)));
        }
        let goal = *rng.choose(&cells);
        let far = within(&self.search(goal), away);
        if far.is_empty() {
            return None;
        }
        cells.insert(0, *rng.choose(&far));
        self.marks = names.into_iter().zip(cells).collect();
        Some(())
    }

    /// Every border of a cell, once, and whether it is a wall.
    fn borders(&self) -> impl Iterator<Item = (Border, bool)> + '_ {
        let (rows, columns) = (self.rows, self.columns);
        let flat = (0..=rows).flat_map(move |row| (0..columns).map(move |column| (row, column)));
        let flat = flat.map(move |(row, column)| {
            let open = row > 0 && row < rows && self.down[row - 1][column];
            let (x, y) = (column as f64, row as f64);
            ([[x, y], [x + 1.0, y]], !open)
        });
        let tall = (0..rows).flat_map(move |row| (0..=columns).map(move |column| (row, column)));
        let tall = tall.map(move |(row, column)| {
            let open = column > 0 && column < columns && self.right[row][column - 1];
            let (x, y) = (column as f64, row as f64);
            ([[x, y], [x, y + 1.0]], !open)
        });
        flat.chain(tall)
    }

    /// The way from the first letter to the second, both included.
    fn way(&self) -> Vec<Cell> {
        let [(_, from), (_, to), ..] = self.marks[..] else { return vec![] };
        let found = self.search(from);
        let mut way = vec![to];
        while let Some(last) = way.last().copied().filter(|last| *last != from) {
            let Some((_, before)) = found[last.0][last.1] else { return vec![] };
            way.push(before);
        }
        way
    }

    fn hard_answer(&self) -> Answer {
        let way = self.way();
        match self.hard {
            Hard::Length => Answer::integer(way.len() as i64 - 1),
            Hard::Turns => {
                let turns = way.windows(3).filter(|w| w[0].0 != w[2].0 && w[0].1 != w[2].1);
                Answer::integer(turns.count() as i64)
            }
            Hard::Reach => {
                let found = self.search(self.marks[0].1);
                let reached = |(_, (row, column)): &&(&str, Cell)| found[*row][*column].is_some();
                Answer::text(self.marks.iter().skip(1).find(reached).map_or("", |(name, _)| *name))
            }
        }
    }

    fn easy_answer(&self) -> i64 {
        match self.easy {
            Easy::Rows => self.rows as i64,
            Easy::Columns => self.columns as i64,
            Easy::RowOf { mark } => self.marks[mark].1.0 as i64 + 1,
        }
    }

    /// Steps from the first letter to the nearest other one that it can reach.
    fn way_out(&self) -> usize {
        let Some((_, start)) = self.marks.first() else { return 0 };
        let found = self.search(*start);
        let others = self.marks.iter().skip(1);
        let steps = others.filter_map(|(_, (row, column))| found[*row][*column]);
        steps.map(|(steps, _)| steps).min().unwrap_or(0)
    }

    /// The maze as text, as it stands in the program.
    fn lines(&self) -> Vec<String> {
        let name = |cell: Cell| {
            self.marks.iter().find(|(_, at)| *at == cell).map_or(" ", |(name, _)| *name)
        };
        let mut lines = vec!["+---".repeat(self.columns) + "+"];
        for row in 0..self.rows {
            let (mut middle, mut below) = ("|".to_owned(), "+".to_owned());
            for column in 0..self.columns {
                let wall = if self.right[row][column] { " " } else { "|" };
                middle += &format!(" {} {wall}", name((row, column)));
                below += if self.down[row][column] { "   +" } else { "---+" };
            }
            lines.extend([middle, below]);
        }
        lines
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Rows => {
                let words = [
                    "How many rows of cells does the maze have?",
                    "How many cells high is the maze?",
                ];
                style.phrase("easy", &words, &[])
            }
            Easy::Columns => {
                let words = [
                    "How many columns of cells does the maze have?",
                    "How many cells wide is the maze?",
                ];
                style.phrase("easy", &words, &[])
            }
            Easy::RowOf { mark } => {
                let words = [
                    "In which row of cells, counted from the top, is the letter {a}?",
                    "Counting rows from the top, which row holds the letter {a}?",
                ];
                style.phrase("easy", &words, &[("a", self.marks[mark].0)])
            }
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let words: [&str; 2] = match self.hard {
            Hard::Length => [
                "How many steps does it take to walk from {a} to {b}, if one step leads to a \
                 neighbouring cell and walls cannot be crossed?",
                "A step goes from a cell to the next one without crossing a wall. How many steps \
                 is {b} away from {a}?",
            ],
            Hard::Turns => [
                "How many times do you change direction on the shortest way from {a} to {b}?",
                "Walk from {a} to {b} without detours. How many turns do you make?",
            ],
            Hard::Reach => [
                "Which letter can be reached from {a} without crossing a wall?",
                "Start at {a} and never cross a wall. Which other letter can you get to?",
            ],
        };
        let name = |mark: usize| self.marks.get(mark).map_or("", |(name, _)| *name);
        style.phrase("hard", &words, &[("a", name(0)), ("b", name(1))])
    }

    fn caption(&self) -> String {
        let mark = |(name, (row, column)): &(&str, Cell)| {
            format!("{name} in row {}, column {}", row + 1, column + 1)
        };
        let marks: Vec<String> = self.marks.iter().map(mark).collect();
        format!(
            "A maze of {} rows and {} columns of square cells, with letters in some: {}. Its \
             walls, drawn line by line with characters, read: {}",
            self.rows,
            self.columns,
            marks.join("; "),
            self.lines().join(" / ")
        )
    }
}

/// A maze read back from its text.
struct Read {
    rows: usize,
    columns: usize,
    grid: Vec<Vec<u8>>,
}

impl Read {
    fn of(lines: &[String]) -> Self {
        let grid: Vec<Vec<u8>> = lines.iter().map(|line| line.as_bytes().to_vec()).collect();
        let columns = grid.first().map_or(0, |line| line.len() / 4);
        Self { rows: grid.len() / 2, columns, grid }
    }

    /// The cells beside a cell that no wall cuts off.
    fn open(&self, cell: usize) -> Vec<usize> {
        let (row, column) = (cell / self.columns, cell % self.columns);
        let (y, x) = (2 * row + 1, 4 * column + 2);
        let blank = |y: usize, x: usize| self.grid[y][x] == b' ';
        let mut open = Vec::with_capacity(4);
        open.extend(blank(y - 1, x).then(|| cell - self.columns));
        open.extend(blank(y + 1, x).then(|| cell + self.columns));
        open.extend(blank(y, x - 2).then(|| cell - 1));
        open.extend(blank(y, x + 2).then(|| cell + 1));
        open
    }

    /// The cell in which a letter stands.
    fn find(&self, name: &str) -> Option<usize> {
        let wanted = name.as_bytes().first()?;
        (0..self.rows * self.columns).find(|cell| {
            let (row, column) = (cell / self.columns, cell % self.columns);
            self.grid[2 * row + 1][4 * column + 2] == *wanted
        })
    }

    fn solve(&self, scene: &Scene) -> Option<Answer> {
        let ends = [scene.marks.first()?.0, scene.marks.get(1)?.0];
        let [from, to] = ends.map(|name| self.find(name));
        let (from, to) = (from?, to?);
        if matches!(scene.hard, Hard::Reach) {
            let region = self.regions();
            let mut others = scene.marks.iter().skip(1).filter(|(name, _)| {
                self.find(name).is_some_and(|cell| region[cell] == region[from])
            });
            let only = others.next().filter(|_| others.next().is_none());
            return only.map(|(name, _)| Answer::text(*name));
        }
        let left = self.fill_dead_ends(from, to);
        let cells: Vec<usize> = (0..left.len()).filter(|cell| left[*cell]).collect();
        let bends = |cell: &&usize| {
            let next: Vec<usize> = self.open(**cell).into_iter().filter(|n| left[*n]).collect();
            matches!(next[..], [a, b] if a + b != 2 * **cell)
        };
        Some(Answer::integer(match scene.hard {
            Hard::Turns => cells.iter().filter(bends).count() as i64,
            _ => cells.len() as i64 - 1,
        }))
    }

    /// Closes cells with fewer than two ways out, over and over, except the two
    /// ends: only the way between them stays.
    fn fill_dead_ends(&self, from: usize, to: usize) -> Vec<bool> {
        let mut left = vec![true; self.rows * self.columns];
        let mut again = true;
        while again {
            again = false;
            for cell in 0..left.len() {
                let ways = self.open(cell).into_iter().filter(|next| left[*next]).count();
                if left[cell] && cell != from && cell != to && ways < 2 {
                    left[cell] = false;
                    again = true;
                }
            }
        }
        left
    }

    /// A number for each cell, equal for cells that are joined: the smallest
    /// number spreads until nothing changes.
    fn regions(&self) -> Vec<usize> {
        let mut region: Vec<usize> = (0..self.rows * self.columns).collect();
        let mut again = true;
        while again {
            again = false;
            for cell in 0..region.len() {
                let near = self.open(cell).into_iter().map(|next| region[next]).min();
                if near.is_some_and(|least| least < region[cell]) {
                    region[cell] = near.unwrap_or(region[cell]);
                    again = true;
                }
            }
        }
        region
    }
}

const CODE: &str = r##"
rows = len(maze) // 2
columns = len(maze[0]) // 4
width = columns * CELL + 2 * MARGIN
height = rows * CELL + 2 * MARGIN

grid = []
walls = []
letters = []
for row in range(rows + 1):
    for column in range(columns + 1):
        x, y = MARGIN + column * CELL, MARGIN + row * CELL
        if 0 < row < rows and column < columns:
            grid.append(f"M{x} {y}h{CELL}")
        if 0 < column < columns and row < rows:
            grid.append(f"M{x} {y}v{CELL}")
        if column < columns and maze[2 * row][4 * column + 2] == "-":
            walls.append(f"M{x} {y}h{CELL}")
        if row < rows and maze[2 * row + 1][4 * column] == "|":
            walls.append(f"M{x} {y}v{CELL}")
        if row < rows and column < columns:
            letter = maze[2 * row + 1][4 * column + 2]
            if letter != " ":
                letters.append((x + CELL / 2, round(y + CELL * 0.68, 1), letter))

with open("output.svg", "w") as f:
    f.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{FONT}">\n'
    )
    f.write(f'<rect width="{width}" height="{height}" fill="{BACKGROUND}"/>\n')
    # Faint lines between cells make steps easy to count.
    cells, lines = "".join(grid), "".join(walls)
    f.write(f'<path d="{cells}" fill="none" stroke="#d9dce0" stroke-dasharray="3 5"/>\n')
    f.write(
        f'<path d="{lines}" fill="none" stroke="{WALL}" '
        f'stroke-width="{STROKE}" stroke-linecap="round"/>\n'
    )
    f.write(f'<g font-size="{CELL * 0.52:.1f}" font-weight="bold" fill="{LETTER}" text-anchor="middle">\n')
    for x, y, letter in letters:
        f.write(f'<text x="{x}" y="{y}">{letter}</text>\n')
    f.write("</g>\n</svg>\n")
"##;
