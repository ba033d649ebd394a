//! Chess pieces and stones on a board: where a piece stands, which squares and pieces it
//! attacks, and which squares two of them attack.
//!
//! The answer is certain because every square holds one thing at most. One solver walks
//! from a piece until something is in the way; the other asks of every square whether the
//! piece reaches it and whether all squares between are empty.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::names::LETTERS;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Position", "The board"];
const CELL: f64 = 46.0;
const HEAD: f64 = 46.0;
const MARGIN: f64 = 30.0;
const LIGHT: &str = "#f2e8d5";
const DARK: &str = "#c9b08a";
const STONE: &str = "#5d6670";

/// See the [module](self).
pub struct BoardPositions;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Rook,
    Bishop,
    Knight,
    Queen,
    King,
}

const KINDS: [Kind; 5] = [Kind::Rook, Kind::Bishop, Kind::Knight, Kind::Queen, Kind::King];

/// A square: column from the left, row from the bottom, counted from 0.
type Square = (i64, i64);

/// The board and what is asked about it.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    side: i64,
    pieces: Vec<(Kind, Square)>,
    stones: Vec<Square>,
    easy: Easy,
    hard: Hard,
}

/// The easy questions; numbers index pieces.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    Where { of: usize },
    What { of: usize },
}

/// The hard questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// How many squares a piece attacks.
    Squares { of: usize },
    /// How many stones and pieces a piece attacks.
    Things { of: usize },
    /// How many squares two pieces both attack.
    Both { a: usize, b: usize },
}

impl Family for BoardPositions {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "board-positions",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Diagram,
        asks: "Tell where a chess piece stands or which one stands on a square; then count the \
               squares or the things that it attacks, or the squares that two attack.",
        certain: "Moves are those of chess. A walk from the piece, against a test of every square.",
        knobs: "Level 1 has three pieces on five by five squares; level 3 four among stones on six \
                by six; level 5 five on eight by eight, and squares that two of them attack.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let side = level.pick([5, 6, 6, 7, 8]);
        let mut kinds = rng.sample(&KINDS, level.pick([3, 3, 4, 4, 5]));
        // What is asked about goes far, so that stones matter.
        kinds.sort_by_key(|kind| !kind.steps().1);
        let (squares, things) = (Hard::Squares { of: 0 }, Hard::Things { of: 0 });
        let both = Hard::Both { a: 0, b: 1 };
        let hard = *rng.choose(&level.pick([
            [squares, squares, squares],
            [squares, squares, things],
            [squares, things, both],
            [squares, things, both],
            [squares, both, both],
        ]));
        let wanted = match hard {
            Hard::Squares { .. } => rng.int(2, 8),
            Hard::Things { .. } => rng.int(0, 4),
            Hard::Both { .. } => rng.int(0, 4),
        };
        let of = rng.index(kinds.len());
        let easy = if rng.chance(0.5) { Easy::Where { of } } else { Easy::What { of } };
        let stones = level.pick([4, 6, 8, 10, 12]);
        let all: Vec<Square> = (0..side * side).map(|i| (i % side, i / side)).collect();
        (0..300).find_map(|_| {
            let places = rng.sample(&all, kinds.len() + stones);
            let (pieces, stones) = places.split_at(kinds.len());
            let pieces = kinds.iter().copied().zip(pieces.iter().copied()).collect();
            let scene = Scene { side, pieces, stones: stones.to_vec(), easy, hard };
            (scene.answer(&|of| scene.walk(of)) == wanted).then_some(scene)
        })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (Easy::Where { of } | Easy::What { of }) = scene.easy;
        let (kind, square) = scene.pieces[of];
        let answer = match scene.easy {
            Easy::Where { .. } => name(square),
            Easy::What { .. } => kind.name().to_owned(),
        };
        let evidence = vec![scene.place(square, style)];
        let easy =
            Question { text: scene.easy_text(style), answer: Answer::text(answer), evidence };
        let whole = scene.side as f64 * CELL;
        let hard = Question {
            text: scene.hard_text(style),
            answer: Answer::integer(scene.answer(&|of| scene.walk(of))),
            evidence: {
                let [left, top] = corner(style);
                vec![BBox::xywh(left, top, whole, whole)]
            },
        };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let (Easy::Where { of } | Easy::What { of }) = scene.easy;
        let (kind, square) = scene.pieces[of];
        let easy = match scene.easy {
            Easy::Where { .. } => scene.squares().find(|at| scene.on(*at) == Some(kind)).map(name),
            Easy::What { .. } => scene.on(square).map(|kind| kind.name().to_owned()),
        };
        [easy.map(Answer::text), Some(Answer::integer(scene.answer(&|of| scene.test(of))))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let before = scene.answer(&|of| scene.walk(of));
        (0..600).find_map(|_| {
            let mut twin = scene.clone();
            let moved = rng.index(twin.stones.len());
            let (x, y) = twin.stones[moved];
            let to = (x + rng.int(-3, 3), y + rng.int(-3, 3));
            let free = scene.inside(to) && !scene.taken(to);
            twin.stones[moved] = to;
            (free && twin.answer(&|of| twin.walk(of)) != before).then_some(twin)
        })
    }
}

