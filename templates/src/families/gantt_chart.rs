//! Jobs on a row of days: read when one runs; find overlaps, gaps, busy days and how
//! many workers are needed.
//!
//! The answer is certain because jobs fill whole days. One solver does sums with first
//! and last days, the other looks at the middle of every day and counts the bars there.

use serde::Serialize;
use synth_contracts::{Answer, Axis, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::{Place, corners, filled, labels, marks, stroked, texts};
use crate::svg::Svg;
use crate::{Asked, Card, Drawing, Family, Group, Style, attrs};

const LEFT: f64 = 116.0;
const TOP: f64 = 56.0;
/// Room below the rows for the days.
const FOOT: f64 = 30.0;
const MARGIN: f64 = 26.0;
const DAY: f64 = 33.0;
const ROW: f64 = 40.0;
const SIZE: f64 = 16.0;
/// Part of a row above its bar.
const AIR: f64 = 0.16;
/// Paint of the lines between days and rows.
const GRID: &str = "#c9d0d7";

const JOBS: [[&str; 8]; 3] = [
    ["Design", "Build", "Test", "Paint", "Wiring", "Roof", "Garden", "Clean"],
    ["Plan", "Script", "Casting", "Filming", "Cutting", "Sound", "Poster", "Launch"],
    ["Survey", "Budget", "Permits", "Digging", "Piping", "Paving", "Lights", "Signs"],
];

/// See the [module](self).
pub struct GanttChart;

/// A job with its first and last day, counted from 1.
#[derive(Clone, Copy, Debug, Serialize)]
struct Job {
    name: &'static str,
    first: i64,
    last: i64,
    workers: i64,
}

/// The plan and what is asked about it.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    days: i64,
    jobs: Vec<Job>,
    /// Whether each bar carries the number of its workers.
    staffed: bool,
    easy: Easy,
    hard: Hard,
}

/// The easy questions. Numbers index jobs.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// The day on which a job begins.
    First { of: usize },
    /// The day on which it ends.
    Last { of: usize },
}

/// The hard questions. Numbers index jobs or are days.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// How many days a job takes.
    Length { of: usize },
    /// How many jobs run on a day.
    Busy { day: i64 },
    /// On how many days two jobs both run.
    Overlap { a: usize, b: usize },
    /// Full days between the end of one job and the beginning of another.
    Gap { a: usize, b: usize },
    /// On how many days only one job runs.
    Alone,
    /// Workers on a day.
    Workers { day: i64 },
    /// Days times workers of a job.
    Effort { of: usize },
    /// The most workers on any day.
    Peak,
}

