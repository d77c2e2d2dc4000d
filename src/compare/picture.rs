//! The pictures that only a comparison has: the outline of the watched entry, the band of leaders on the common clock, and
//! the script as a line of time.

use super::report::milliseconds;
use super::{Experiment, Move, Run};
use crate::protocol::time::Micros;
use crate::render::beside::bounds;
use crate::render::layout::Bounds;
use crate::render::thing::Thing;
use crate::render::{Anchor, Form, Length, Point, Shape, hue, px};
use crate::scenario::phrase::NodeVerb;
use crate::scenario::statement::Statement;
use crate::session::scene::Scene;
use crate::sim::history::NOBODY;

/// The height of the band of leaders, in whole pixels.
pub const BAND_HEIGHT: u32 = 64;

/// The height of the script, in whole pixels.
pub const SCRIPT_HEIGHT: u32 = 76;

/// Room beside the script, in whole pixels: for its name, and for half of the last mark. A slider lies on what is between.
pub const SCRIPT_SIDES: (i32, i32) = (100, 28);

/// The same where there is no room for its name.
pub const NARROW_SIDES: (i32, i32) = (16, 16);

/// The width of a letter of the interface's font at 12 pixels, in tenths of a pixel, a little more than most are.
const LETTER: i32 = 66;

/// A scale of time across a picture.
#[derive(Clone, Copy)]
struct Scale {
    left: i32,
    right: i32,
    end: u64,
}

impl Scale {
    /// From 0 to the end, between two places in whole pixels.
    fn new(left: i32, right: i32, end: Micros) -> Scale {
        Scale { left: left * 10, right: right.max(left + 1) * 10, end: end.0.max(1) }
    }

    fn x(self, at: Micros) -> i32 {
        let span = u64::from((self.right - self.left).unsigned_abs());
        let along = span * at.0.min(self.end) / self.end;
        self.left + i32::try_from(along).unwrap_or_default()
    }
}

fn pixels(width: u32) -> i32 {
    i32::try_from(width.min(8_000)).unwrap_or_default()
}

fn is_narrow(width: u32) -> bool {
    width < 640
}

/// Takes away what shapes are to somebody who could press them: a comparison is looked at.
pub fn still(shapes: &mut [Shape]) {
    for shape in shapes {
        shape.label = None;
        if let Form::Group { parts } = &mut shape.form {
            still(parts);
        }
    }
}

/// How far an outline stands off its cells, in tenths of a pixel.
const OFF: i32 = 30;

/// The outline around the cells of a command in a picture of logs: one for cells that stand right above each other.
pub fn outline(scene: &Scene, command: &str, logs: &[Shape]) -> Vec<Shape> {
    let mut rooms: Vec<Bounds> = Vec::new();
    for (place, node) in scene.nodes.iter().enumerate() {
        let log = node.portrait.as_ref().map_or(&[][..], |portrait| &portrait.log);
        let cell = log.iter().find(|cell| cell.label == command);
        let thing = cell.map(|cell| Thing::Cell(place, cell.index));
        let Some(room) = thing.and_then(|thing| bounds(logs, thing)) else { continue };
        match rooms.last_mut() {
            Some(above) if above.left == room.left && room.top - above.bottom < 2 * OFF => {
                above.bottom = room.bottom;
            }
            _ => rooms.push(room),
        }
    }
    let around = |(place, room): (usize, Bounds)| {
        let (width, height) = (room.right - room.left, room.bottom - room.top);
        let (width, height) = (Length(width + 2 * OFF), Length(height + 2 * OFF));
        let form = Form::Rect { width, height, corner: px(6) };
        let at = Point::new(room.left - OFF, room.top - OFF);
        Shape::new(format!("watched{place}"), "watched", at, form)
    };
    rooms.into_iter().enumerate().map(around).collect()
}

/// A time with one leader, or with none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reign {
    /// When it begins.
    pub from: Micros,
    /// When it is over.
    pub to: Micros,
    /// The place of the leader, if there is one.
    pub leader: Option<usize>,
    /// Its term, ballot or epoch.
    pub epoch: u64,
}