/// A square's name, such as C2.
fn name((x, y): Square) -> String {
    let letter = usize::try_from(x).ok().and_then(|x| LETTERS.get(x)).copied();
    format!("{}{}", letter.unwrap_or_default(), y + 1)
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Rook => "rook",
            Self::Bishop => "bishop",
            Self::Knight => "knight",
            Self::Queen => "queen",
            Self::King => "king",
        }
    }

    /// The letter that is drawn; a knight's is N, as in chess.
    fn letter(self) -> &'static str {
        match self {
            Self::Rook => "R",
            Self::Bishop => "B",
            Self::Knight => "N",
            Self::Queen => "Q",
            Self::King => "K",
        }
    }

    /// Steps, and whether they are repeated.
    fn steps(self) -> (Vec<Square>, bool) {
        const STRAIGHT: [Square; 4] = [(1, 0), (-1, 0), (0, 1), (0, -1)];
        const ASLANT: [Square; 4] = [(1, 1), (-1, 1), (1, -1), (-1, -1)];
        const JUMPS: [Square; 8] =
            [(1, 2), (2, 1), (-1, 2), (-2, 1), (1, -2), (2, -1), (-1, -2), (-2, -1)];
        match self {
            Self::Rook => (STRAIGHT.to_vec(), true),
            Self::Bishop => (ASLANT.to_vec(), true),
            Self::Queen => ([STRAIGHT, ASLANT].concat(), true),
            Self::King => ([STRAIGHT, ASLANT].concat(), false),
            Self::Knight => (JUMPS.to_vec(), false),
        }
    }

    /// Whether it moves by these differences if nothing is in the way.
    fn reaches(self, (x, y): Square) -> bool {
        let (x, y) = (x.abs(), y.abs());
        let straight = (x == 0) != (y == 0);
        let aslant = x == y && x > 0;
        match self {
            Self::Rook => straight,
            Self::Bishop => aslant,
            Self::Queen => straight || aslant,
            Self::King => x.max(y) == 1,
            Self::Knight => x * y == 2,
        }
    }
}

/// The upper left corner of the board: letters and numbers take a side each.
fn corner(style: &Style) -> Place {
    let room = |what| if style.flips(what) { [MARGIN, HEAD] } else { [HEAD, MARGIN] };
    [room("numbers")[0], room("letters")[1]]
}

