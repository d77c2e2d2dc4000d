//! The stage: the nodes of a cluster, the links between them, and what is on its way, at one instant.

use super::capsule::{Flight, Spot, Wording};
use super::layout::{Bounds, LABEL_WIDTH, Layout, along, count};
use super::node::{self, Attention};
use super::thing::Thing;
use super::{Anchor, Form, Frame, Length, Point, Shape, arrowed, px};
use crate::protocol::gather::sort_by_number;
use crate::protocol::time::Micros;
use crate::session::scene::{ClientScene, End, MessageScene, NodeScene, Scene};

/// How the stage is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// How large it is.
    pub frame: Frame,
    /// The instant that is shown, at or after the scene's own; messages and timers are drawn for it.
    pub clock: Micros,
    /// The node in the inspector.
    pub selected: Option<usize>,
}

/// How a protocol's cluster is drawn. Its entry among the protocols names one.
pub struct Stage {
    /// Where everything stands.
    pub layout: fn(&Scene, Frame) -> Layout,
    /// What lies below nodes, links and messages.
    pub ground: fn(&Scene, &Layout) -> Vec<Shape>,
    /// What stands below the stage.
    pub below: Below,
    /// The styles of what is on no other stage.
    pub style: &'static str,
}

/// A picture below the stage, as wide as that.
pub struct Below {
    /// What it is called, in the plural and as it begins a line.
    pub name: &'static str,
    /// How high it is, in whole pixels: the same at every step of a history.
    pub height: fn(&Scene) -> u32,
    /// Its shapes.
    pub shapes: fn(&Scene, Glance) -> Vec<Shape>,
    /// All of it in words.
    pub describe: fn(&Scene) -> String,
}

/// The stage of a protocol whose code is not here: nothing is on it.
pub static EMPTY: Stage = Stage {
    layout: |_, frame| Layout {
        frame,
        places: Vec::new(),
        radius: 0,
        outer: 0,
        labels: Vec::new(),
        links: Vec::new(),
        cards: Vec::new(),
    },
    ground: |_, _| Vec::new(),
    below: Below {
        name: "",
        height: |_| 0,
        shapes: |_, _| Vec::new(),
        describe: |_| String::new(),
    },
    style: "",
};

/// How what is below the stage is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glance {
    /// Its width, in whole pixels.
    pub width: u32,
    /// The node in the inspector.
    pub selected: Option<usize>,
    /// The thing that is looked at.
    pub thing: Option<Thing>,
}

impl Stage {
    /// The nodes that send each other messages, the lower place first: the same in every frame.
    pub fn links(&self, scene: &Scene) -> Vec<(usize, usize)> {
        (self.layout)(scene, Frame { width: 1_056, height: 440 }).links
    }

    /// Everything on the stage, from the lowest to the topmost.
    pub fn shapes(&self, scene: &Scene, look: Look) -> Vec<Shape> {
        let layout = (self.layout)(scene, look.frame);
        let mut all = (self.ground)(scene, &layout);
        all.extend(links(scene, &layout));
        let (trails, capsules) = flights(scene, look, &layout);
        all.extend(trails);
        let nodes = || scene.nodes.iter().enumerate();
        all.extend(nodes().filter_map(|(at, it)| node::timer_arc(at, it, &layout, look.clock)));
        let clients = scene.clients.iter().enumerate();
        all.extend(clients.map(|(at, it)| client(at, it, client_place(at, look.frame))));
        all.extend(cut_marks(scene, &layout));
        all.extend(nodes().map(|(at, it)| {
            node::figure(at, it, &scene.vocabulary, &layout, attention(at, it, scene, look))
        }));
        all.extend(
            nodes().filter_map(|(at, it)| node::caption(at, it, scene, &layout, look.clock)),
        );
        all.extend(nodes().filter_map(|(at, it)| node::badge(at, it, &layout)));
        all.extend(capsules);
        all
    }
}

