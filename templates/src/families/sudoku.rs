//! A small sudoku: read what is given; find what a cell must hold.
//!
//! The answer is certain because the puzzle has one solution. Backtracking over
//! cells finds it while the puzzle is made; an exact-cover search over "digit d
//! goes into cell c" choices finds it again and sees that there is no second.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::{centres, corners, filled, labels, marks, stroked, texts};
use crate::names::ordinal;
use crate::svg::Svg;
use crate::{Asked, Card, Drawing, Family, Group, Style, attrs};

const SIZE: f64 = 432.0;
const MARGIN: f64 = 24.0;
/// Paint of marked cells.
const MARKED: &str = "#ffe9a8";
/// Paint of the lines between cells of one box.
const THIN: &str = "#8a9099";

/// See the [module](self).
pub struct Sudoku;

/// A board: rows of digits, 0 where a cell is empty.
type Board = Vec<Vec<usize>>;

/// A puzzle and what is asked about it. Rows and columns count from 0.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// Cells along each side.
    side: usize,
    /// Rows and columns of a box.
    boxes: (usize, usize),
    givens: Board,
    easy: Easy,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// How many digits a row holds.
    Givens { row: usize },
    /// Which digit a cell holds.
    Digit { row: usize, column: usize },
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// The digit of the cell with the question mark.
    Cell { row: usize, column: usize },
    /// The sum of the cells A and B.
    Sum { a: (usize, usize), b: (usize, usize) },
    /// The column in which a row has a digit.
    Where { row: usize, digit: usize },
}

impl Family for Sudoku {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "sudoku",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Table,
        asks: "Read a digit or count a row's digits; then find the digit of a marked cell, the sum \
               of two, or where a digit goes.",
        certain: "The puzzle has one solution, by backtracking while it is made and by an \
                  exact-cover search afterwards.",
        knobs: "Levels 1 and 2 have four by four cells, the others six by six; givens fall from \
                ten of sixteen to fourteen of thirty-six, and from level 3 on the asked cell needs \
                more than one look.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let boxes = if level.get() <= 2 { (2, 2) } else { (2, 3) };
        let solution = draw_solution(rng, boxes);
        let givens = dig(rng, &solution, boxes, level.pick([10, 7, 22, 17, 14]))?;
        let side = solution.len();
        let cells = (0..side).flat_map(|row| (0..side).map(move |column| (row, column)));
        let (empty, full): (Vec<_>, Vec<_>) = cells.partition(|(r, c)| givens[*r][*c] == 0);
        // How many digits the cell's row, column and box leave open.
        let open = |(row, column): &(usize, usize)| choices(&givens, boxes, *row, *column).len();
        let wanted = |cell: &(usize, usize)| match level.get() {
            1 => open(cell) == 1,
            2 => true,
            _ => open(cell) >= 2,
        };
        let asked = rng.sample(&empty.into_iter().filter(wanted).collect::<Vec<_>>(), 2);
        let [a, b] = <[_; 2]>::try_from(asked).ok()?;
        let hard = match (level.get(), rng.index(4)) {
            (3.., 0) => Hard::Where { row: a.0, digit: solution[a.0][a.1] },
            (2.., 1) => Hard::Sum { a, b },
            _ => Hard::Cell { row: a.0, column: a.1 },
        };
        let (row, column) = *rng.choose(&full);
        // Rows hold about as many digits as each other, which can be guessed.
        let easy = match rng.chance(0.2) {
            true => Easy::Givens { row: rng.index(side) },
            false => Easy::Digit { row, column },
        };
        Some(Scene { side, boxes, givens, easy, hard })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let mut svg = Svg::framed(SIZE, SIZE, style);
        draw_grid(&mut svg, scene, style);
        draw_digits(&mut svg, scene, style, &scene.hard.marks());
        svg.drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::integer(scene.easy_answer()),
            evidence: vec![scene.easy_place()],
        };
        let solved = solve(&scene.givens, scene.boxes, 1).pop().unwrap_or_default();
        let marked = scene.hard.marks();
        let mut evidence: Vec<BBox> =
            marked.iter().map(|((row, column), _)| scene.cell(*row, *column)).collect();
        evidence.push(scene.whole());
        let hard = Question {
            text: scene.hard_text(style),
            answer: Answer::integer(scene.hard.read(&solved).unwrap_or(0)),
            evidence,
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let words = scene.words();
        let place = |row: usize, column: usize| [column as f64 + 0.5, row as f64 + 0.5];
        let marked = scene.hard.marks().into_iter().map(|((row, column), _)| place(row, column));
        let marked: Vec<_> = marked.collect();
        let mut claims = vec![
            texts(words.iter().map(|(_, word)| word.clone())),
            labels(words.into_iter().map(|((row, column), word)| (word, place(row, column)))),
            marks(filled(MARKED), marked.len()),
            corners(stroked(THIN), scene.line_ends(false)),
            corners(stroked(style.ink), scene.line_ends(true)),
            Claim::TrueToScale,
        ];
        claims.extend((!marked.is_empty()).then(|| centres(filled(MARKED), marked)));
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let mut cover = Cover::of(scene);
        cover.search();
        let hard = match cover.found.as_slice() {
            [only] => scene.hard.read(only),
            _ => None,
        };
        let easy = match scene.easy {
            Easy::Givens { row } => {
                let empty = scene.givens[row].iter().filter(|digit| **digit == 0).count();
                scene.side - empty
            }
            Easy::Digit { row, column } => {
                let holds = |digit: &usize| cover.givens.contains(&(row, column, *digit));
                (1..=scene.side).find(holds).unwrap_or(0)
            }
        };
        [Some(Answer::integer(easy as i64)), hard.map(Answer::integer)]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let old = scene.hard.read(&solve(&scene.givens, scene.boxes, 1).pop()?)?;
        let side = scene.side;
        let mut changes: Vec<(usize, usize)> =
            (0..side * side).flat_map(|cell| (1..=side).map(move |digit| (cell, digit))).collect();
        rng.shuffle(&mut changes);
        let other = |changed: Scene| {
            let [only] = <[Board; 1]>::try_from(solve(&changed.givens, scene.boxes, 2)).ok()?;
            let sound = scene.as_open() == changed.as_open();
            (sound && scene.hard.read(&only)? != old).then_some(changed)
        };
        let given = |(cell, digit): (usize, usize)| {
            let (row, column) = (cell / side, cell % side);
            let mut changed = scene.clone();
            let place = &mut changed.givens[row][column];
            let empty = *place == 0 || *place == digit;
            *place = 0;
            if empty || !choices(&changed.givens, scene.boxes, row, column).contains(&digit) {
                return None;
            }
            changed.givens[row][column] = digit;
            other(changed)
        };
        // Where no single given can differ, two digits trade their names.
        let one = changes.iter().copied().find_map(given);
        one.or_else(|| changes.iter().find_map(|(a, b)| other(scene.renamed(a % side + 1, *b))))
    }
}