impl Scene {
    fn squares(&self) -> impl Iterator<Item = Square> + '_ {
        (0..self.side * self.side).map(|i| (i % self.side, i / self.side))
    }

    fn inside(&self, (x, y): Square) -> bool {
        (0..self.side).contains(&x) && (0..self.side).contains(&y)
    }

    /// The piece on a square.
    fn on(&self, at: Square) -> Option<Kind> {
        self.pieces.iter().find(|(_, square)| *square == at).map(|(kind, _)| *kind)
    }

    fn taken(&self, at: Square) -> bool {
        self.on(at).is_some() || self.stones.contains(&at)
    }

    /// The squares that a piece attacks, by walking from it.
    fn walk(&self, of: usize) -> Vec<Square> {
        let (kind, start) = self.pieces[of];
        let (steps, far) = kind.steps();
        let mut attacked = Vec::new();
        for (dx, dy) in steps {
            let (mut x, mut y) = (start.0 + dx, start.1 + dy);
            while self.inside((x, y)) {
                attacked.push((x, y));
                if self.taken((x, y)) || !far {
                    break;
                }
                (x, y) = (x + dx, y + dy);
            }
        }
        attacked
    }

    /// The same by a test of every square.
    fn test(&self, of: usize) -> Vec<Square> {
        let (kind, (x, y)) = self.pieces[of];
        let clear = |to: Square| {
            let (dx, dy) = (to.0 - x, to.1 - y);
            let far = dx.abs().max(dy.abs());
            let between = |i: i64| (x + dx * i / far, y + dy * i / far);
            kind == Kind::Knight || (1..far).all(|i| !self.taken(between(i)))
        };
        self.squares().filter(|to| kind.reaches((to.0 - x, to.1 - y)) && clear(*to)).collect()
    }

    fn answer(&self, attacked: &dyn Fn(usize) -> Vec<Square>) -> i64 {
        let count = match self.hard {
            Hard::Squares { of } => attacked(of).len(),
            Hard::Things { of } => attacked(of).iter().filter(|at| self.taken(**at)).count(),
            Hard::Both { a, b } => {
                let other = attacked(b);
                attacked(a).iter().filter(|at| other.contains(at)).count()
            }
        };
        count as i64
    }

    fn centre(&self, (x, y): Square, style: &Style) -> Place {
        let down = (self.side - 1 - y) as f64;
        let [left, top] = corner(style);
        [left + (x as f64 + 0.5) * CELL, top + (down + 0.5) * CELL]
    }

    fn place(&self, square: Square, style: &Style) -> BBox {
        let [x, y] = self.centre(square, style);
        BBox::around(x, y, CELL / 2.0)
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let whole = self.side as f64 * CELL;
        let mut sketch = Sketch::new(HEAD + whole + MARGIN, MARGIN + whole + HEAD, style);
        sketch.title(&TITLES, style);
        let [left, top] = corner(style);
        let letters = if top == HEAD { HEAD * 0.55 } else { top + whole + HEAD * 0.45 };
        let numbers = if left == HEAD { HEAD * 0.5 } else { left + whole + HEAD * 0.5 };
        sketch.mark(Form::rect(left, top, whole, whole), Look::fill(LIGHT));
        for square in self.squares().filter(|(x, y)| (x + y) % 2 == 0) {
            let [x, y] = self.centre(square, style);
            let form = Form::rect(x - CELL / 2.0, y - CELL / 2.0, CELL, CELL);
            sketch.mark(form, Look::fill(DARK));
        }
        for line in 0..self.side {
            let ([x, _], [_, y]) = (self.centre((line, 0), style), self.centre((0, line), style));
            let letter = name((line, 0));
            let letter = letter.trim_end_matches('1');
            sketch.word(letter, [x, letters], style.text, style.ink);
            sketch.word(&(line + 1).to_string(), [numbers, y], style.text, style.ink);
        }
        for stone in &self.stones {
            sketch.mark(Form::Disc(self.centre(*stone, style), 13.0), Look::fill(STONE));
        }
        for (kind, square) in &self.pieces {
            let at = self.centre(*square, style);
            let look = Look::fill("#ffffff").outlined(style.palette[0], 2.5);
            sketch.mark(Form::Disc(at, 20.0), look);
            sketch.bold(kind.letter(), at, 24.0, style.palette[0]);
        }
        sketch
    }

    fn easy_text(&self, style: &Style) -> String {
        let (Easy::Where { of } | Easy::What { of }) = self.easy;
        let (kind, square) = self.pieces[of];
        let square = name(square);
        let forms = match self.easy {
            Easy::Where { .. } => [
                "On which square does the {kind} ({letter}) stand?",
                "Where is the {kind}, marked {letter}? Answer with a square such as B2.",
            ],
            Easy::What { .. } => [
                "Which piece stands on {square}: rook (R), bishop (B), knight (N), queen (Q) or \
                 king (K)?",
                "Name the piece on {square}: R is a rook, B a bishop, N a knight, Q a queen, K a \
                 king.",
            ],
        };
        let values = [("kind", kind.name()), ("letter", kind.letter()), ("square", &square)];
        style.phrase("easy", &forms, &values)
    }

    fn hard_text(&self, style: &Style) -> String {
        let kind = |of: usize| self.pieces[of].0;
        let (a, b) = match self.hard {
            Hard::Squares { of } | Hard::Things { of } => (kind(of), kind(of)),
            Hard::Both { a, b } => (kind(a), kind(b)),
        };
        let forms = match self.hard {
            Hard::Squares { .. } => [
                "How many squares does the {a} ({p}) attack, as in chess? Stones and pieces are in \
                 the way, and the squares they stand on count.",
                "To how many squares can the {a} ({p}) move, as in chess, if it may take any stone \
                 or piece but not pass it?",
            ],
            Hard::Things { .. } => [
                "How many stones and pieces does the {a} ({p}) attack, as in chess?",
                "How many stones and pieces can the {a} ({p}) take in one move of chess?",
            ],
            Hard::Both { .. } => [
                "How many squares do the {a} ({p}) and the {b} ({q}) both attack, as in chess? \
                 Squares with stones or pieces count.",
                "To how many squares can the {a} ({p}) as well as the {b} ({q}) move, as in chess, \
                 if both may take any stone or piece?",
            ],
        };
        let values = [("a", a.name()), ("p", a.letter()), ("b", b.name()), ("q", b.letter())];
        style.phrase("hard", &forms, &values)
    }

    fn caption(&self) -> String {
        let pieces: Vec<String> =
            self.pieces.iter().map(|(k, at)| format!("{} on {}", k.letter(), name(*at))).collect();
        let stones: Vec<String> = self.stones.iter().map(|at| name(*at)).collect();
        format!(
            "A chequered board of {0} by {0} squares with letters for its columns and numbers \
             for its rows, A1 at the lower left and dark. Chess pieces as letters in circles: \
             {1}. Grey stones: {2}.",
            self.side,
            pieces.join(", "),
            stones.join(", ")
        )
    }
}