/// The Tab key stops at the thing that is looked at, if it is on the stage; otherwise at the selected node.
pub fn rove(shapes: &mut [Shape], thing: Option<Thing>) {
    let key = thing.map(|thing| thing.to_string()).unwrap_or_default();
    if shapes.iter().any(|shape| shape.key == key && shape.label.is_some()) {
        for shape in shapes {
            if let Some(label) = &mut shape.label {
                label.is_tab_stop = shape.key == key;
            }
        }
    }
}

/// What the whole stage is called.
pub fn title(scene: &Scene, protocol: &str) -> String {
    const COUNTS: [&str; 10] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let count = COUNTS.get(scene.nodes.len()).copied().unwrap_or("many");
    let nodes = if scene.nodes.len() == 1 { "node" } else { "nodes" };
    format!("Cluster of {count} {protocol} {nodes}")
}

fn attention(place: usize, node: &NodeScene, scene: &Scene, look: Look) -> Attention {
    let is_touched = |node: &NodeScene| node.variables.iter().any(|it| it.written_in == scene.step);
    Attention {
        is_selected: look.selected == Some(place),
        is_touched: scene.step > 0 && is_touched(node),
        is_tab_stop: look.selected.unwrap_or_default() == place,
    }
}

/// Whether messages are lost from one node to another, and back.
fn cut(scene: &Scene, from: usize, to: usize) -> (bool, bool) {
    (scene.cuts.contains(&(from, to)), scene.cuts.contains(&(to, from)))
}

/// A thin line that is seen, and a thick one that is not, so that it can be met with a pointer.
fn links(scene: &Scene, layout: &Layout) -> impl Iterator<Item = Shape> {
    layout.links.iter().map(|&(from, to)| {
        let (start, end) = (layout.edge(from, to), layout.edge(to, from));
        let class = if cut(scene, from, to) == (false, false) { "lk" } else { "lk cut" };
        let line = |key: &str, class: &str| Shape::new(key, class, start, Form::Line { to: end });
        let parts = vec![line("line", class), line("hit", "hit")];
        let key = Thing::Link(from, to).to_string();
        let words = link_words(scene, from, to);
        Shape::new(key, "link", Point::default(), Form::Group { parts }).labelled("button", words)
    })
}

fn link_words(scene: &Scene, from: usize, to: usize) -> String {
    let (a, b) = (&scene.nodes[from].name, &scene.nodes[to].name);
    match cut(scene, from, to) {
        (true, true) => format!("{a} and {b} are cut off from each other"),
        (true, false) => format!("{a} is cut off towards {b}"),
        (false, true) => format!("{b} is cut off towards {a}"),
        (false, false) => format!("link between {a} and {b}"),
    }
}

/// What is cut is marked in the middle, or near the end that hears nothing.
fn cut_marks(scene: &Scene, layout: &Layout) -> impl Iterator<Item = Shape> {
    layout.links.iter().filter_map(|&(from, to)| {
        let share = match cut(scene, from, to) {
            (true, true) => 500,
            (true, false) => 750,
            (false, true) => 250,
            (false, false) => return None,
        };
        let at = between(layout.edge(from, to), layout.edge(to, from), share);
        Some(cut_mark(format!("cut-{from}-{to}"), at))
    })
}

/// A pair of scissors on black: the colour of what you did.
fn cut_mark(key: String, at: Point) -> Shape {
    let data =
        "M-3.6 -3.4 6 3.6M-3.6 3.4 6 -3.6M-4.4 -5.6a1.8 1.8 0 1 0 .1 0zM-4.4 2a1.8 1.8 0 1 0 .1 0z";
    let parts = vec![
        Shape::new("back", "bg", Point::default(), Form::Circle { radius: px(11) }),
        Shape::new("mark", "fg", Point::default(), Form::Path { data: data.to_string() }),
    ];
    Shape::new(key, "hand", at, Form::Group { parts })
}

fn between(from: Point, to: Point, thousandths: i32) -> Point {
    let share = |a: Length, b: Length| a.0 + (b.0 - a.0) / 10 * thousandths / 100;
    Point::new(share(from.x, to.x), share(from.y, to.y))
}

