//! A weighted graph: how long the shortest route is and which way it goes.
//!
//! The answer is certain because lengths are whole numbers and the shortest
//! route is the only one of its length. Dijkstra's algorithm finds it from the
//! start; Floyd and Warshall's finds all distances at once, and the nodes whose
//! distances to both ends add up are those of the route.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Program, Question, Rng};

use crate::claims::{centres, corners, labels, marks, path, stroked, texts};
use crate::geometry::{self, Point, between, distance};
use crate::names::LETTERS;
use crate::python::Python;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 440.0;
/// Radius of a node.
const NODE: f64 = 20.0;
/// Half the room that a weight needs.
const LABEL: f64 = 15.0;
/// Longer than any route.
const FAR: i64 = 1_000_000;

/// See the [module](self).
pub struct ShortestPath;

/// A named place on the canvas.
#[derive(Clone, Copy, Debug, Serialize)]
struct Node {
    name: &'static str,
    x: i64,
    y: i64,
}

/// A two-way link.
#[derive(Clone, Copy, Debug, Serialize)]
struct Edge {
    a: usize,
    b: usize,
    weight: i64,
}

/// A graph and what is asked about it.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    from: usize,
    to: usize,
    easy: Easy,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// The weight of an edge.
    Weight { edge: usize },
    /// How many edges meet at a node.
    Degree { node: usize },
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Hard {
    /// How long the shortest route is.
    Length,
    /// Which node follows the start on it.
    Next,
    /// All its nodes.
    Route,
}