/// A full board: a pattern that keeps the rules, with its digits renamed and
/// rows and columns moved within their bands.
fn draw_solution(rng: &mut Rng, (high, wide): (usize, usize)) -> Board {
    let side = high * wide;
    let mut digits: Vec<usize> = (1..=side).collect();
    rng.shuffle(&mut digits);
    let rows = draw_order(rng, wide, high);
    let columns = draw_order(rng, high, wide);
    let digit =
        |row: usize, column: usize| digits[(row % high * wide + row / high + column) % side];
    rows.iter().map(|row| columns.iter().map(|column| digit(*row, *column)).collect()).collect()
}

/// Bands in random order, and lines in random order within each.
fn draw_order(rng: &mut Rng, bands: usize, lines: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..bands).collect();
    rng.shuffle(&mut order);
    let mut all = Vec::new();
    for band in order {
        let mut inner: Vec<usize> = (0..lines).map(|line| band * lines + line).collect();
        rng.shuffle(&mut inner);
        all.extend(inner);
    }
    all
}

/// Empties cells in random order as long as one solution remains, down to
/// `wanted` givens; `None` if more than one too many must stay.
fn dig(rng: &mut Rng, solution: &Board, boxes: (usize, usize), wanted: usize) -> Option<Board> {
    let side = solution.len();
    let mut cells: Vec<usize> = (0..side * side).collect();
    rng.shuffle(&mut cells);
    let mut board = solution.clone();
    let mut left = cells.len();
    for cell in cells {
        if left == wanted {
            break;
        }
        let (row, column) = (cell / side, cell % side);
        let digit = std::mem::take(&mut board[row][column]);
        if solve(&board, boxes, 2).len() == 1 {
            left -= 1;
        } else {
            board[row][column] = digit;
        }
    }
    (left <= wanted + 1).then_some(board)
}