impl Family for GanttChart {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "gantt-chart",
        group: Group::Charts,
        language: Language::Svg,
        content_type: ContentType::Timeline,
        asks: "Read the first or last day of a job; then find its length, overlaps, gaps, busy \
               days, or how many workers are needed.",
        certain: "Jobs fill whole days. Sums with first and last days, against counting the bars \
                  in the middle of every day.",
        knobs: "Level 1 has four jobs in ten days; level 3 six with numbers of workers; level 5 \
                eight in sixteen days and the most workers on any day.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let (count, days) = level.pick([(4, 10), (5, 12), (6, 13), (7, 15), (8, 16)]);
        let set = *rng.choose(&JOBS);
        let names = rng.sample(&set, count);
        let hard = Hard::draw(level, rng, count, days);
        let of = rng.index(count);
        let easy = if rng.chance(0.5) { Easy::First { of } } else { Easy::Last { of } };
        // Answers that few plans have are as likely as those that many have.
        let wanted = match hard {
            Hard::Busy { .. } => Some(rng.int(1, 4)),
            Hard::Overlap { .. } | Hard::Gap { .. } => Some(rng.int(1, 5)),
            Hard::Alone => Some(rng.int(1, 6)),
            _ => None,
        };
        (0..40).find_map(|_| {
            let jobs = names.iter().map(|name| Job::draw(rng, name, days)).collect();
            let scene = Scene { days, jobs, staffed: level.get() >= 3, easy, hard };
            let even = wanted.is_none_or(|wanted| scene.hard_answer() == wanted);
            (even && scene.fair()).then_some(scene)
        })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let (width, height) = scene.canvas();
        let mut svg = Svg::framed(width, height, style);
        draw_grid(&mut svg, scene, style);
        draw_jobs(&mut svg, scene, style);
        svg.drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (of, easy) = match scene.easy {
            Easy::First { of } => (of, scene.jobs[of].first),
            Easy::Last { of } => (of, scene.jobs[of].last),
        };
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::integer(easy),
            evidence: vec![scene.bar(of)],
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: Answer::integer(scene.hard_answer()),
            evidence: scene.hard_places(),
        };
        Asked { caption: scene.caption(style), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let days = || (1..=scene.days).map(|day| (day.to_string(), day as f64 - 0.5));
        let rows = || scene.jobs.iter().enumerate();
        let names = rows().map(|(row, job)| (job.name.to_owned(), row as f64 + 0.5)).collect();
        let workers: Vec<(String, Place)> = rows()
            .filter(|_| scene.staffed)
            .map(|(row, job)| {
                (
                    job.workers.to_string(),
                    [(job.first - 1 + job.last) as f64 / 2.0, row as f64 + 0.5],
                )
            })
            .collect();
        let words = scene.jobs.iter().map(|job| job.name.to_owned());
        let words = words.chain(days().map(|(day, _)| day)).chain(scene.heads(style));
        let words: Vec<String> =
            words.chain(workers.iter().map(|(word, _)| word.clone())).collect();
        let bars = rows().flat_map(|(row, job)| {
            let (left, right) = ((job.first - 1) as f64, job.last as f64);
            let (top, bottom) = (row as f64 + AIR, row as f64 + 1.0 - AIR);
            [[left, top], [right, top], [right, bottom], [left, bottom]]
        });
        let mut claims = vec![
            texts(words),
            corners(stroked(GRID), scene.grid_ends()),
            marks(filled(style.palette[0]), scene.jobs.len()),
            corners(filled(style.palette[0]), bars),
            Claim::Ticks { axis: Axis::X, labels: days().collect() },
            Claim::Ticks { axis: Axis::Y, labels: names },
        ];
        claims.extend((!workers.is_empty()).then(|| labels(workers)));
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let days = || 1..=scene.days;
        let runs = |of: usize, day: i64| scene.covers(of, day);
        let easy = match scene.easy {
            Easy::First { of } => days().find(|day| runs(of, *day)),
            Easy::Last { of } => days().rev().find(|day| runs(of, *day)),
        };
        let jobs = || 0..scene.jobs.len();
        let count = |of: usize| days().filter(|day| runs(of, *day)).count() as i64;
        let crew = |day: i64| -> i64 {
            jobs().filter(|of| runs(*of, day)).map(|of| scene.jobs[of].workers).sum()
        };
        let busy = |day: i64| jobs().filter(|of| runs(*of, day)).count() as i64;
        let hard = match scene.hard {
            Hard::Length { of } => count(of),
            Hard::Busy { day } => busy(day),
            Hard::Overlap { a, b } => {
                days().filter(|day| runs(a, *day) && runs(b, *day)).count() as i64
            }
            Hard::Gap { a, b } => {
                let before = |day: &i64| (*day..=scene.days).any(|later| runs(b, later));
                let after = |day: &i64| (1..=*day).any(|earlier| runs(a, earlier));
                let free = |day: &i64| !runs(a, *day) && !runs(b, *day);
                days().filter(|day| free(day) && before(day) && after(day)).count() as i64
            }
            Hard::Alone => days().filter(|day| busy(*day) == 1).count() as i64,
            Hard::Workers { day } => crew(day),
            Hard::Effort { of } => {
                days().filter(|day| runs(of, *day)).map(|_| scene.jobs[of].workers).sum()
            }
            Hard::Peak => days().map(crew).max().unwrap_or(0),
        };
        [easy.map(Answer::integer), Some(Answer::integer(hard))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let before = scene.hard_answer();
        (0..256).find_map(|_| {
            let mut changed = scene.clone();
            let index = rng.index(scene.jobs.len());
            let job = &mut changed.jobs[index];
            match rng.index(if scene.staffed { 3 } else { 2 }) {
                0 => job.first = rng.int(1, job.last - 1),
                1 => job.last = rng.int(job.first + 1, scene.days),
                _ => job.workers = rng.int(2, 9),
            }
            (changed.fair() && changed.hard_answer() != before).then_some(changed)
        })
    }
}