impl Family for ShortestPath {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "shortest-path",
        group: Group::Puzzles,
        language: Language::Python,
        content_type: ContentType::Diagram,
        asks: "Read a weight or count a node's edges; then find the shortest route's length, its \
               first stop or all its nodes.",
        certain: "Weights are whole and the shortest route is the only one of its length: Dijkstra \
                  against Floyd and Warshall.",
        knobs: "Level 1 has five nodes and routes of two edges; level 3 seven nodes; level 5 \
                eleven nodes and routes of four edges or more.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let (columns, rows, count) =
            level.pick([(3, 2, 5), (3, 2, 6), (4, 2, 7), (4, 3, 9), (4, 3, 11)]);
        let nodes = draw_nodes(rng, columns, rows, count);
        let weights = if level.get() <= 2 { (1, 9) } else { (2, 15) };
        let edges = draw_edges(rng, &nodes, weights)?;
        let ends = rng.sample(&(0..count).collect::<Vec<_>>(), 2);
        let hard = match level.get() {
            1 => Hard::Length,
            2 | 3 => *rng.choose(&[Hard::Length, Hard::Length, Hard::Next]),
            _ => *rng.choose(&[Hard::Length, Hard::Next, Hard::Route]),
        };
        // Most nodes have two or three edges: asked too often, that would be guessed.
        let easy = match rng.chance(0.7) {
            true => Easy::Weight { edge: rng.index(edges.len()) },
            false => Easy::Degree { node: rng.index(count) },
        };
        let (from, to) = (ends[0], ends[1]);
        let scene = Scene { nodes, edges, from, to, easy, hard };
        let (length, route) = scene.dijkstra()?;
        let printed = scene.edges.iter().any(|edge| edge.weight == length);
        let long = route.len() > level.pick([2, 2, 3, 3, 4]);
        // A single way out would be no choice.
        let choice = !matches!(hard, Hard::Next) || scene.degree(from) > 1;
        (long && !printed && choice).then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let name = |node: usize| scene.nodes[node].name;
        let nodes: Vec<String> = scene
            .nodes
            .iter()
            .map(|Node { name, x, y }| format!("    \"{name}\": ({x}, {y}),"))
            .collect();
        let edges: Vec<_> =
            scene.edges.iter().map(|edge| (name(edge.a), name(edge.b), edge.weight)).collect();
        let filled = style.rng("nodes").chance(0.5);
        let (fill, letter) = if filled { (style.ink, "#ffffff") } else { ("#ffffff", style.ink) };
        let program = Python::new("Draws a graph with a weight on every edge.", &[])
            .set("WIDTH", WIDTH)
            .set("HEIGHT", HEIGHT)
            .set("RADIUS", NODE)
            .set("FONT", style.font)
            .set("SIZE", style.text.max(16.0))
            .set("BACKGROUND", style.background)
            .set("INK", style.ink)
            .set("LINE", style.palette[0])
            .set("STROKE", style.stroke)
            .set("FILL", fill)
            .set("LETTER", letter)
            .blank()
            .comment("Where each node stands.")
            .raw(&format!("nodes = {{\n{}\n}}", nodes.join("\n")))
            .blank()
            .comment("Both ends and the weight of each edge.")
            .rows("edges", &edges)
            .finish(CODE);
        Drawing {
            program: Program::python(program),
            width: WIDTH,
            height: HEIGHT,
            origin: [0.0; 2],
        }
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::integer(scene.easy_answer()),
            evidence: scene.easy_evidence(),
        };
        let (length, route) = scene.dijkstra().unwrap_or_default();
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.answer(length, &route),
            evidence: scene.route_evidence(&route),
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let place = |node: &Node| [node.x as f64, node.y as f64];
        let ends = |edge: &Edge| [edge.a, edge.b].map(|node| place(&scene.nodes[node]));
        let middle = |[[x1, y1], [x2, y2]]: [[f64; 2]; 2]| [(x1 + x2) / 2.0, (y1 + y2) / 2.0];
        let names = scene.nodes.iter().map(|node| (node.name.to_owned(), place(node)));
        let weights = scene.edges.iter().map(|edge| (edge.weight.to_string(), middle(ends(edge))));
        let words: Vec<_> = names.chain(weights).collect();
        let (line, ring) = (stroked(style.palette[0]), stroked(style.ink));
        let mut claims = vec![
            texts(words.iter().map(|(word, _)| word.clone())),
            labels(words),
            marks(line.clone(), scene.edges.len()),
            corners(line.clone(), scene.edges.iter().flat_map(ends)),
            marks(ring.clone(), scene.nodes.len()),
            centres(ring, scene.nodes.iter().map(place)),
            Claim::TrueToScale,
        ];
        claims.extend(scene.edges.iter().map(|edge| path(line.clone(), ends(edge))));
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let far = scene.floyd_warshall();
        let length = far[scene.from][scene.to];
        let on_route = |node: &usize| far[scene.from][*node] + far[*node][scene.to] == length;
        let mut route: Vec<usize> = (0..scene.nodes.len()).filter(on_route).collect();
        route.sort_by_key(|node| far[scene.from][*node]);
        let table = scene.table();
        let links = |node: usize| table[node].iter().filter(|weight| **weight < FAR).count();
        let easy = match scene.easy {
            Easy::Weight { edge } => scene.edges.get(edge).map(|edge| table[edge.b][edge.a]),
            // A node's distance to itself stands in the table too.
            Easy::Degree { node } => Some(links(node) as i64 - 1),
        };
        [easy.map(Answer::integer), Some(scene.answer(length, &route))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let (length, route) = scene.dijkstra()?;
        let most = scene.edges.iter().map(|edge| edge.weight).max().unwrap_or(0) + 9;
        let weigh = |rng: &mut Rng| {
            let mut changed = scene.clone();
            let edge = rng.index(scene.edges.len());
            changed.edges.get_mut(edge)?.weight = rng.int(1, most);
            let (new, way) = changed.dijkstra()?;
            let sound = way.len() > 2 && changed.edges.iter().all(|edge| edge.weight != new);
            let other = changed.answer(new, &way) != scene.answer(length, &route);
            (sound && other).then_some(changed)
        };
        (0..200).find_map(|_| weigh(rng))
    }
}