/// The digits that a cell's row, column and box leave open.
fn choices(board: &Board, (high, wide): (usize, usize), row: usize, column: usize) -> Vec<usize> {
    let side = board.len();
    let mut taken = vec![false; side + 1];
    for i in 0..side {
        let (r, c) = (row / high * high + i / wide, column / wide * wide + i % wide);
        for digit in [board[row][i], board[i][column], board[r][c]] {
            taken[digit] = true;
        }
    }
    (1..=side).filter(|digit| !taken[*digit]).collect()
}

/// Up to `limit` solutions, by backtracking on the cell with fewest choices.
fn solve(board: &Board, boxes: (usize, usize), limit: usize) -> Vec<Board> {
    let mut found = Vec::new();
    fill(&mut board.clone(), boxes, limit, &mut found);
    found
}

fn fill(board: &mut Board, boxes: (usize, usize), limit: usize, found: &mut Vec<Board>) {
    let side = board.len();
    let empty = (0..side * side).map(|cell| (cell / side, cell % side));
    let empty = empty.filter(|(row, column)| board[*row][*column] == 0);
    let open = empty.map(|(row, column)| (row, column, choices(board, boxes, row, column)));
    let Some((row, column, digits)) = open.min_by_key(|(_, _, digits)| digits.len()) else {
        found.push(board.clone());
        return;
    };
    for digit in digits {
        if found.len() < limit {
            board[row][column] = digit;
            fill(board, boxes, limit, found);
        }
    }
    board[row][column] = 0;
}

/// An exact-cover problem: choose placements (row, column, digit) so that each
/// constraint is met once. Constraints are numbered: cells, then digits in rows,
/// in columns and in boxes.
struct Cover {
    side: usize,
    boxes: (usize, usize),
    givens: Vec<(usize, usize, usize)>,
    met: Vec<bool>,
    chosen: Vec<(usize, usize, usize)>,
    /// Solutions; the search stops at the second.
    found: Vec<Board>,
}

impl Cover {
    fn of(scene: &Scene) -> Self {
        let cells = scene.givens.iter().enumerate().flat_map(|(row, digits)| {
            digits.iter().enumerate().map(move |(column, digit)| (row, column, *digit))
        });
        let givens: Vec<_> = cells.filter(|(_, _, digit)| *digit > 0).collect();
        let met = vec![false; 4 * scene.side * scene.side];
        let (side, boxes) = (scene.side, scene.boxes);
        let mut cover =
            Self { side, boxes, givens: givens.clone(), met, chosen: vec![], found: vec![] };
        for given in givens {
            cover.choose(given, true);
        }
        cover
    }

    fn constraints(&self, (row, column, digit): (usize, usize, usize)) -> [usize; 4] {
        let (side, (high, wide)) = (self.side, self.boxes);
        let area = row / high * (side / wide) + column / wide;
        let pairs = [(row, column), (row, digit - 1), (column, digit - 1), (area, digit - 1)];
        let mut kind = 0;
        pairs.map(|(one, two)| {
            kind += 1;
            (kind - 1) * side * side + one * side + two
        })
    }

    /// Makes or takes back a choice.
    fn choose(&mut self, placement: (usize, usize, usize), make: bool) {
        for constraint in self.constraints(placement) {
            self.met[constraint] = make;
        }
        if make {
            self.chosen.push(placement);
        } else {
            self.chosen.pop();
        }
    }

    /// Placements that break nothing, by each constraint they would meet.
    fn options(&self) -> Vec<Vec<(usize, usize, usize)>> {
        let mut options = vec![Vec::new(); self.met.len()];
        let side = self.side;
        for index in 0..side * side * side {
            let placement = (index / side / side, index / side % side, index % side + 1);
            let constraints = self.constraints(placement);
            if constraints.iter().all(|constraint| !self.met[*constraint]) {
                constraints.iter().for_each(|constraint| options[*constraint].push(placement));
            }
        }
        options
    }

