//! The ballots: a row a ballot, and for each acceptor what became of the two requests.

use super::stage::{Below, Glance};
use super::{Anchor, Form, Frame, Point, Shape, hue, node, px};
use crate::protocol::inspect::{BallotCell, BallotRow, Progress};
use crate::session::scene::{BALLOTS, Scene};

/// The ballots below a stage.
pub const BELOW: Below = Below { name: "Ballots", height, shapes, describe };

/// The height of a row, in whole pixels.
const ROW: i32 = 29;

/// The height of the line with the acceptors' names.
const HEAD: i32 = 26;

/// The least width of a column.
const PITCH: i32 = 28;

/// What the number of a ballot takes of a narrow row.
const NUMBER: i32 = 56;

/// The least width of half a cell that holds a word.
const WORD: i32 = 60;

/// The least width of half a cell that holds a word with a cross before it.
const CROSSED: i32 = 72;

/// What is said where there is nothing to show.
const NONE: &str = "No proposer has taken a number yet.";

/// Where the columns are, in whole pixels.
struct Table {
    left: i32,
    pitch: i32,
    right: i32,
    width: i32,
    is_narrow: bool,
}

/// A request, and what is said of it once it has come to something.
#[derive(Clone, Copy)]
struct Asked {
    key: &'static str,
    done: &'static str,
    done_class: &'static str,
    name: &'static str,
}

const PREPARE: Asked =
    Asked { key: "promise", done: "promised", done_class: "hol", name: "Prepare" };
const ACCEPT: Asked = Asked { key: "accept", done: "accepted", done_class: "ok", name: "Accept" };

/// As many rows as a scene has ballots, whether or not there are so many yet.
fn height(_scene: &Scene) -> u32 {
    height_of(BALLOTS)
}

/// How high the table is with so many rows, in whole pixels.
pub fn height_of(rows: usize) -> u32 {
    (HEAD + ROW * i32::try_from(rows).unwrap_or_default() + 6).unsigned_abs()
}

fn shapes(scene: &Scene, glance: Glance) -> Vec<Shape> {
    let table = Table::new(scene, glance.width);
    let mut all = vec![table.head(scene)];
    all.extend(table.names(scene, glance.selected));
    all.extend(scene.ballots.iter().enumerate().map(|(at, row)| table.row(scene, at, row)));
    if scene.ballots.is_empty() {
        let at = Point { x: px(table.left), y: px(HEAD + 20) };
        all.push(Shape::text("none", "lab2", at, Anchor::Start, NONE));
    }
    all
}

/// Acceptors are where ballots are counted: the nodes of the part that a cluster's size counts.
fn acceptors(scene: &Scene) -> impl Iterator<Item = usize> {
    let is_acceptor = |at: &usize| scene.nodes[*at].part.is_some_and(|part| part.sized);
    (0..scene.nodes.len()).filter(is_acceptor)
}

fn accepted(row: &BallotRow) -> usize {
    row.cells.iter().filter(|cell| cell.accept == Some(Progress::Done)).count()
}

/// All ballots in words.
fn describe(scene: &Scene) -> String {
    let row = |row: &BallotRow| {
        let asks = match &row.value {
            Some(value) => format!("{} proposes {value}", row.proposer),
            None => format!("{} has proposed no value yet", row.proposer),
        };
        let chosen = if row.chosen { ", chosen" } else { "" };
        let (have, of) = (accepted(row), row.cells.len());
        format!("{}: {asks}; {have} of {of} accepted{chosen}.", row.number)
    };
    let rows: Vec<String> = scene.ballots.iter().map(row).collect();
    let rest = if rows.is_empty() { NONE.to_string() } else { rows.join(" ") };
    format!("Ballots, the highest first. {rest}")
}

/// What became of an acceptor's two requests, in words.
pub fn words(cell: &BallotCell) -> String {
    let asked = [(cell.promise, PREPARE), (cell.accept, ACCEPT)];
    let said = asked.into_iter().filter_map(|(progress, asked)| match progress? {
        Progress::Done => Some(asked.done.to_string()),
        progress => Some(format!("{} {}", asked.name, said(progress, asked))),
    });
    said.collect::<Vec<_>>().join(", ")
}

impl Table {
    fn new(scene: &Scene, width: u32) -> Table {
        let is_narrow = Frame { width, height: 0 }.is_narrow();
        let width = i32::try_from(width).unwrap_or_default();
        let acceptors = i32::try_from(acceptors(scene).count()).unwrap_or_default().max(1);
        let after = if is_narrow { 62 } else { 150 };
        let pitch = |left: i32| (width - left - after) / acceptors;
        let left = match is_narrow {
            false => 212,
            // What is proposed stands on the stage too: it gives way where the columns would run out.
            true if pitch(112) < PITCH => NUMBER,
            true => 112,
        };
        let pitch = pitch(left).clamp(PITCH, 260);
        Table { left, pitch, right: left + pitch * acceptors, width, is_narrow }
    }