/// Nodes near the middles of different cells of a board.
fn draw_nodes(rng: &mut Rng, columns: i64, rows: i64, count: usize) -> Vec<Node> {
    let (width, height) = (WIDTH as i64 / columns, HEIGHT as i64 / rows);
    let cells: Vec<i64> = (0..columns * rows).collect();
    let names = rng.sample(&LETTERS, count);
    let (play_x, play_y) = (width / 2 - 34, height / 2 - 34);
    let place = |cell: i64, rng: &mut Rng| {
        let x = (cell % columns) * width + width / 2 + rng.int(-play_x, play_x);
        (x, (cell / columns) * height + height / 2 + rng.int(-play_y, play_y))
    };
    let cells = rng.sample(&cells, count);
    let named = names.into_iter().zip(cells);
    named
        .map(|(name, cell)| {
            let (x, y) = place(cell, rng);
            Node { name, x, y }
        })
        .collect()
}

/// Links of neighbours that cross nothing and leave room for their weights;
/// `None` if they do not hold the graph together.
fn draw_edges(rng: &mut Rng, nodes: &[Node], weights: (i64, i64)) -> Option<Vec<Edge>> {
    let count = nodes.len();
    let mut pairs: Vec<(usize, usize)> =
        (0..count).flat_map(|a| (0..a).map(move |b| (b, a))).collect();
    let length = |(a, b): &(usize, usize)| distance(nodes[*a].place(), nodes[*b].place());
    pairs.retain(|pair| (86.0..330.0).contains(&length(pair)));
    pairs.sort_by(|one, two| length(one).total_cmp(&length(two)));
    let mut edges: Vec<Edge> = Vec::new();
    for (a, b) in pairs {
        let new = Edge { a, b, weight: rng.int(weights.0, weights.1) };
        if rng.chance(0.9) && fits(nodes, &edges, &new) {
            edges.push(new);
        }
    }
    let joined = floyd(nodes.len(), &edges).iter().flatten().all(|length| *length < FAR);
    (joined && edges.len() > count).then_some(edges)
}

/// Whether a new edge keeps clear of nodes, edges and weights.
fn fits(nodes: &[Node], edges: &[Edge], new: &Edge) -> bool {
    let (a, b) = (nodes[new.a].place(), nodes[new.b].place());
    let label = BBox::around(between(a, b, 0.5).0, between(a, b, 0.5).1, LABEL);
    let clear_of_node = |(i, node): (usize, &Node)| {
        i == new.a || i == new.b || geometry::segment_distance(node.place(), a, b) >= NODE + 14.0
    };
    let clear_of_edge = |old: &Edge| {
        let (c, d) = (nodes[old.a].place(), nodes[old.b].place());
        let other = BBox::around(between(c, d, 0.5).0, between(c, d, 0.5).1, LABEL);
        let open = [(a, b, c, d), (a, b, d, c), (b, a, c, d), (b, a, d, c)];
        let narrow = |(p, q, r, s): &(Point, Point, Point, Point)| {
            p == r && geometry::angle(*p, *q, *s) < 26.0
        };
        !geometry::segments_cross(a, b, c, d)
            && !open.iter().any(narrow)
            && !geometry::segment_hits(c, d, &label)
            && !geometry::segment_hits(a, b, &other)
            && !geometry::overlap(&label, &other)
    };
    nodes.iter().enumerate().all(clear_of_node) && edges.iter().all(clear_of_edge)
}

/// All distances, by Floyd and Warshall.
fn floyd(count: usize, edges: &[Edge]) -> Vec<Vec<i64>> {
    let mut far = vec![vec![FAR; count]; count];
    for Edge { a, b, weight } in edges {
        (far[*a][*b], far[*b][*a]) = (*weight, *weight);
    }
    (0..count).for_each(|node| far[node][node] = 0);
    for via in 0..count {
        for from in 0..count {
            for to in 0..count {
                far[from][to] = far[from][to].min(far[from][via] + far[via][to]);
            }
        }
    }
    far
}