/// Who led when, from the start to the end; a time without a leader is one that has a length.
pub fn reigns(run: &Run, end: Micros) -> Vec<Reign> {
    let begin = Reign { from: Micros::ZERO, to: end, leader: None, epoch: 0 };
    let mut all = vec![begin];
    for record in run.records() {
        let leader = (record.leader != NOBODY).then_some(usize::from(record.leader));
        let epoch = leader.map_or(0, |_| u64::from(record.led));
        let Some(last) = all.last_mut() else { continue };
        if (last.leader, last.epoch) != (leader, epoch) {
            last.to = record.time;
            all.push(Reign { from: record.time, to: end, leader, epoch });
        }
    }
    all.retain(|reign| reign.from < reign.to);
    all
}

/// The leaders of a run on the common clock, the instant at which the watched command became safe, and the present.
pub fn band(
    experiment: &Experiment,
    run: &Run,
    names: &[String],
    at: Micros,
    width: u32,
) -> Vec<Shape> {
    let scale = Scale::new(12, pixels(width) - 12, experiment.end);
    let mut shapes = Vec::new();
    for (place, reign) in reigns(run, experiment.end).into_iter().enumerate() {
        let (left, right) = (scale.x(reign.from), scale.x(reign.to));
        let width = (right - left - 20).max(10);
        let form = Form::Rect { width: Length(width), height: px(24), corner: px(4) };
        let mut parts = vec![Shape::new("part", "", Point::default(), form)];
        let texts = match reign.leader.and_then(|leader| names.get(leader)) {
            Some(name) => vec![format!("{name} leads"), name.clone()],
            None => {
                let length = milliseconds(reign.to - reign.from);
                vec![format!("no leader, {length}"), length, "none".to_string()]
            }
        };
        let fits = |text: &&String| LETTER * letters(text) + 60 <= width;
        if let Some(text) = texts.iter().find(fits) {
            let (x, anchor) = match reign.leader {
                Some(_) => (80, Anchor::Start),
                None => (width / 2, Anchor::Middle),
            };
            parts.push(Shape::text("word", "", Point::new(x, 162), anchor, text.clone()));
        }
        let kind = if reign.leader.is_some() { "leads" } else { "nobody" };
        let class = format!("band {kind} {}", hue(reign.epoch));
        let at = Point::new(left, 60);
        shapes.push(Shape::new(format!("band{place}"), class, at, Form::Group { parts }));
    }
    let safe = run.fate.as_ref().and_then(|fate| fate.safe.as_ref());
    if let (Some(line), Some(command)) = (safe, &experiment.watched) {
        shapes.push(safe_mark(scale, line.event.time, command));
    }
    // It stands beside the band, so that it crosses no word.
    let form = Form::Path { data: "M-4.500 0h9L0 5zM0 31V36".to_string() };
    shapes.push(Shape::new("present", "present", Point::new(scale.x(at), 0), form));
    shapes
}

fn letters(text: &str) -> i32 {
    i32::try_from(text.chars().count()).unwrap_or(i32::MAX / 1_000)
}

/// A line down from the band, a tick, and when it was.
fn safe_mark(scale: Scale, at: Micros, command: &str) -> Shape {
    let says = format!("{command} safe at {}", milliseconds(at));
    let tick = "M-4 45.3l2.7 2.9 5-5.7".to_string();
    let is_right = scale.x(at) - 160 - LETTER * letters(&says) < 0;
    let (x, anchor) = if is_right { (160, Anchor::Start) } else { (-160, Anchor::End) };
    let parts = vec![
        Shape::new(
            "line",
            "safeline",
            Point::default(),
            Form::Path { data: "M0 0V6M0 30V38".to_string() },
        ),
        Shape::new("back", "bg", Point::new(0, 460), Form::Circle { radius: px(9) }),
        Shape::new("tick", "fg", Point::default(), Form::Path { data: tick }),
        Shape::text("says", "lab1", Point::new(x, 505), anchor, says),
    ];
    Shape::new("safe", "hand safe", Point::new(scale.x(at), 0), Form::Group { parts })
}

/// The moves of one instant, as the script shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// When.
    pub at: Micros,
    /// What they are, as the script writes them.
    pub says: String,
    sign: &'static str,
}