fn client_place(place: usize, frame: Frame) -> Point {
    let up = i32::try_from(place).unwrap_or_default() * 44;
    let height = i32::try_from(frame.height).unwrap_or_default();
    Point {
        x: px(if frame.is_narrow() { 20 } else { 34 }),
        y: px(height - if frame.is_narrow() { 18 } else { 28 } - up),
    }
}

/// What it asked for, and what it heard.
fn heard(client: &ClientScene) -> String {
    format!("{}: {}", arrowed(&client.command), client.heard.as_deref().unwrap_or("waits"))
}

/// The most letters of that which stand on the stage.
const HEARD: usize = 18;

/// The room of a client and of what stands beside it.
fn client_bounds(client: &ClientScene, at: Point) -> Bounds {
    let letters = count(heard(client).chars().count().min(HEARD));
    let (left, right) = (at.x.0 - 130, at.x.0 + 200 + 73 * letters);
    Bounds { left, right, ..Bounds::around(at, 0, 280) }
}

fn client(place: usize, client: &ClientScene, at: Point) -> Shape {
    let square = Form::Rect { width: px(26), height: px(26), corner: px(4) };
    let heard = heard(client);
    let parts = vec![
        Shape::new("square", "body", Point::new(-130, -130), square),
        Shape::text("name", "nm", Point::new(0, 42), Anchor::Middle, &*client.name),
        Shape::text(
            "heard",
            "lab2 m",
            Point::new(200, 42),
            Anchor::Start,
            node::shortened(&heard, HEARD),
        ),
    ];
    Shape::new(format!("client-{place}"), "client", at, Form::Group { parts })
        .labelled("button", format!("{} {heard}, client", client.name))
}

/// The trails, which lie under the nodes, and the capsules, which lie over them.
fn flights(scene: &Scene, look: Look, layout: &Layout) -> (Vec<Shape>, Vec<Shape>) {
    let nodes = || 0..scene.nodes.len();
    let labels = || nodes().filter_map(|at| layout.text_bounds(at, LABEL_WIDTH));
    let cards = || layout.cards.iter().flatten().copied();
    let clients = || {
        let clients = scene.clients.iter().enumerate();
        clients.map(|(at, it)| client_bounds(it, client_place(at, look.frame)))
    };
    let taken = nodes().map(|at| layout.node_bounds(at)).chain(labels()).chain(cards());
    let taken = taken.chain(clients());
    let taken: Vec<Bounds> = taken.collect();
    let written = nodes().zip(&scene.nodes).filter_map(|(at, it)| {
        let caption = node::caption(at, it, scene, layout, look.clock)?;
        layout.text_bounds(at, node::caption_width(&caption))
    });
    let solid = nodes().map(|at| layout.body_bounds(at)).chain(written).chain(cards());
    let solid = solid.chain(clients());
    let solid: Vec<Bounds> = solid.collect();
    let mut flights = Vec::new();
    for (from, to, messages) in by_direction(scene) {
        let ends = |end: &End| center(end, scene, look, layout);
        let (Some(start), Some(end)) = (ends(from), ends(to)) else { continue };
        let gap = layout.outer + 20;
        let exit = |of: &End, at: Point, to: Point| match of {
            End::Node(place) => layout.exit(*place, to),
            End::Client(_) => along(at, to, gap, 0),
        };
        let (from_edge, to_edge) = (exit(from, start, end), exit(to, end, start));
        let way = format!("from {} to {}", name(from, scene), name(to, scene));
        flights.push((Flight { messages, from: from_edge, to: to_edge, gap }, way));
    }
    let first = if look.frame.is_narrow() { Wording::Kind } else { Wording::Full };
    let mut wordings = vec![first; flights.len()];
    let place = |wordings: &[Wording]| {
        let mut taken = taken.clone();
        let spots = flights.iter().zip(wordings).map(|((flight, _), longest)| {
            let spot = spot(flight, look, *longest, &taken, &solid);
            taken.push(flight.bounds(spot));
            spot
        });
        spots.collect::<Vec<_>>()
    };
    let mut spots = place(&wordings);
    // What was sent at once reads alike: where one of them must be short, a longer one would seem to be something else.
    for (wording, (flight, _)) in wordings.iter_mut().zip(&flights) {
        let alike = flights.iter().zip(&spots).filter(|((other, _), _)| flight.is_like(other));
        *wording = alike.map(|(_, spot)| spot.wording).max().unwrap_or(first);
    }
    if wordings.iter().zip(&spots).any(|(wording, spot)| *wording != spot.wording) {
        spots = place(&wordings);
    }
    let drawn = flights.iter().zip(spots);
    drawn.map(|((flight, way), spot)| (flight.trail(spot), flight.capsule(spot, way))).unzip()
}