impl Node {
    fn place(&self) -> Point {
        (self.x as f64, self.y as f64)
    }
}

impl Scene {
    /// Length and nodes of the shortest route; `None` if there are several.
    fn dijkstra(&self) -> Option<(i64, Vec<usize>)> {
        let count = self.nodes.len();
        // For each node: its distance, how many shortest routes lead to it, and
        // the node before it.
        let mut best = vec![(FAR, 0_u32, self.from); count];
        best[self.from] = (0, 1, self.from);
        let mut open: Vec<usize> = (0..count).collect();
        while let Some(place) = (0..open.len()).min_by_key(|i| best[open[*i]].0) {
            let here = open.swap_remove(place);
            let (length, ways, _) = best[here];
            for Edge { a, b, weight } in &self.edges {
                let next = if *a == here { *b } else { *a };
                if (*a != here && *b != here) || !open.contains(&next) {
                    continue;
                }
                let through = length + weight;
                if through < best[next].0 {
                    best[next] = (through, ways, here);
                } else if through == best[next].0 {
                    best[next].1 += ways;
                }
            }
        }
        let (length, ways, _) = best[self.to];
        let mut route = vec![self.to];
        while let Some(last) = route.last().copied().filter(|last| *last != self.from) {
            route.push(best[last].2);
        }
        route.reverse();
        (ways == 1 && length < FAR).then_some((length, route))
    }

    fn floyd_warshall(&self) -> Vec<Vec<i64>> {
        floyd(self.nodes.len(), &self.edges)
    }

    /// Weights of single edges, zero from a node to itself.
    fn table(&self) -> Vec<Vec<i64>> {
        let count = self.nodes.len();
        let mut table = vec![vec![FAR; count]; count];
        for Edge { a, b, weight } in &self.edges {
            (table[*a][*b], table[*b][*a]) = (*weight, *weight);
        }
        (0..count).for_each(|node| table[node][node] = 0);
        table
    }

    fn answer(&self, length: i64, route: &[usize]) -> Answer {
        let name = |node: &usize| self.nodes[*node].name.to_owned();
        match self.hard {
            Hard::Length => Answer::integer(length),
            Hard::Next => Answer::text(route.get(1).map(name).unwrap_or_default()),
            Hard::Route => Answer::Sequence { values: route.iter().map(name).collect() },
        }
    }

    fn easy_answer(&self) -> i64 {
        match self.easy {
            Easy::Weight { edge } => self.edges.get(edge).map_or(0, |edge| edge.weight),
            Easy::Degree { node } => self.degree(node) as i64,
        }
    }

    /// How many edges meet at a node.
    fn degree(&self, node: usize) -> usize {
        self.edges.iter().filter(|edge| edge.a == node || edge.b == node).count()
    }

    fn easy_evidence(&self) -> Vec<BBox> {
        match self.easy {
            Easy::Weight { edge } => self.edges.get(edge).map_or_else(Vec::new, |edge| {
                let (a, b) = (self.nodes[edge.a].place(), self.nodes[edge.b].place());
                let (x, y) = between(a, b, 0.5);
                vec![self.node_box(edge.a), self.node_box(edge.b), BBox::around(x, y, LABEL)]
            }),
            Easy::Degree { node } => vec![self.node_box(node)],
        }
    }

    /// Both ends of a route and the weights along it.
    fn route_evidence(&self, route: &[usize]) -> Vec<BBox> {
        let place = |node: usize| self.nodes[node].place();
        let weights = route.windows(2).map(|pair| {
            let (x, y) = between(place(pair[0]), place(pair[1]), 0.5);
            BBox::around(x, y, LABEL)
        });
        [self.from, self.to].map(|node| self.node_box(node)).into_iter().chain(weights).collect()
    }