/// The moves of the script, those of one instant together.
pub fn deeds(moves: &[Move]) -> Vec<Deed> {
    let of_one = moves.chunk_by(|one, next| one.at == next.at);
    of_one
        .map(|moves| {
            let says: Vec<String> = moves.iter().map(|step| step.statement.to_string()).collect();
            let sign = moves.first().map_or("", |step| sign(&step.statement));
            Deed { at: moves[0].at, says: says.join(", "), sign }
        })
        .collect()
}

fn sign(statement: &Statement) -> &'static str {
    match statement {
        Statement::Request { .. } | Statement::Retry(_) | Statement::Propose { .. } => {
            "M-5-4h10v8h-10zM-2.5-1.5l1.500 1.500-1.500 1.500M.5 1.5h2"
        }
        Statement::Node(NodeVerb::Crash, _) => "M0-5.5V0M-3.2-3.4a4.700 4.700 0 1 0 6.400 0",
        Statement::Cut(_) | Statement::Partition(_) | Statement::Node(NodeVerb::Isolate, _) => {
            "M-5 5 5-5M-5-5 5 5"
        }
        Statement::Timeout { .. } | Statement::Node(NodeVerb::Heartbeat, _) => {
            "M1-6-3.5 1H.5L-.5 6 4-1H0z"
        }
        _ => "M-3 0h6M0-3v6",
    }
}

/// The script as a line of time: ticks, what was done when, and the present.
pub fn script(experiment: &Experiment, at: Micros, width: u32) -> Vec<Shape> {
    let is_narrow = is_narrow(width);
    let (left, right) = if is_narrow { NARROW_SIDES } else { SCRIPT_SIDES };
    let scale = Scale::new(left, pixels(width) - right, experiment.end);
    let mut shapes = vec![Shape::new(
        "axis",
        "lanes",
        Point::default(),
        Form::Path { data: format!("M{} 28H{}", Length(scale.left), Length(scale.right)) },
    )];
    if !is_narrow {
        let name = Point::new(scale.left - 200, 325);
        shapes.push(Shape::text("name", "lab1", name, Anchor::End, "Script"));
    }
    ticks(scale, scale.x(at), &mut shapes);
    let mut ends = [i32::MIN; 2];
    for (place, deed) in deeds(&experiment.moves).into_iter().enumerate() {
        let x = scale.x(deed.at);
        let mut parts = vec![
            Shape::new("back", "bg", Point::default(), Form::Circle { radius: px(10) }),
            Shape::new("sign", "fg", Point::default(), Form::Path { data: deed.sign.to_string() }),
        ];
        let half = LETTER * letters(&deed.says) / 2;
        let middle = x.clamp(half.min(x), (pixels(width) * 10 - half).max(x));
        let row = ends.iter().position(|end| *end < middle - half).filter(|_| !is_narrow);
        if let Some(row) = row {
            ends[row] = middle + half + 80;
            let y = if row == 0 { 260 } else { 420 };
            let at = Point::new(middle - x, y);
            parts.push(Shape::text("says", "lab2", at, Anchor::Middle, deed.says.clone()));
        }
        let class = if deed.at > at { "hand fut" } else { "hand" };
        let place = format!("move{place}");
        shapes.push(Shape::new(place, class, Point::new(x, 280), Form::Group { parts }));
    }
    let data = "M0 8V44M-7 4h14v6l-7 7-7-7z".to_string();
    shapes.push(Shape::new(
        "playhead",
        "playhead",
        Point::new(scale.x(at), 0),
        Form::Path { data },
    ));
    shapes
}