impl Job {
    fn draw(rng: &mut Rng, name: &'static str, days: i64) -> Self {
        let length = rng.int(2, 7);
        let first = rng.int(1, days + 1 - length);
        Self { name, first, last: first + length - 1, workers: rng.int(2, 9) }
    }
}

impl Hard {
    fn draw(level: Level, rng: &mut Rng, count: usize, days: i64) -> Self {
        let two = rng.sample(&(0..count).collect::<Vec<_>>(), 2);
        let (a, b) = (two[0], two[1]);
        let day = rng.int(2, days - 1);
        let (overlap, gap) = (Self::Overlap { a, b }, Self::Gap { a, b });
        let workers = Self::Workers { day };
        *rng.choose(&match level.get() {
            1 => [Self::Length { of: a }, Self::Busy { day }, overlap],
            2 => [overlap, Self::Busy { day }, gap],
            3 => [overlap, gap, Self::Effort { of: a }],
            4 => [Self::Alone, workers, Self::Effort { of: a }],
            _ => [Self::Peak, workers, Self::Alone],
        })
    }
}

impl Scene {
    fn canvas(&self) -> (f64, f64) {
        let height = TOP + ROW * self.jobs.len() as f64 + FOOT + MARGIN / 2.0;
        (LEFT + DAY * self.days as f64 + MARGIN, height)
    }

    /// The words of the title and before the days.
    fn heads(&self, style: &Style) -> [String; 2] {
        let title = style.word("title", &["Project plan", "Schedule", "Work plan"]);
        let title =
            if self.staffed { format!("{title} (workers on each bar)") } else { title.to_owned() };
        [title, "Day".to_owned()]
    }

    /// Ends of the lines between days and rows, in days and rows.
    fn grid_ends(&self) -> Vec<Place> {
        let (right, bottom) = (self.days as f64, self.jobs.len() as f64);
        let upright = (0..=self.days).flat_map(|day| [[day as f64, 0.0], [day as f64, bottom]]);
        let level = (0..=self.jobs.len()).flat_map(|row| [[0.0, row as f64], [right, row as f64]]);
        upright.chain(level).collect()
    }

    fn bar(&self, row: usize) -> BBox {
        let Job { first, last, .. } = self.jobs[row];
        let left = LEFT + DAY * (first - 1) as f64;
        let top = TOP + ROW * (row as f64 + AIR);
        BBox::xywh(left, top, DAY * (last - first + 1) as f64, ROW * (1.0 - 2.0 * AIR))
    }

    /// Whether a bar covers the middle of a day.
    fn covers(&self, row: usize, day: i64) -> bool {
        let [left, _, right, _] = self.bar(row).0;
        let middle = LEFT + DAY * (day as f64 - 0.5);
        left < middle && middle < right
    }

    fn fair(&self) -> bool {
        let overlap = |a: usize, b: usize| {
            self.jobs[a].last.min(self.jobs[b].last) - self.jobs[a].first.max(self.jobs[b].first)
                + 1
        };
        match self.hard {
            Hard::Overlap { a, b } => overlap(a, b) >= 1,
            Hard::Gap { a, b } => self.jobs[b].first - self.jobs[a].last >= 2,
            Hard::Alone | Hard::Workers { .. } => self.hard_answer() > 0,
            _ => true,
        }
    }