    fn node_box(&self, node: usize) -> BBox {
        let (x, y) = self.nodes[node].place();
        BBox::around(x, y, NODE + 2.0)
    }

    fn easy_text(&self, style: &Style) -> String {
        let name = |node: usize| self.nodes[node].name;
        match self.easy {
            Easy::Weight { edge } => {
                let (a, b) = self.edges.get(edge).map_or(("", ""), |e| (name(e.a), name(e.b)));
                let words = [
                    "What is the weight of the edge between {a} and {b}?",
                    "Which number is written on the edge that joins {a} and {b}?",
                ];
                style.phrase("easy", &words, &[("a", a), ("b", b)])
            }
            Easy::Degree { node } => {
                let words =
                    ["How many edges meet at node {a}?", "How many neighbours does node {a} have?"];
                style.phrase("easy", &words, &[("a", name(node))])
            }
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let words: [&str; 2] = match self.hard {
            Hard::Length => [
                "What is the total weight of the shortest path from {a} to {b}?",
                "Edge weights are lengths. How long is the shortest route from {a} to {b}?",
            ],
            Hard::Next => [
                "On the path of least total weight from {a} to {b}, which node comes right after \
                 {a}?",
                "You take the route of smallest total weight from {a} to {b}. Which node do you \
                 reach first after {a}?",
            ],
            Hard::Route => [
                "List the nodes of the path of least total weight from {a} to {b}, in order.",
                "Which nodes does the shortest route by weight from {a} to {b} visit? List them \
                 in order, both ends included.",
            ],
        };
        let name = |node: usize| self.nodes[node].name;
        style.phrase("hard", &words, &[("a", name(self.from)), ("b", name(self.to))])
    }

    fn caption(&self) -> String {
        let node = |node: &Node| format!("{} ({}, {})", node.name, node.x, node.y);
        let edge = |edge: &Edge| {
            format!("{}–{}: {}", self.nodes[edge.a].name, self.nodes[edge.b].name, edge.weight)
        };
        let nodes: Vec<String> = self.nodes.iter().map(node).collect();
        let edges: Vec<String> = self.edges.iter().map(edge).collect();
        format!(
            "A graph of round nodes with letters, joined by straight edges; each edge carries its \
             weight at its middle. On a canvas of {WIDTH} by {HEIGHT} units the nodes stand at {}. \
             The edges with their weights are {}.",
            nodes.join(", "),
            edges.join(", ")
        )
    }
}

const CODE: &str = r##"
parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{BACKGROUND}"/>']


def text(x, y, content, look):
    parts.append(f'<text x="{x}" y="{y + SIZE * 0.35:.1f}" {look}>{content}</text>')


# Edges first, so that nodes and weights lie on top of them.
for a, b, weight in edges:
    (x1, y1), (x2, y2) = nodes[a], nodes[b]
    parts.append(
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{LINE}" stroke-width="{STROKE}"/>'
    )

# Weights, each on a patch of background.
parts.append(f'<g font-size="{SIZE}" text-anchor="middle" fill="{INK}">')
for a, b, weight in edges:
    x, y = (nodes[a][0] + nodes[b][0]) / 2, (nodes[a][1] + nodes[b][1]) / 2
    parts.append(f'<circle cx="{x}" cy="{y}" r="{SIZE * 0.78:.1f}" fill="{BACKGROUND}"/>')
    text(x, y, weight, "")
parts.append("</g>")

# Nodes.
parts.append(f'<g font-size="{SIZE}" font-weight="bold" text-anchor="middle">')
for name, (x, y) in nodes.items():
    parts.append(
        f'<circle cx="{x}" cy="{y}" r="{RADIUS}" fill="{FILL}" stroke="{INK}" stroke-width="2"/>'
    )
    text(x, y, name, f'fill="{LETTER}"')
parts.append("</g>")

with open("output.svg", "w") as f:
    f.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}">\n'
    )
    f.write("\n".join(parts) + "\n</svg>\n")
"##;