/// A tick every so many milliseconds, with the number: as many as can be read, and none under the playhead.
fn ticks(scale: Scale, playhead: i32, shapes: &mut Vec<Shape>) {
    let room = u64::from((scale.right - scale.left).unsigned_abs() / 800).max(1);
    let every = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 60_000];
    let every =
        every.into_iter().find(|every| scale.end / (every * 1_000) <= room).unwrap_or(600_000);
    let mut data = String::new();
    for count in 0..=(scale.end / (every * 1_000)) {
        let at = Micros::from_millis(count * every);
        data.push_str(&format!("M{} 24v8", Length(scale.x(at))));
        if (scale.x(at) - playhead).abs() < 260 {
            continue;
        }
        let text = if count == 0 { "0 ms".to_string() } else { (count * every).to_string() };
        let place = Point::new(scale.x(at), 120);
        shapes.push(Shape::text(format!("tick{count}"), "axis m", place, Anchor::Middle, text));
    }
    shapes.push(Shape::new("ticks", "lanes", Point::default(), Form::Path { data }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::named;
    use crate::protocols;
    use crate::render::stage::Glance;

    fn experiment() -> Experiment {
        let named = named("half-finished-write").expect("it is there");
        Experiment::open(named.text).unwrap_or_else(|errors| panic!("{errors:?}"))
    }

    #[test]
    fn the_watched_entry_is_outlined_in_every_row_that_has_it() {
        let mut experiment = experiment();
        for (at, rows) in [(100, [0; 3]), (265, [2; 3]), (660, [4; 3])] {
            for (run, rows) in experiment.runs.iter_mut().zip(rows) {
                let step = run.step_at(Micros::from_millis(at));
                run.session.seek(step);
                let scene = run.session.scene();
                let glance = Glance { width: 480, selected: None, thing: None };
                let logs = (protocols::stage(run.session.protocol()).below.shapes)(&scene, glance);
                let drawn = outline(&scene, "z=3", &logs);
                let heights = drawn.iter().map(|shape| match shape.form {
                    Form::Rect { height, .. } => height.0,
                    _ => 0,
                });
                // A row is 30 pixels high, and the outline stands a little off its cells.
                let count: i32 = heights.map(|height| (height + 40) / 300).sum();
                assert_eq!(count, rows, "{} at {at} ms: {drawn:?}", run.title);
            }
        }
    }

    #[test]
    fn reigns_tile_the_whole_time() {
        let experiment = experiment();
        for run in &experiment.runs {
            let reigns = reigns(run, experiment.end);
            assert_eq!(reigns.first().map(|reign| reign.from), Some(Micros::ZERO));
            assert_eq!(reigns.last().map(|reign| reign.to), Some(experiment.end));
            assert!(reigns.windows(2).all(|pair| pair[0].to == pair[1].from));
            let leaders: Vec<Option<usize>> = reigns.iter().map(|reign| reign.leader).collect();
            assert_eq!(leaders, [None, Some(0), None, Some(1)], "{}", run.title);
        }
    }

    #[test]
    fn what_is_written_in_the_pictures_stays_inside_of_them_and_apart() {
        let experiment = experiment();
        for width in [340, 460, 720, 1440] {
            let right = pixels(width) * 10;
            let mut rows: Vec<(i32, i32, i32)> = Vec::new();
            for shape in script(&experiment, Micros::ZERO, width) {
                let Form::Group { parts } = &shape.form else { continue };
                for part in parts {
                    let Form::Text { text, .. } = &part.form else { continue };
                    let (middle, half) = (shape.at.x.0 + part.at.x.0, LETTER * letters(text) / 2);
                    let (from, to) = (middle - half, middle + half);
                    assert!(from >= 0 && to <= right, "{text} at {width}");
                    let is_free = |(y, start, end): &(i32, i32, i32)| {
                        *y != part.at.y.0 || *end <= from || to <= *start
                    };
                    assert!(rows.iter().all(is_free), "{text} at {width}");
                    rows.push((part.at.y.0, from, to));
                }
            }
            for run in &experiment.runs {
                let names = run.session.facts().names();
                let band = band(&experiment, run, &names, Micros::ZERO, width);
                assert!(band.iter().any(|shape| shape.key == "safe"), "{width}");
                assert!(band.iter().all(|shape| shape.at.x.0 <= right), "{width}");
            }
        }
    }

    #[test]
    fn moves_of_one_instant_stand_together() {
        let says: Vec<String> =
            deeds(&experiment().moves).into_iter().map(|deed| deed.says).collect();
        assert_eq!(
            says,
            [
                "request x=1",
                "request y=2",
                "cut A-C A-D A-E, request z=3",
                "crash A",
                "request w=4"
            ]
        );
    }
}