    fn hard_answer(&self) -> i64 {
        let length = |job: &Job| job.last - job.first + 1;
        let on = |day: i64| self.jobs.iter().filter(move |job| job.first <= day && day <= job.last);
        match self.hard {
            Hard::Length { of } => length(&self.jobs[of]),
            Hard::Busy { day } => on(day).count() as i64,
            Hard::Overlap { a, b } => {
                let (a, b) = (self.jobs[a], self.jobs[b]);
                (a.last.min(b.last) - a.first.max(b.first) + 1).max(0)
            }
            Hard::Gap { a, b } => self.jobs[b].first - self.jobs[a].last - 1,
            Hard::Alone => (1..=self.days).filter(|day| on(*day).count() == 1).count() as i64,
            Hard::Workers { day } => on(day).map(|job| job.workers).sum(),
            Hard::Effort { of } => length(&self.jobs[of]) * self.jobs[of].workers,
            Hard::Peak => {
                // The most is reached where some job begins.
                let starts = self.jobs.iter().map(|job| job.first);
                starts.map(|day| on(day).map(|job| job.workers).sum()).max().unwrap_or(0)
            }
        }
    }

    fn hard_places(&self) -> Vec<BBox> {
        let bottom = TOP + ROW * self.jobs.len() as f64;
        match self.hard {
            Hard::Length { of } | Hard::Effort { of } => vec![self.bar(of)],
            Hard::Overlap { a, b } | Hard::Gap { a, b } => vec![self.bar(a), self.bar(b)],
            Hard::Busy { day } | Hard::Workers { day } => {
                let left = LEFT + DAY * (day - 1) as f64;
                vec![BBox([left, TOP, left + DAY, bottom + FOOT])]
            }
            Hard::Alone | Hard::Peak => {
                vec![BBox([LEFT, TOP, LEFT + DAY * self.days as f64, bottom + FOOT])]
            }
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        let (words, of) = match self.easy {
            Easy::First { of } => {
                (["On which day does {job} begin?", "What is the first day of {job}?"], of)
            }
            Easy::Last { of } => {
                (["What is the last day of {job}?", "On which day does {job} end?"], of)
            }
        };
        style.phrase("easy", &words, &[("job", self.jobs[of].name)])
    }

    fn hard_text(&self, style: &Style) -> String {
        let name = |of: usize| self.jobs[of].name;
        let words =
            |choices: &[&str], values: &[(&str, &str)]| style.phrase("hard", choices, values);
        match self.hard {
            Hard::Length { of } => words(
                &["How many days does {job} take?", "For how many days does {job} run?"],
                &[("job", name(of))],
            ),
            Hard::Busy { day } => words(
                &["How many jobs run on day {day}?", "How many bars cover day {day}?"],
                &[("day", &day.to_string())],
            ),
            Hard::Overlap { a, b } => words(
                &[
                    "On how many days do {a} and {b} both run?",
                    "For how many days do {a} and {b} overlap?",
                ],
                &[("a", name(a)), ("b", name(b))],
            ),
            Hard::Gap { a, b } => words(
                &[
                    "How many full days lie between the last day of {a} and the first day of {b}?",
                    "{a} ends before {b} begins. How many days are there in between?",
                ],
                &[("a", name(a)), ("b", name(b))],
            ),
            Hard::Alone => words(
                &[
                    "On how many days does exactly one job run?",
                    "How many days are covered by just one bar?",
                ],
                &[],
            ),
            Hard::Workers { day } => words(
                &[
                    "How many workers are needed on day {day} for all jobs together?",
                    "Add up the workers of every job that runs on day {day}. How many are there?",
                ],
                &[("day", &day.to_string())],
            ),
            Hard::Effort { of } => words(
                &[
                    "Every worker of {job} works on each of its days. How many days of work is \
                     that in all?",
                    "Multiply the days of {job} by its workers. How many working days is that?",
                ],
                &[("job", name(of))],
            ),
            Hard::Peak => words(
                &[
                    "What is the largest number of workers that are needed on any one day?",
                    "Add up the workers of all jobs for each day. What is the largest sum?",
                ],
                &[],
            ),
        }
    }

    fn caption(&self, style: &Style) -> String {
        let job = |job: &Job| {
            let workers = match self.staffed {
                true => format!(" with {} workers", job.workers),
                false => String::new(),
            };
            format!("{} from day {} to day {}{workers}", job.name, job.first, job.last)
        };
        let jobs: Vec<String> = self.jobs.iter().map(job).collect();
        format!(
            "A Gantt chart titled \"{}\" with the days 1 to {} as columns and a bar for each job. \
             From top to bottom: {}.",
            self.heads(style)[0],
            self.days,
            jobs.join("; ")
        )
    }
}

fn draw_grid(svg: &mut Svg, scene: &Scene, style: &Style) {
    svg.comment("Lines between days and rows");
    svg.open(&attrs!["stroke": GRID, "stroke-width": 1.0]);
    let ends = scene.grid_ends();
    for pair in ends.chunks(2) {
        let [[x1, y1], [x2, y2]] = [pair[0], pair[1]].map(|[x, y]| [LEFT + DAY * x, TOP + ROW * y]);
        svg.element("line", &attrs!["x1": x1, "y1": y1, "x2": x2, "y2": y2]);
    }
    svg.close();
    svg.comment("Words");
    let [title, day] = scene.heads(style);
    svg.open(&attrs!["font-size": SIZE, "fill": style.ink, "text-anchor": "middle"]);
    let (width, _) = scene.canvas();
    let (at, anchor) = style.title_at(MARGIN, width / 2.0);
    let large = attrs!["font-weight": "bold", "font-size": SIZE * 1.15, "text-anchor": anchor];
    let end = attrs!["text-anchor": "end"];
    let bottom = TOP + ROW * scene.jobs.len() as f64;
    // The days stand below the bars and the title above them, or the other way round; not
    // above numbers of workers, since of equal numbers the lowest is the axis'.
    let (title_y, days_y) = match style.flips("days") && !scene.staffed {
        true => (bottom + 13.0 + SIZE, TOP - 10.0),
        false => (32.0, bottom + 8.0 + SIZE),
    };
    svg.text(at, title_y, &title, &large);
    svg.text(LEFT - 12.0, days_y, &day, &end);
    for day in 1..=scene.days {
        svg.text(LEFT + DAY * (day as f64 - 0.5), days_y, &day.to_string(), "");
    }
    for (row, job) in scene.jobs.iter().enumerate() {
        svg.text(LEFT - 12.0, TOP + ROW * (row as f64 + 0.5) + SIZE * 0.32, job.name, &end);
    }
    svg.close();
}

fn draw_jobs(svg: &mut Svg, scene: &Scene, style: &Style) {
    svg.comment("Jobs");
    svg.open(&attrs!["fill": style.palette[0]]);
    for row in 0..scene.jobs.len() {
        let [left, top, right, bottom] = scene.bar(row).0;
        let size = attrs!["x": left, "y": top, "width": right - left, "height": bottom - top];
        svg.element("rect", &size);
    }
    svg.close();
    if !scene.staffed {
        return;
    }
    svg.comment("Workers");
    svg.open(&attrs!["font-size": SIZE, "fill": "#ffffff", "text-anchor": "middle",
        "font-weight": "bold"]);
    for (row, job) in scene.jobs.iter().enumerate() {
        let [left, top, right, bottom] = scene.bar(row).0;
        let middle = (top + bottom) / 2.0 + SIZE * 0.36;
        svg.text((left + right) / 2.0, middle, &job.workers.to_string(), "");
    }
    svg.close();
}