    fn search(&mut self) {
        if self.met.iter().all(|met| *met) {
            let mut board = vec![vec![0; self.side]; self.side];
            self.chosen.iter().for_each(|(row, column, digit)| board[*row][*column] = *digit);
            self.found.push(board);
            return;
        }
        let mut options = self.options();
        let open = (0..self.met.len()).filter(|constraint| !self.met[*constraint]);
        let Some(tightest) = open.min_by_key(|constraint| options[*constraint].len()) else {
            return;
        };
        for placement in options.swap_remove(tightest) {
            if self.found.len() < 2 {
                self.choose(placement, true);
                self.search();
                self.choose(placement, false);
            }
        }
    }
}

impl Hard {
    /// The marked cells and their marks.
    fn marks(self) -> Vec<((usize, usize), &'static str)> {
        match self {
            Self::Cell { row, column } => vec![((row, column), "?")],
            Self::Sum { a, b } => vec![(a, "A"), (b, "B")],
            Self::Where { .. } => vec![],
        }
    }

    /// The answer on a full board.
    fn read(self, board: &Board) -> Option<i64> {
        let cell = |(row, column): (usize, usize)| board.get(row)?.get(column).copied();
        let value = match self {
            Self::Cell { row, column } => cell((row, column))?,
            Self::Sum { a, b } => cell(a)? + cell(b)?,
            Self::Where { row, digit } => 1 + board.get(row)?.iter().position(|d| *d == digit)?,
        };
        Some(value as i64)
    }
}

impl Scene {
    /// The puzzle with two digits in each other's place.
    fn renamed(&self, one: usize, two: usize) -> Self {
        let mut changed = self.clone();
        for digit in changed.givens.iter_mut().flatten() {
            *digit = match *digit {
                d if d == one => two,
                d if d == two => one,
                d => d,
            };
        }
        changed
    }

    /// For each asked cell, whether its row, column and box leave more than one digit.
    fn as_open(&self) -> Vec<bool> {
        let open = |((row, column), _): ((usize, usize), &str)| {
            choices(&self.givens, self.boxes, row, column).len() > 1
        };
        self.hard.marks().into_iter().map(open).collect()
    }

    fn step(&self) -> f64 {
        (SIZE - 2.0 * MARGIN) / self.side as f64
    }

    fn cell(&self, row: usize, column: usize) -> BBox {
        let step = self.step();
        BBox::xywh(MARGIN + step * column as f64, MARGIN + step * row as f64, step, step)
    }

    fn whole(&self) -> BBox {
        BBox([MARGIN, MARGIN, SIZE - MARGIN, SIZE - MARGIN])
    }

    /// What stands in which cell.
    fn words(&self) -> Vec<((usize, usize), String)> {
        let cells = (0..self.side * self.side).map(|cell| (cell / self.side, cell % self.side));
        let digits = cells.map(|(row, column)| ((row, column), self.givens[row][column]));
        let digits = digits.filter(|(_, digit)| *digit > 0);
        let digits = digits.map(|(cell, digit)| (cell, digit.to_string()));
        let marks = self.hard.marks().into_iter().map(|(cell, mark)| (cell, mark.to_owned()));
        digits.chain(marks).collect()
    }

    /// Ends of the lines around boxes, or of the others, in cells.
    fn line_ends(&self, thick: bool) -> Vec<[f64; 2]> {
        let (end, (high, wide)) = (self.side as f64, self.boxes);
        let lines = |size: usize| {
            let lines = (0..=self.side).filter(move |line| line.is_multiple_of(size) == thick);
            lines.map(|line| line as f64)
        };
        let rows = lines(high).flat_map(|at| [[0.0, at], [end, at]]);
        rows.chain(lines(wide).flat_map(|at| [[at, 0.0], [at, end]])).collect()
    }

    fn easy_answer(&self) -> i64 {
        match self.easy {
            Easy::Givens { row } => self.givens[row].iter().filter(|d| **d > 0).count() as i64,
            Easy::Digit { row, column } => self.givens[row][column] as i64,
        }
    }