    /// How wide half a cell is.
    fn half(&self) -> i32 {
        (self.pitch - if self.pitch < 60 { 5 } else { 14 }) / 2
    }

    /// Between the two halves of a cell.
    fn gap(&self) -> i32 {
        if self.pitch < 60 { 2 } else { 4 }
    }

    fn head(&self, scene: &Scene) -> Shape {
        let at = |x: i32| Point { x: px(x), y: px(18) };
        let left = if self.is_narrow { 8 } else { 20 };
        let mut parts = vec![Shape::text("title", "lab2", at(left), Anchor::Start, "Ballot")];
        if scene.lower_ballots > 0 {
            let lower = match self.is_narrow {
                true => format!("+{}", scene.lower_ballots),
                false => format!("{} lower not shown", scene.lower_ballots),
            };
            parts.push(Shape::text("lower", "lab2", at(self.width - 14), Anchor::End, lower));
        }
        Shape::new("head", "", Point::default(), Form::Group { parts })
    }

    /// The acceptors over their columns; pressing one selects it.
    fn names(&self, scene: &Scene, selected: Option<usize>) -> Vec<Shape> {
        let name = |(column, place): (i32, usize)| {
            let form =
                Form::Rect { width: px(self.pitch - 4), height: px(HEAD - 4), corner: px(6) };
            let middle = Point { x: px((self.pitch - 4) / 2), y: px(16) };
            let parts = vec![
                Shape::new("back", "rowback", Point::default(), form),
                Shape::text("name", "lab2 role", middle, Anchor::Middle, &*scene.nodes[place].name),
            ];
            let class = if selected == Some(place) { "row sel" } else { "row" };
            let at = Point { x: px(self.left + column * self.pitch - 2), y: px(2) };
            Shape::new(format!("log-{place}"), class, at, Form::Group { parts })
        };
        (0..).zip(acceptors(scene)).map(name).collect()
    }

    fn row(&self, scene: &Scene, place: usize, row: &BallotRow) -> Shape {
        let top = HEAD + ROW * i32::try_from(place).unwrap_or_default();
        let mut parts = vec![self.number(row)];
        parts.extend(self.asks(row));
        for (column, cell) in (0..).zip(&row.cells) {
            let x = self.left + column * self.pitch;
            let name = scene.nodes.get(cell.acceptor).map_or("", |node| &node.name);
            parts.extend(self.cells(x, row, cell, name));
        }
        parts.extend(self.count(row));
        let at = Point { x: px(0), y: px(top) };
        Shape::new(format!("ballot-{}", row.number), "ballot", at, Form::Group { parts })
    }

    fn number(&self, row: &BallotRow) -> Shape {
        let (x, width) = if self.is_narrow { (4, 46) } else { (16, 58) };
        let form = Form::Rect { width: px(width), height: px(22), corner: px(11) };
        let middle = Point { x: px(width / 2), y: px(16) };
        let text = node::shortened(&row.number, 6);
        let parts = vec![
            Shape::new("back", "c", Point::default(), form),
            Shape::text("number", "v", middle, Anchor::Middle, text),
        ];
        let class = format!("cell ok {}", hue(row.epoch));
        Shape::new("number", class, Point { x: px(x), y: px(2) }, Form::Group { parts })
    }

    /// Who proposes what.
    fn asks(&self, row: &BallotRow) -> Vec<Shape> {
        let value = row.value.as_deref().unwrap_or("?");
        let at = |x: i32| Point { x: px(x), y: px(18) };
        if self.is_narrow {
            let text = node::shortened(value, 8);
            let text = Shape::text("value", "lab2 role", at(NUMBER), Anchor::Start, text);
            return Vec::from_iter((self.left > NUMBER).then_some(text));
        }
        let text = format!("{} proposes {}", row.proposer, node::shortened(value, 9));
        vec![Shape::text("value", "lab2 role", at(84), Anchor::Start, text)]
    }

    fn cells(&self, x: i32, row: &BallotRow, cell: &BallotCell, name: &str) -> [Shape; 2] {
        [(PREPARE, cell.promise, x), (ACCEPT, cell.accept, x + self.half() + self.gap())]
            .map(|(asked, progress, x)| self.cell(x, (row, cell, name), asked, progress))
    }