/// How finely a free place on the way is looked for, in tenths of a pixel.
const STRIDE: i32 = 60;

/// How far a capsule gives way to another, in tenths of a pixel.
const BESIDE: i32 = 420;

/// How far aside of its way a place is looked for where there is none on it.
const ASIDES: [i32; 9] = [0, 80, -80, 300, -300, 480, -480, 720, -720];

/// The longest words for which there is room. In the shortest a capsule gives way to others a little, and to nodes and
/// texts however far it must: where the way leads over one, it is drawn before or behind that.
fn spot(flight: &Flight, look: Look, longest: Wording, taken: &[Bounds], solid: &[Bounds]) -> Spot {
    let is_free = |spot: &Spot, others: &[Bounds]| {
        let room = flight.bounds(*spot);
        room.is_in(look.frame) && !others.iter().any(|other| other.meets(&room))
    };
    let now = |wording: Wording| flight.spot(look.clock, wording);
    let long = [Wording::Full, Wording::Kind].into_iter().filter(|wording| *wording >= longest);
    let long = long.map(now).find(|spot| is_free(spot, taken));
    if let Some(spot) = long {
        return spot;
    }
    let short = now(Wording::Letters);
    let whole = flight.length();
    let near = ASIDES.iter().flat_map(|aside| {
        (0..=whole / STRIDE).flat_map(move |strides| {
            let by = strides * STRIDE;
            [by, -by].map(|by| Spot { done: short.done + by, aside: short.aside + aside, ..short })
        })
    });
    let near: Vec<Spot> = near.filter(|spot| (0..=whole).contains(&spot.done)).collect();
    let mut beside = near.iter().filter(|spot| (spot.done - short.done).abs() <= BESIDE);
    let alone = beside.find(|spot| is_free(spot, taken));
    let clear = || near.iter().find(|spot| is_free(spot, solid));
    alone.or_else(clear).copied().unwrap_or(short)
}

/// The messages in flight by their way, the way of the oldest first.
fn by_direction(scene: &Scene) -> Vec<(&End, &End, Vec<&MessageScene>)> {
    let mut ways: Vec<(&End, &End, Vec<&MessageScene>)> = Vec::new();
    for message in &scene.messages {
        let (from, to) = (&message.from, &message.to);
        match ways.iter_mut().find(|(start, end, _)| (*start, *end) == (from, to)) {
            Some((_, _, messages)) => messages.push(message),
            None => ways.push((from, to, vec![message])),
        }
    }
    for (_, _, messages) in &mut ways {
        sort_by_number(messages, |message| message.due.0);
    }
    ways
}

fn center(end: &End, scene: &Scene, look: Look, layout: &Layout) -> Option<Point> {
    match end {
        End::Node(place) => layout.places.get(*place).copied(),
        End::Client(name) => {
            let place = scene.clients.iter().position(|client| client.name == *name)?;
            Some(client_place(place, look.frame))
        }
    }
}

fn name<'a>(end: &'a End, scene: &'a Scene) -> &'a str {
    match end {
        End::Node(place) => scene.nodes.get(*place).map_or("", |node| &node.name),
        End::Client(name) => name,
    }
}

#[cfg(test)]
mod tests;