    fn easy_place(&self) -> BBox {
        match self.easy {
            Easy::Givens { row } => {
                let ([left, top, ..], [.., right, bottom]) =
                    (self.cell(row, 0).0, self.cell(row, self.side - 1).0);
                BBox([left, top, right, bottom])
            }
            Easy::Digit { row, column } => self.cell(row, column),
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Givens { row } => style.phrase(
                "easy",
                &[
                    "How many digits are given in the {row} row from the top?",
                    "In the {row} row from the top, how many cells already hold a digit?",
                ],
                &[("row", &ordinal(row + 1))],
            ),
            Easy::Digit { row, column } => style.phrase(
                "easy",
                &[
                    "Which digit stands in row {row}, column {column}?",
                    "What is the digit in the cell in row {row} and column {column}, counted from \
                     the top left?",
                ],
                &[("row", &(row + 1).to_string()), ("column", &(column + 1).to_string())],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let (high, wide) = self.boxes;
        let rule = format!(
            "Fill the grid so that each row, each column and each {high} by {wide} box holds the \
             digits 1 to {} once.",
            self.side
        );
        let ask = match self.hard {
            Hard::Cell { .. } => style.phrase(
                "hard",
                &[
                    "Which digit goes into the cell with the question mark?",
                    "What digit must stand in place of the question mark?",
                ],
                &[],
            ),
            Hard::Sum { .. } => style.phrase(
                "hard",
                &[
                    "What is the sum of the digits in cells A and B?",
                    "What do the digits of cells A and B add up to?",
                ],
                &[],
            ),
            Hard::Where { row, digit } => style.phrase(
                "hard",
                &[
                    "In which column does the {digit} of row {row} stand? Count from the left.",
                    "Row {row} from the top has its {digit} in which column, counted from the \
                     left?",
                ],
                &[("row", &(row + 1).to_string()), ("digit", &digit.to_string())],
            ),
        };
        format!("{rule} {ask}")
    }

    fn caption(&self) -> String {
        let (high, wide) = self.boxes;
        let digit = |d: &usize| if *d == 0 { "_".to_owned() } else { d.to_string() };
        let row = |row: &Vec<usize>| row.iter().map(digit).collect::<Vec<_>>().join(" ");
        let rows: Vec<String> = self.givens.iter().map(row).collect();
        let marks = self.hard.marks();
        let marks = marks.iter().map(|((row, column), mark)| {
            format!(" The cell in row {}, column {} is marked {mark}.", row + 1, column + 1)
        });
        format!(
            "A {0} by {0} sudoku with boxes of {high} rows and {wide} columns, divided by thick \
             lines. Its rows, with _ for an empty cell, are: {1}.{2}",
            self.side,
            rows.join(" / "),
            marks.collect::<String>()
        )
    }
}

fn draw_grid(svg: &mut Svg, scene: &Scene, style: &Style) {
    let (step, end) = (scene.step(), SIZE - MARGIN);
    let (high, wide) = scene.boxes;
    svg.comment("Marked cells");
    for ((row, column), _) in scene.hard.marks() {
        let [x, y, ..] = scene.cell(row, column).0;
        svg.element("rect", &attrs!["x": x, "y": y, "width": step, "height": step, "fill": MARKED]);
    }
    svg.comment("Thin lines between cells, thick ones around boxes");
    for (thick, width, paint) in [(false, 1.0, THIN), (true, 3.0, style.ink)] {
        let mut path = String::new();
        for line in 0..=scene.side {
            let at = MARGIN + step * line as f64;
            if line.is_multiple_of(high) == thick {
                path += &format!("M{MARGIN} {at}H{end}");
            }
            if line.is_multiple_of(wide) == thick {
                path += &format!("M{at} {MARGIN}V{end}");
            }
        }
        let look = attrs!["d": path, "fill": "none", "stroke": paint, "stroke-width": width,
            "stroke-linecap": "square"];
        svg.element("path", &look);
    }
}

fn draw_digits(
    svg: &mut Svg,
    scene: &Scene,
    style: &Style,
    marks: &[((usize, usize), &'static str)],
) {
    let size = scene.step() * 0.52;
    svg.comment("Digits");
    svg.open(&attrs!["font-size": size, "fill": style.ink, "text-anchor": "middle"]);
    let mut put = |row: usize, column: usize, text: &str, look: &str| {
        let [x, y, right, bottom] = scene.cell(row, column).0;
        svg.text((x + right) / 2.0, (y + bottom) / 2.0 + size * 0.36, text, look);
    };
    for (row, digits) in scene.givens.iter().enumerate() {
        for (column, digit) in digits.iter().enumerate().filter(|(_, digit)| **digit > 0) {
            put(row, column, &digit.to_string(), "");
        }
    }
    for ((row, column), mark) in marks {
        put(*row, *column, mark, &attrs!["fill": "#a3201a", "font-weight": "bold"]);
    }
    svg.close();
}
