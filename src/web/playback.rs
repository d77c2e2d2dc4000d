//! How wall time becomes simulated time: the only place that knows both.

use super::browser;
use crate::protocol::time::Micros;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Real milliseconds that a simulated one takes at single speed.
const REAL_MS_A_SIMULATED: f64 = 12.0;

/// A frame that took longer than this was no frame: the tab was hidden, or the machine was asleep.
const FRAME_MS_MAX: f64 = 100.0;

/// Real milliseconds between two steps for readers who want less motion.
const STILL_MS: f64 = 900.0;

/// How fast a history plays, in quarters of single speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed(pub u32);

impl Speed {
    /// What the reader can choose from.
    pub const ALL: [Speed; 6] = [Speed(1), Speed(2), Speed(4), Speed(8), Speed(16), Speed(64)];

    /// As it is written beside the clock.
    pub fn name(self) -> String {
        match self.0 {
            1 => "¼×".to_string(),
            2 => "½×".to_string(),
            quarters => format!("{}×", quarters / 4),
        }
    }
}

/// What a frame brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So much simulated time has passed.
    Time(Micros),
    /// One step is due.
    Step,
    /// Nothing yet.
    Nothing,
}

/// The pace of playing, from one frame to the next.
#[derive(Clone, Debug)]
pub struct Pace {
    /// How fast.
    pub speed: Speed,
    last: Option<f64>,
    waited: f64,
}

impl Pace {
    /// At single speed.
    pub fn new() -> Pace {
        Pace { speed: Speed(4), last: None, waited: 0.0 }
    }

    /// Forgets when the last frame was: playing begins.
    pub fn start(&mut self) {
        (self.last, self.waited) = (None, 0.0);
    }

    /// What has come since the last frame; `at` is the browser's time of this one, in milliseconds.
    pub fn frame(&mut self, at: f64, is_still: bool) -> Progress {
        let passed = (at - self.last.replace(at).unwrap_or(at)).clamp(0.0, FRAME_MS_MAX);
        let passed = passed * f64::from(self.speed.0) / 4.0;
        if !is_still {
            return Progress::Time(Micros((passed * 1_000.0 / REAL_MS_A_SIMULATED) as u64));
        }
        self.waited += passed;
        if self.waited < STILL_MS {
            return Progress::Nothing;
        }
        self.waited = 0.0;
        Progress::Step
    }
}

impl Default for Pace {
    fn default() -> Pace {
        Pace::new()
    }
}

/// A closure that asks for itself again, and so must be held where it can reach itself.
type OnFrame = Rc<RefCell<Option<Closure<dyn FnMut(f64)>>>>;

/// Calls back once a frame until it is dropped. A hidden page has no frames.
pub struct Frames {
    handle: Rc<Cell<i32>>,
    _closure: OnFrame,
}

impl Frames {
    /// Begins with the next frame; the callback is given its time in milliseconds.
    pub fn new(mut call: impl FnMut(f64) + 'static) -> Frames {
        let handle = Rc::new(Cell::new(0));
        let closure = OnFrame::default();
        let (next, again) = (handle.clone(), Rc::downgrade(&closure));
        let on_frame = Closure::<dyn FnMut(f64)>::new(move |at| {
            if super::crash::has_panicked() {
                return;
            }
            call(at);
            if let Some(closure) = again.upgrade() {
                next.set(request(&closure.borrow()));
            }
        });
        *closure.borrow_mut() = Some(on_frame);
        handle.set(request(&closure.borrow()));
        Frames { handle, _closure: closure }
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        if let Some(window) = browser::window() {
            let _ = window.cancel_animation_frame(self.handle.get());
        }
    }
}

fn request(closure: &Option<Closure<dyn FnMut(f64)>>) -> i32 {
    let asked = browser::window().zip(closure.as_ref()).and_then(|(window, closure)| {
        window.request_animation_frame(closure.as_ref().unchecked_ref()).ok()
    });
    asked.unwrap_or_default()
}