    fn cell(
        &self,
        x: i32,
        (row, cell, name): (&BallotRow, &BallotCell, &str),
        asked: Asked,
        progress: Option<Progress>,
    ) -> Shape {
        let half = self.half();
        let form = Form::Rect { width: px(half), height: px(24), corner: px(4) };
        let mut parts = vec![Shape::new("back", "c", Point::default(), form)];
        if let Some(progress) = progress {
            let middle = px(half / 2);
            parts.extend(if half < WORD {
                sign(progress, Point { x: middle, y: px(12) })
            } else {
                word(progress, asked, half)
            });
        }
        let class = match progress {
            Some(Progress::Done) => asked.done_class,
            Some(Progress::OnItsWay | Progress::Writing) => "way",
            Some(Progress::Lost | Progress::Late | Progress::Refused) | None => "none",
        };
        let class = format!("cell {class} {}", hue(row.epoch));
        let key = format!("{}-{}", asked.key, cell.acceptor);
        let at = Point { x: px(x), y: px(2) };
        let shape = Shape::new(key, class, at, Form::Group { parts });
        match progress {
            Some(progress) => {
                let says = said(progress, asked);
                shape.labelled("img", format!("{} {} to {name}: {says}", asked.name, row.number))
            }
            None => shape,
        }
    }

    fn count(&self, row: &BallotRow) -> Vec<Shape> {
        let (have, of) = (accepted(row), row.cells.len());
        let x = self.right + 8;
        let text = |key: &str, class: &str, x: i32, text: String| {
            Shape::text(key, class, Point { x: px(x), y: px(18) }, Anchor::Start, text)
        };
        match (self.is_narrow, row.chosen) {
            (true, false) => vec![text("count", "lab1", x, format!("{have}/{of}"))],
            (true, true) => vec![chosen(row, x - 4, 56)],
            (false, true) => {
                vec![text("count", "lab1", x, format!("{have} of {of}")), chosen(row, x + 46, 62)]
            }
            (false, false) => vec![
                text("count", "lab1", x, format!("{have} of {of}")),
                text("accepted", "lab2", x + 46, "accepted".to_string()),
            ],
        }
    }
}

/// The value of this ballot is chosen: nothing is surer.
fn chosen(row: &BallotRow, x: i32, width: i32) -> Shape {
    let form = Form::Rect { width: px(width), height: px(24), corner: px(4) };
    let middle = Point { x: px(width / 2), y: px(16) };
    let parts = vec![
        Shape::new("back", "c", Point::default(), form),
        Shape::text("text", "v", middle, Anchor::Middle, "chosen"),
    ];
    let class = format!("cell ok {}", hue(row.epoch));
    Shape::new("chosen", class, Point { x: px(x), y: px(2) }, Form::Group { parts })
}

/// What became of a request, in a word or two.
fn said(progress: Progress, asked: Asked) -> &'static str {
    match progress {
        Progress::OnItsWay => "on its way",
        Progress::Lost => "lost",
        Progress::Late => "too late",
        Progress::Writing => "writing",
        Progress::Done => asked.done,
        Progress::Refused => "refused",
    }
}

const CROSS: &str = "M-3.5 -3.5 3.5 3.5M-3.5 3.5 3.5 -3.5";
const TICK: &str = "M-5 0 -1.5 3.5 5 -4";

fn path(at: Point, data: &str) -> Shape {
    Shape::new("sign", "sign", at, Form::Path { data: data.to_string() })
}

/// The word in the middle of half a cell; a cross before what is refused.
fn word(progress: Progress, asked: Asked, half: i32) -> Vec<Shape> {
    let class = if progress == Progress::Done { "w" } else { "lab2" };
    let (text, is_crossed) =
        (said(progress, asked), progress == Progress::Refused && half >= CROSSED);
    let middle = Point { x: px(half / 2 + if is_crossed { 7 } else { 0 }), y: px(16) };
    let text = Shape::text("text", class, middle, Anchor::Middle, text);
    let cross = is_crossed.then(|| path(Point { x: px(half / 2 - 26), y: px(12) }, CROSS));
    cross.into_iter().chain([text]).collect()
}

/// The same as a sign, where there is no room for words.
fn sign(progress: Progress, middle: Point) -> Vec<Shape> {
    let text = |text: &str| {
        let at = Point::new(middle.x.0, middle.y.0 + 40);
        Shape::text("text", "lab2", at, Anchor::Middle, text)
    };
    vec![match progress {
        Progress::Done => path(middle, TICK),
        Progress::Refused => path(middle, CROSS),
        Progress::OnItsWay | Progress::Writing => text("…"),
        Progress::Lost | Progress::Late => text("–"),
    }]
}
